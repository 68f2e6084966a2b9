"""My day: what was hard and why, what is offered, a break at any time. For whoever is logged in, and nobody else."""

import re
from html import unescape
from typing import Any

import pytest

from amends.facts import Moment
from amends.facts.moments import DAY_US, MINUTE_US
from conversation_stories import call
from desk_stories import NOW
from my_day_story import HARD_MAIL, INSULT, lead, tell

PAGE, TAPS, AWAY, CHOICES = "/mine/day", "/mine/day/taps", "/mine/day/away", "/mine/day/choices"
CALL = "pbx/12:1"


@pytest.fixture
def told(desk: Any) -> Any:
    """The desk after that morning."""
    tell(desk)
    return desk


def text(desk: Any, name: str = "Ruth", address: str = PAGE) -> str:
    """What the page says, without its marks."""
    main = desk.browser(name).get(address).content.decode().partition('<main id="main"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def headline(desk: Any, name: str = "Ruth") -> str:
    first = re.search(r"<h1>(.*?)</h1>", desk.browser(name).get(PAGE).content.decode())
    assert first is not None
    return unescape(first[1])


def tap(desk: Any, contact: str, level: str, name: str = "Ruth") -> int:
    status: int = desk.browser(name).post(TAPS, {"contact": contact, "level": level}).status_code
    return status


# What is shown


def test_one_plain_sentence_first_and_no_number_of_points_in_it(told: Any) -> None:
    assert headline(told) == "One hard contact, at 08:00."
    assert tap(told, CALL, "threat") == 302
    assert headline(told) == "Two hard contacts since 08:00."
    assert headline(told, "Omar") == "A quiet day so far."


def test_every_contact_of_today_with_its_points_and_their_reason(told: Any) -> None:
    page = text(told)
    assert "08:00 M. Lindqvist , mail 0.4 what was said: 1, by mail x0.4" in page
    assert "08:50 M. Lindqvist , phone 0.0 nothing that counts" in page
    assert "Since the day began 0.4" in page
    assert text(told, "Omar").count("M. Lindqvist") == 1


def test_a_day_without_contacts_has_a_page_too(desk: Any) -> None:
    assert headline(desk) == "A quiet day so far."
    assert "Nothing that counts." in text(desk)
    assert "Written work for an hour" in text(desk)


def test_no_word_of_abuse_is_repeated_and_nobody_is_told_how_he_is(told: Any) -> None:
    tap(told, CALL, "threat")
    told.at(Moment(NOW + MINUTE_US))
    page = text(told).lower()
    assert "idiots" in INSULT
    for word in (
        "idiots",
        "stress",
        "mood",
        "burn",
        "feel",
        "exhaust",
        "tired",
        "trend",
        "average",
        "colleague",
        "rank",
    ):
        assert word not in page, word


def test_what_is_left_fades_and_the_page_says_so(told: Any) -> None:
    tap(told, CALL, "threat")
    told.at(Moment(NOW - 8 * MINUTE_US))  # two minutes after the call
    page = text(told)
    assert "Some of it is left now. Where a system asks amends, other things equal, the next that may be hard" in page
    now, *later = (float(told) for told in re.findall(r"Now At 09:52 At 10:52 At 12:52 ([\d. ]+)", page)[0].split())
    assert now == pytest.approx((1.5 + 0.4 * 2 ** (-50 / 60) / 2) * 2 ** (-2 / 60), abs=0.06)  # a pause before the call
    assert later[0] == pytest.approx(now / 4, abs=0.06)  # an hour, and a pause within it
    assert later[1] == pytest.approx(later[0] / 2, abs=0.06)
    told.at(Moment(NOW + 600 * MINUTE_US))
    assert "Nothing of it is left now." in text(told)


def test_the_last_days_stand_as_a_picture_and_a_table(told: Any) -> None:
    told.at(Moment(NOW + 2 * DAY_US))
    page = text(told)
    assert headline(told) == "A quiet day so far."
    assert "Saturday 20 June 0.0 Friday 19 June 0.0 Thursday 18 June 0.4 Wednesday 17 June 0.0" in page
    body = told.browser("Ruth").get(PAGE).content.decode()
    assert body.count('class="day-bar"') == 13
    told.at(Moment(NOW + 20 * DAY_US))
    assert "18 June" not in text(told)


def test_mine_leads_there(told: Any) -> None:
    assert f'href="{PAGE}"' in told.browser("Ruth").get("/mine").content.decode()


# The own word


def test_the_own_word_wins_both_ways_and_can_be_taken_back(told: Any) -> None:
    assert tap(told, HARD_MAIL, "none") == 302
    assert headline(told) == "A quiet day so far."
    assert "Nothing hard, by your word. Was it so?" in text(told)
    tap(told, HARD_MAIL, "threat")
    assert "0.6 your own tap: 1.5, by mail x0.4" in text(told)
    tap(told, HARD_MAIL, "as-read")
    assert "0.4 what was said: 1, by mail x0.4" in text(told)


def test_a_contact_of_somebody_else_and_a_word_of_no_table_are_nothing(told: Any) -> None:
    assert tap(told, "pbx/11:1", "threat") == 404  # Omar's
    assert tap(told, "pbx/99:1", "threat") == 404
    assert tap(told, CALL, "terrible") == 404
    assert tap(told, CALL, "") == 404
    assert headline(told, "Omar") == "A quiet day so far."


def test_nothing_of_it_is_an_entry_of_the_record(told: Any) -> None:
    before = told.record.head()
    tap(told, CALL, "threat")
    browser = told.browser("Ruth")
    browser.post(AWAY, {"kind": "pause", "minutes": "10"})
    browser.post(CHOICES, {"offers": "yes"})
    assert told.record.head() == before
    assert told.acts() == []


# Offers and breaks


def test_after_a_hard_contact_there_are_offers_that_leave_no_trace_when_declined(told: Any) -> None:
    assert "If you like" not in text(told)
    tap(told, CALL, "threat")
    page = text(told)
    assert "A pause of 3 minutes: no contact, no mail." in page.partition("If you like")[2]
    assert "Written work for 30 minutes: mail instead of the phone. It is other work, and no pause." in page
    stored = tables()
    body = told.browser("Ruth").get(PAGE).content.decode()
    check_declined_in_the_browser(body)
    with pytest.raises(AssertionError):  # the twin: a log of addresses would have it that there was an offer
        check_declined_in_the_browser(body.replace('href="#no-offers"', 'href="/mine/day?offers=no"'))
    assert tables() == stored
    told.tell(call("13", "06-18T08:52", "06-18T08:53", "06-18T08:55"))
    assert "If you like" in text(told)  # a quiet call in between changes nothing
    told.at(Moment(NOW + 30 * MINUTE_US))
    assert "If you like" not in text(told)


def check_declined_in_the_browser(body: str) -> None:
    """A refusal asks the server for nothing: it is a place on the page, which the style sheet hides."""
    from amends.console.templatetags.words import STATIC

    where = re.findall(r'<a href="([^"]+)">No, thank you', body)
    assert where == ["#no-offers"]
    assert re.search(r'<section class="[^"]*\baside\b[^"]*" id="no-offers"', body)
    assert ".aside:target { display: none }" in (STATIC / "desk.css").read_text("utf-8")


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the desk, but for who is logged in."""
    from django.apps import apps

    models = [one for one in apps.get_models() if one.__name__ not in ("Session", "User")]
    return {one.__name__: list(one._default_manager.values_list()) for one in models}


def test_a_break_is_one_press_and_ends_by_itself_or_by_another(told: Any) -> None:
    browser = told.browser("Ruth")
    assert browser.post(AWAY, {"kind": "written", "minutes": "60"}).status_code == 302
    assert "You are off the phone Written work until 18 June 2026 10:00." in text(told)
    assert "Off the phone for a while" in text(told, "Omar")
    browser.post(AWAY, {"kind": "back"})
    assert "Off the phone for a while" in text(told)
    browser.post(AWAY, {"kind": "pause", "minutes": "3"})
    assert "A pause until 18 June 2026 09:03." in text(told)
    told.at(Moment(NOW + 3 * MINUTE_US))
    assert "Off the phone for a while" in text(told)


@pytest.mark.parametrize(
    "fields", [{}, {"kind": "pause"}, {"kind": "pause", "minutes": "45"}, {"kind": "sick", "minutes": "10"}]
)
def test_a_break_of_no_kind_or_length_is_none(told: Any, fields: dict[str, str]) -> None:
    assert told.browser("Ruth").post(AWAY, fields).status_code == 404
    assert "Off the phone for a while" in text(told)


def test_who_wants_no_offers_gets_none_and_can_go_all_the_same(told: Any) -> None:
    tap(told, CALL, "threat")
    browser = told.browser("Ruth")
    assert browser.post(CHOICES, {"routed": "yes"}).status_code == 302
    page = text(told)
    assert "If you like" not in page
    assert "Written work for an hour" in page
    browser.post(CHOICES, {"offers": "yes"})
    page = text(told)
    assert "If you like" in page
    assert "You chose that it does not count when contacts are shared." in page


# Whose page it is


def readers(desk: Any) -> set[str]:
    """Everybody who finds Ruth's contact of that morning on this page, whatever he puts into the address."""
    from django.contrib.auth.models import User

    lead(desk)
    User.objects.get_or_create(username="admin", defaults={"is_superuser": True, "is_staff": True})
    tries = ["", "?" + "&".join(f"{name}=Ruth" for name in ("user", "agent", "owner", "of", "for", "name", "who"))]
    seen = set()
    for name in ("Ruth", "Omar", "Lena", "admin", "PJSIP/ruth"):
        for told in tries:
            answer = desk.browser(name).get(PAGE + told, headers={"X-User": "Ruth"})
            if "08:00" in answer.content.decode().partition("<main")[2]:
                seen.add(name)
    return seen


@pytest.mark.promise
def test_nobody_elses_day_can_be_asked_for_by_any_parameter(told: Any) -> None:
    assert readers(told) == {"Ruth"}
    for address in ("/mine/day/Ruth", "/mine/day?day=2026-06-18&user=Ruth"):
        answer = told.browser("Omar").get(address)
        assert answer.status_code == 404 or "08:00" not in answer.content.decode()


@pytest.mark.promise
def test_a_page_that_asks_the_address_whose_it_is_would_be_caught(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import my_day

    monkeypatch.setattr(my_day, "by_of", lambda request: request.GET.get("user") or request.user.get_username())
    assert readers(told) > {"Ruth"}


def test_no_browser_and_nothing_in_between_keeps_it(told: Any) -> None:
    browser = told.browser("Ruth")
    for answer in (browser.get(PAGE), browser.post(AWAY, {"kind": "back"}), browser.post(CHOICES, {"offers": "yes"})):
        assert answer["Cache-Control"] == "no-store"


def test_a_new_contact_of_hers_is_on_it_when_it_is_over(told: Any) -> None:
    told.at(Moment(NOW + 30 * MINUTE_US))
    told.tell(call("13", "06-18T09:10", "06-18T09:11", "06-18T09:20"))
    assert "09:20 M. Lindqvist , phone" in text(told)
