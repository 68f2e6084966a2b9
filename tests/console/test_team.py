"""The team page: promises, who is off the phone, one sum. No lead reads one person's load, points or taps anywhere."""

import re
from html import unescape
from typing import Any

import pytest

from amends.facts import Moment
from amends.facts.moments import HOUR_US, MINUTE_US
from conversation_stories import call, profile, promise
from desk_stories import NOW, failed_refund_story
from my_day_story import known, lead, many_handled, tell
from test_access import routes

FRESH = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
TOO_FEW = "Too few people to say"


def text(desk: Any, name: str = "Lena", address: str = "/team") -> str:
    """What the page says, without its marks."""
    main = lead(desk, name).get(address).content.decode().partition('<main id="main"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


# What is there


def test_only_who_leads_has_the_page_and_the_link_to_it(desk: Any) -> None:
    assert desk.browser("Ruth").get("/team").status_code == 404
    assert 'href="/team"' not in desk.browser("Ruth").get("/").content.decode()
    assert 'href="/team"' in lead(desk).get("/").content.decode()
    assert lead(desk).get("/team").status_code == 200


def test_promises_with_their_owner_the_overdue_first(desk: Any) -> None:
    made = [promise("1", ("06-17T13:00", "06-17T15:00")), promise("2", ("06-18T15:00", "06-18T17:00"))]
    desk.tell([*failed_refund_story(), profile(), *made])
    page = text(desk)
    late, _, today = page.partition("Due today")
    assert "M. Lindqvist 17 June 2026 13:00 Ruth keeps it" in late
    assert "M. Lindqvist 18 June 2026 15:00 Ruth keeps it" in today


def test_who_is_off_the_phone_until_when_and_nothing_about_why(desk: Any) -> None:
    tell(desk)
    assert "Everybody can take calls" in text(desk)
    desk.browser("Ruth").post("/mine/day/away", {"kind": "pause", "minutes": "60"})
    desk.browser("Omar").post("/mine/day/away", {"kind": "written", "minutes": "60"})
    assert "Not on the phone now Omar, until 10:00 Ruth, until 10:00 Anybody can" in text(desk)
    desk.at(Moment(NOW + 60 * MINUTE_US))
    assert "Everybody can take calls" in text(desk)


def check_alike(one: str, other: str) -> None:
    """A page about somebody who pauses and one about somebody at written work are the same."""
    assert one == other


@pytest.mark.promise
def test_a_pause_and_written_work_look_the_same(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import team_view
    from amends.console.pages import my_day

    def page_of(kind: str, minutes: int) -> str:
        desk.browser("Ruth").post("/mine/day/away", {"kind": kind, "minutes": str(minutes)})
        return text(desk)

    for minutes in my_day.MINUTES:
        check_alike(page_of("pause", minutes), page_of("written", minutes))
    whole = team_view.OffPhone
    monkeypatch.setattr("amends.console.pages.team.off_phone", lambda gone, zone: [whole(g.user, g.kind) for g in gone])
    with pytest.raises(AssertionError):
        check_alike(page_of("pause", 60), page_of("written", 60))  # the twin


def test_it_refreshes_by_itself_and_is_silent_while_nothing_changed(desk: Any) -> None:
    browser = lead(desk)
    first = browser.get("/team/now")
    again = browser.get("/team/now", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    desk.browser("Ruth").post("/mine/day/away", {"kind": "pause", "minutes": "10"})
    assert browser.get("/team/now", headers={"If-None-Match": first["ETag"]}).status_code == 200


# The sum


def hard(desk: Any) -> None:
    """Every contact counts one point, whatever was said, of whoever is known by name."""
    known(desk)
    table = "again_factor = 1\ninherited_repeat = 0\ncould_not_be_fixed = 0\n[hostility]\nnone = 1.0\n"
    (desk.home / "care.toml").write_text(table)


def test_seven_people_give_no_sum_and_eight_give_one(desk: Any) -> None:
    hard(desk)
    desk.tell(many_handled(7))
    assert TOO_FEW in text(desk)
    desk.at(Moment(NOW + HOUR_US))
    desk.tell(many_handled(1, "09", first=7))
    assert "About 10 points together today, as of 10:00." in text(desk)


def made_up(people: int) -> list[Any]:
    """Calls of people that there are not, as anybody could tell the record."""
    return [
        entry
        for number in range(people)
        for entry in call(f"made-{number}", *["06-18T07:30"] * 3, agent=f"PJSIP/nobody-{number}", phone="+4930999999")
    ]


@pytest.mark.promise
def test_a_group_cannot_be_made_up_around_one_person(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import exposed, kept

    hard(desk)
    desk.tell([*many_handled(1), *made_up(12)])
    assert TOO_FEW in text(desk)
    everybody = {owner: owner for owner in kept.sums_of(Moment(NOW - HOUR_US * 24))}
    assert len(everybody) == 13
    monkeypatch.setattr(exposed, "_known", lambda sums: everybody)  # the twin
    assert exposed.team_today(NOW) is not None


def sums_seen(desk: Any) -> list[str]:
    """What a lead reads at half past nine, at half past ten after one more hard contact of one person, and an hour
    later.
    """
    seen = []
    desk.tell(many_handled(8))
    for minutes, more in ((30, []), (90, one_more()), (150, [])):
        desk.at(Moment(NOW + minutes * MINUTE_US))
        desk.tell(more)
        seen.append(next(iter(re.findall(r"About (\d+) points together", text(desk))), ""))
    return seen


def one_more() -> list[Any]:
    told = []
    for number in range(6):
        began, ended = f"06-18T10:{number * 2:02d}", f"06-18T10:{number * 2 + 1:02d}"
        told += call(f"more-{number}", began, began, ended, agent="PJSIP/agent-3", phone="+4930999999")
    return told


@pytest.mark.promise
def test_a_second_look_after_one_persons_contacts_shows_the_same_sum(desk: Any) -> None:
    hard(desk)
    assert set(sums_seen(desk)) == {"10"}


@pytest.mark.promise
def test_a_sum_that_is_always_up_to_date_would_be_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.care import team_sum

    hard(desk)
    monkeypatch.setattr(team_sum, "HOUR_US", MINUTE_US)
    monkeypatch.setattr(team_sum, "GROUP_MIN", 1)
    assert len(set(sums_seen(desk))) > 1


def test_what_came_in_late_does_not_change_what_was_shown(desk: Any) -> None:
    hard(desk)
    desk.tell(many_handled(8))
    first = text(desk)
    late = [entry for number in range(6) for entry in call(f"late-{number}", *["06-18T07:30"] * 3, phone="+4930999999")]
    desk.tell(late)
    assert text(desk) == first
    desk.at(Moment(NOW + HOUR_US))  # another hour, and nobody had anything since
    assert re.findall("About .*? points", text(desk)) == re.findall("About .*? points", first)


# No lead reads one person's


def addresses() -> list[str]:
    return sorted({address for _, address in routes() if not address.startswith("/log")})


def answers(desk: Any, asked: list[str]) -> dict[str, Any]:
    """All that a lead gets from these addresses, but for what is new in every answer."""
    browser, found = lead(desk), {}
    for address in asked:
        answer = browser.get(address)
        headers = sorted((k, v) for k, v in answer.headers.items() if k != "Set-Cookie")
        found[address] = (answer.status_code, FRESH.sub(b"", answer.content), headers)
    return found


def told_apart(desk: Any, asked: list[str]) -> set[str]:
    """Which answers to a lead change when all that is private of Ruth's day does: her words on contacts, what a call
    weighs, what she chose, and which of the two she does while she is off the phone.
    """
    ruth = desk.browser("Ruth")
    ruth.post("/mine/day/away", {"kind": "pause", "minutes": "60"})
    before = answers(desk, asked)
    own = ruth.get("/mine/day").content
    for contact, level in (("pbx/12:1", "threat"), ("mail/<C-17-06-18T07:30@example.org>", "none")):
        assert ruth.post("/mine/day/taps", {"contact": contact, "level": level}).status_code == 302
    (desk.home / "care.toml").write_text("half_life_minutes = 240\n[channels]\nphone = 9.0\nmail = 5.0\n")
    ruth.post("/mine/day/choices", {"mirror": "yes"})
    ruth.post("/mine/day/away", {"kind": "written", "minutes": "60"})
    assert FRESH.sub(b"", ruth.get("/mine/day").content) != FRESH.sub(b"", own)
    after = answers(desk, asked)
    return {address for address in asked if before[address] != after[address]}


@pytest.mark.promise
def test_no_answer_to_a_lead_depends_on_one_persons_load_points_or_taps(desk: Any) -> None:
    tell(desk)
    asked = addresses()
    assert {"/team", "/team/now", "/mine/day", "/customers/customer:C-17", "/scores/agents"} <= set(asked)
    assert told_apart(desk, asked) == set()


@pytest.mark.promise
def test_a_team_page_with_the_load_of_people_would_be_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import exposed
    from amends.console.pages import team

    tell(desk)
    words = team.sum_words
    monkeypatch.setattr(team, "sum_words", lambda told, zone: f"{words(told, zone)} {exposed.loads(NOW)}")
    assert told_apart(desk, ["/promises", "/team", "/team/now"]) == {"/team", "/team/now"}
