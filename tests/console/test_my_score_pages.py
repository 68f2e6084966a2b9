"""One's own score is for oneself alone, holds back while the gate does, and leads to every contact and its appeal."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from amends.console.contact_key import contact_key
from my_score_story import FIRST, HELD, LAST, OWN, held, keep, tell, windows

INTERVAL = "between 3 fewer and 4 more negative answers in a hundred"
PAGE = f"/mine/score/{contact_key(OWN)}"
FIGURES = ("3 fewer and 4 more", "3 fewer to 4 more", "41 and 46", "55 and 69", "33 to 47", "64 answers", ">64<")


@pytest.fixture
def told(desk: Any) -> Any:
    """The case, and two closed windows."""
    tell(desk)
    return desk


def text(desk: Any, address: str, name: str = "Ruth") -> str:
    """What the page says, without its marks."""
    body = desk.browser(name).get(address).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_one_sentence_first(told: Any) -> None:
    body = told.browser("Ruth").get("/mine/score").content.decode()
    first = re.search(r"<h1>(.*?)</h1>", body)
    assert first is not None
    assert unescape(first[1]) == (
        f"Same as everyone, as far as 64 answers can tell: {INTERVAL} than an average colleague would have had on "
        "your contacts."
    )


def test_over_time_what_was_inherited_and_what_moved_it(told: Any) -> None:
    page = text(told, "/mine/score")
    assert "What you were handed: with contacts like yours an average colleague has between 41 and 46" in page
    assert "2026 Q1 Not enough yet 17" in page
    assert "What you inherited with 1 contact of 2026 Q2" in page
    assert "The customer had been in contact about it before 1 0 0 0 0" in page
    assert "The rules did not allow what was wanted 1 0 0 0 0" in page
    assert "After you a negative end was less likely: before, between 55 and 69 in a hundred" in page
    assert "no verdict on anybody" in page


def test_mine_leads_there(told: Any) -> None:
    body = told.browser("Ruth").get("/mine").content.decode()
    assert 'href="/mine/score"' in body
    assert 'href="/appeals"' not in body


def test_a_contact_has_its_case_without_names(told: Any) -> None:
    page = text(told, PAGE)
    assert "The rules did not allow what was wanted. Says: rules, 5 May 2026" in page
    assert "1 contact about it before. Says: the contacts on record" in page
    assert "The customer was in contact again within 7 days." in page
    assert "somebody before you 23 to 37 55 to 69" in page
    assert "somebody after you 33 to 47 the answer: negative" in page


def who_sees(desk: Any) -> set[str]:
    """Everybody whom a page of Ruth's contact, or her interval, is shown to."""
    from django.contrib.auth.models import Group, User

    lead = User.objects.get_or_create(username="Lena")[0]
    lead.groups.add(Group.objects.get_or_create(name="lead")[0])
    User.objects.get_or_create(username="admin", defaults={"is_superuser": True, "is_staff": True})
    seen = set()
    for name in ("Ruth", "Sam", "Lena", "admin"):
        shown = text(desk, "/mine/score", name) + text(desk, "/mine/contacts", name)
        if INTERVAL in shown or "6 May 2026" in shown or desk.browser(name).get(PAGE).status_code == 200:
            seen.add(name)
    return seen


@pytest.mark.promise
def test_nobody_else_sees_it_not_the_lead_and_not_the_administrator(told: Any) -> None:
    assert who_sees(told) == {"Ruth"}


