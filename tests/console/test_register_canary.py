"""No name of a colleague stands in the register, in a lesson's words, a digest or an export, whoever reads it.

The canary does everything that can bring somebody in: answers, errs, hangs up, is inherited from, notes, and answers
check lists. Who undertakes a lesson is named, because he said that he does it; it is another person here.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

import learning_told as told
from amends.facts import US, Entry, Policy, Source
from amends.facts.kinds import AnswerGiven, CheckAnswered, InheritedTold, SurveyAnswered
from conversation_stories import SURVEYS, call, profile
from desk_stories import NOW, WHO, at, failed_refund_story, mail
from learning_told import MISTAKE, note

CANARIES = ("zephyrine", "quillfeather")
HANDLES = ("zephyrine.quillfeather", "PJSIP/zephyrine", "zendesk/quillfeather")
PAGES = ("/register", "/lessons", "/digest", "/checklists")
OF_LEARNING = re.compile(r"/(?:register|lessons|digest|checklists)(?:[/?].*)?")
ROLES = ((), ("lead",), ("reviewer",), ("lead", "reviewer"))


def story() -> list[Entry]:
    """M. Lindqvist is told by the canary that all is well; it hangs up on him, and writes of it all."""
    by, about = HANDLES[0], WHO
    said = AnswerGiven("mail", agent=HANDLES[2], text="We have refunded you on 3 May.", customer_id="C-17")
    survey = SurveyAnswered("s/1", score=1, lowest=1, highest=5, text="No.", call="pbx/9", customer_id="C-17")
    inherited = InheritedTold("mail/<C-17-05-20T09:12@example.org>", "", "contact.hand_over", "Not noted", by, about)
    return [
        *failed_refund_story(),
        profile(),
        mail("05-28T09:00", "Still no refund of 129.00 EUR for order 10-4471.", "C-17"),
        Entry(Source("helpdesk", US), "answer:1", at("05-21T09:00"), said),
        *call("9", "05-29T09:00", "05-29T09:01", "05-29T09:06", ended_by="us", agent=HANDLES[1]),
        Entry(SURVEYS, "s/1", at("05-29T12:00"), survey),
        told.told("inherited:1", at("05-30T09:00"), inherited),
        note(MISTAKE, factors=("The page says refunded",), by=by, about=about),
        note("noted:1", step="record.keep", what="The price list was old", by=by),
        told.told("check:1", at("06-02T09:00"), CheckAnswered("cancel", ("asked=yes",), True, by=by, about=about)),
        told.action("cancelled", at("06-02T09:10")),
        *told.refunds(60, 40, failing_before=20, failing_after=1),
        told.lesson(by=by, owner="Ruth"),
        told.done(),
    ]


@pytest.fixture
def lived(desk: Any) -> Any:
    from amends.console.desk import rebuild

    desk.world.policy = replace(Policy(), agents={HANDLES[0]: HANDLES[1:]})
    desk.tell(story())
    desk.browser(HANDLES[0])
    rebuild(desk.record, desk.world.policy, NOW)
    return desk


def everything(desk: Any, roles: Iterable[str], who: str = "Reader") -> dict[str, bytes]:
    """Every page of learning that is reached from its first ones, with its headers, for somebody with these roles."""
    from test_reports_pages import give

    give(desk, who, *roles)
    browser, todo, seen = desk.browser(who), list(PAGES), dict[str, bytes]()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        answer = browser.get(path)
        assert answer.status_code in (200, 302), path
        seen[path] = answer.content + repr(answer.headers).encode()
        links = (urlsplit(unescape(link)) for link in re.findall(r'href="([^"]+)"', answer.content.decode()))
        to = [f"{link.path or path.partition('?')[0]}{'?' + link.query if link.query else ''}" for link in links]
        if answer.status_code == 302:
            to.append(answer["Location"])
        todo += [
            link for link in to if OF_LEARNING.fullmatch(link) and not re.search(r"digest/20(?:[01]|2[0-5])", link)
        ]
    return seen


def leaks(pages: dict[str, bytes]) -> list[str]:
    return [path for path, content in pages.items() if any(name.encode() in content.lower() for name in CANARIES)]


@pytest.mark.promise
@pytest.mark.parametrize("roles", ROLES, ids="+".join)
def test_no_page_of_learning_names_a_colleague_to_anybody(lived: Any, roles: tuple[str, ...]) -> None:
    pages = everything(lived, roles)
    assert {"/register", f"/register/{MISTAKE}", f"/lessons/{told.LESSON}", "/digest/2026-05"} <= set(pages)
    assert len([path for path in pages if path.startswith("/register/")]) >= 20
    assert any("?format=markdown" in path for path in pages)
    assert leaks(pages) == []


@pytest.mark.promise
def test_nor_does_a_row_of_the_register(lived: Any) -> None:
    from amends.console.models import DeskDone, DeskMistake

    rows = [*DeskMistake.objects.values(), *DeskDone.objects.values()]
    assert len(rows) > 20
    assert not any(name in str(rows).lower() for name in CANARIES)


@pytest.mark.promise
def test_a_note_that_named_somebody_would_be_seen(lived: Any) -> None:
    """The twin: written past the page that asks."""
    lived.tell([note(MISTAKE, surprised="Zephyrine did not look", by="Ruth", about=WHO)])
    assert f"/register/{MISTAKE}" in leaks(everything(lived, ()))


@pytest.mark.promise
def test_the_page_that_asks_keeps_it_out(lived: Any) -> None:
    sent = told.form(surprised="Zephyrine did not look")
    assert lived.browser("Reader").post(f"/register/{MISTAKE}/notes", sent).status_code == 422
    assert leaks(everything(lived, ())) == []


NAMED = "Zephyrine did it"
TRAIT = "shift=Zephyrine"
NOTE = {"factors": NAMED, "surprised": NAMED, "what": NAMED, "cause": TRAIT}
LESSON = {"title": NAMED, "change": NAMED, "slice": TRAIT, "control": TRAIT}
MISTAKE_ALONE = {"what": NAMED, "surprised": NAMED, "cause": TRAIT}
CHANGED = {"words": NAMED}


def saved_with(desk: Any, path: str, fields: dict[str, str]) -> list[str]:
    """In which of these fields a name is taken, each sent by itself with what is needed besides."""
    needed = {
        f"/register/{MISTAKE}/notes": {"surprised": "The page said refunded"},
        "/register": {"step": "refund.send", "what": "The price list was old"},
        f"/lessons/{told.LESSON}/changes": {"event": "dropped"},
        "/lessons": {
            "title": "Ask first", "change": "The page asks", "owner": "Ruth", "due": "2026-07-01",
            "expected_percent": "80", "step": "refund.send", "population": "refunds",
        },
    }[path]  # fmt: skip
    desk.browser("Ruth")
    sent = ((name, told.form(**needed | {name: words})) for name, words in fields.items())
    return [name for name, form in sent if desk.browser("Ruth").post(path, form).status_code == 302]


FORMS = [
    (f"/register/{MISTAKE}/notes", NOTE),
    ("/register", MISTAKE_ALONE),
    ("/lessons", LESSON),
    (f"/lessons/{told.LESSON}/changes", CHANGED),
]


@pytest.mark.promise
@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_no_field_of_any_form_takes_a_name(lived: Any, path: str, fields: dict[str, str]) -> None:
    assert saved_with(lived, path, fields) == []
    assert leaks(first_pages(lived)) == []


def first_pages(desk: Any) -> dict[str, bytes]:
    paths = (
        "/register",
        f"/register/{MISTAKE}",
        "/lessons",
        "/lessons/ask-first-2026-06",
        "/lessons/ask-first-2026-06-2",
    )
    return {path: desk.browser("Reader").get(path).content for path in paths}


@pytest.mark.promise
@pytest.mark.parametrize(("path", "fields"), FORMS[:3])
def test_a_form_that_looks_at_sentences_alone_would_be_seen(
    lived: Any, path: str, fields: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.console.pages import lessons, mistake, register

    for page in (lessons, mistake, register):
        monkeypatch.setattr(page, "traits_as_text", lambda _: ())
    monkeypatch.setattr(lessons, "check_traits", lambda told, _: told)
    assert set(saved_with(lived, path, fields)) == {name for name, words in fields.items() if words == TRAIT}
    assert leaks(first_pages(lived)) != []


def test_what_a_source_told_of_refunds_is_no_name_whatever_it_sounds_like(lived: Any) -> None:
    """A gateway called like one of us can be the slice of a lesson: that it is there, the refunds say."""
    from amends.console.lesson_rows import traits_as_text
    from amends.console.models import DeskRefund

    assert traits_as_text(["gateway=zephyrine"]) == ("gateway=zephyrine",)
    DeskRefund.objects.update(traits="\ngateway=zephyrine\n")
    assert traits_as_text(["gateway=zephyrine"]) == ()


@pytest.mark.promise
def test_whoever_undertakes_a_lesson_is_named_on_its_page_and_nowhere_else(lived: Any) -> None:
    again = told.lesson(lesson="another-2026", owner=HANDLES[0])
    lived.tell([replace(again, source_id="lesson:9")])
    assert set(leaks(everything(lived, ()))) == {"/lessons", "/lessons/another-2026"}