@pytest.mark.promise
def test_one_that_forgets_whose_contact_it_is_would_be_caught(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk.models import DeskTaken
    from amends.console.scoring import read

    monkeypatch.setattr(read, "_taken_by", lambda asker, contact: DeskTaken.objects.filter(contact=contact).first())
    assert who_sees(told) > {"Ruth"}


@pytest.mark.promise
@pytest.mark.parametrize("contact", [FIRST, LAST])
def test_somebody_elses_contact_looks_like_none(told: Any, contact: str) -> None:
    browser = told.browser("Ruth")
    theirs = browser.get(f"/mine/score/{contact_key(contact)}")
    absent = browser.get(f"/mine/score/{contact_key('pbx/9:9')}")
    assert theirs.status_code == absent.status_code == 404
    assert without_token(theirs) == without_token(absent)
    assert browser.post(f"/mine/score/{contact_key(contact)}", {"reason": "No."}).status_code == 404
    assert told.acts() == []


def without_token(response: Any) -> str:
    """The form to log out has another token each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_what_is_no_address_of_a_contact_leads_nowhere(told: Any) -> None:
    assert told.browser("Ruth").get("/mine/score/A").status_code == 404


@pytest.mark.promise
def test_nobody_is_named_but_the_one_who_looks(told: Any) -> None:
    for address in ("/mine/score", PAGE, "/mine/contacts"):
        assert re.findall(r"\bsam\b", text(told, address), re.I) == [], address


@pytest.mark.promise
def test_no_figure_is_bare_on_the_pages_themselves(told: Any) -> None:
    for address in ("/mine/score", PAGE):
        body = told.browser("Ruth").get(address).content.decode()
        for cell in re.findall(r"<(?:td|li|h1|p)[^>]*>(.*?)</(?:td|li|h1|p)>", body, re.DOTALL):
            words = unescape(re.sub(r"<[^>]+>", " ", cell))
            for clause in re.split(r"[.;]\s", words):
                if re.search(r"\d+ in a hundred|\d (?:more|fewer)", clause):
                    assert "between" in clause or " to " in clause or "within 3 in a hundred" in clause, (
                        address,
                        clause,
                    )


def figures_shown(desk: Any) -> list[str]:
    """Per-agent figures on any page of Ruth's."""
    body = "".join(desk.browser("Ruth").get(path).content.decode() for path in ("/mine/score", "/mine/contacts", PAGE))
    return [one for one in FIGURES if one in body]


def test_each_of_these_figures_is_shown_while_the_gate_passes(told: Any) -> None:
    assert figures_shown(told) == list(FIGURES)


@pytest.mark.promise
def test_while_the_gate_holds_there_is_why_and_no_figure(told: Any) -> None:
    winter, spring = windows()
    keep(winter, held(spring))
    page = text(told, "/mine/score")
    assert "Held: nothing that is said about a single person would be fair now" in page
    assert "Only 3% of invitations are sent by the system. Let the system send them." in page
    assert figures_shown(told) == []
    assert "<svg" not in told.browser("Ruth").get("/mine/score").content.decode()
    assert "How its case went is not shown" in text(told, PAGE)


@pytest.mark.promise
def test_a_gate_that_nobody_asks_would_be_caught(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.scoring import read
    from amends.console.scoring.stored import Fitted

    winter, spring = windows()
    keep(winter, replace(spring, reasons=(HELD,)))  # a store that forgot to leave people out
    assert figures_shown(told) == []
    monkeypatch.setattr(read, "_holding", lambda found: ())
    monkeypatch.setattr(Fitted, "held", False)
    assert "3 fewer and 4 more" in figures_shown(told)


def test_before_any_window_closed(desk: Any) -> None:
    page = text(desk, "/mine/score")
    assert "No window of scores has closed yet." in page
    assert "None. Every contact that you took can be appealed" in page
    assert "No contact here is known to be yours." in text(desk, "/mine/contacts")


def test_contacts_are_listed_newest_first_and_paged(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import my_score

    monkeypatch.setattr(my_score, "CONTACTS_SHOWN", 1)
    first = told.browser("Sam").get("/mine/contacts").content.decode()
    assert "8 May 2026" in first
    assert "4 May 2026" not in first
    older = re.search(r'href="(\?after=[\w-]+)"', first)
    assert older is not None
    rest = told.browser("Sam").get(f"/mine/contacts{older[1]}").content.decode()
    assert "4 May 2026" in rest
    assert "8 May 2026" not in rest
    assert "Older ones" not in rest
    assert told.browser("Sam").get("/mine/contacts?after=x").status_code == 200


@pytest.mark.promise
def test_contacts_of_one_moment_are_all_listed_over_the_pages(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk.models import DeskTaken
    from amends.console.pages import my_score

    one = DeskTaken.objects.get(contact=OWN)
    names = [f"pbx/same-{number}" for number in range(5)]
    for name in names:
        one.pk, one.contact = None, name
        one.save()
    monkeypatch.setattr(my_score, "CONTACTS_SHOWN", 2)
    address, listed = "/mine/contacts", list[str]()
    while address:
        body = told.browser("Ruth").get(address).content.decode()
        listed += re.findall(r'href="/mine/score/([\w-]+)"', body)
        further = re.search(r'href="(\?after=[\w-]+)"', body)
        address = f"/mine/contacts{further[1]}" if further else ""
    assert sorted(listed) == sorted(contact_key(name) for name in (*names, OWN))


def test_nobody_reads_it_without_a_login(told: Any) -> None:
    for address in ("/mine/score", "/mine/contacts", PAGE, "/appeals"):
        assert told.anonymous().get(address).status_code == 302
