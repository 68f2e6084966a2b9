"""One mistake: what is noted about it is looked through for names first, and a lesson is made of it."""

from typing import Any

import pytest

import learning_told as told
from amends.facts import Entry
from amends.facts.kinds import LessonMade, MistakeNoted
from conversation_stories import call, profile
from desk_stories import WHO, at, failed_refund_story
from learning_told import MISTAKE, form, note

PAGE = f"/register/{MISTAKE}"


@pytest.fixture
def known(desk: Any) -> Any:
    """M. Lindqvist's refund failed; Ruth and Marek work here, and so does May."""
    desk.tell(failed_refund_story())
    for name in ("Ruth", "Marek", "May"):
        desk.browser(name)
    return desk


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def noted(desk: Any) -> list[MistakeNoted]:
    return [entry.what for entry in desk.acts() if isinstance(entry.what, MistakeNoted)]


def add(desk: Any, **fields: str) -> Any:
    return desk.browser().post(f"{PAGE}/notes", form(**fields))


def test_it_says_what_happened_how_it_was_found_and_whom_it_harmed(known: Any) -> None:
    html = shown(known.browser().get(PAGE))
    for words in (
        "A refund went to a card or account that is closed.",
        "The step was sending a refund to the gateway.",
        "It was found on 20 May 2026, after 11 days: a customer contacted us about it.",
        "Harm: 129.00 EUR, 1 person, 1 contact that need not have been.",
        "Our own record said otherwise, and nothing compared it with a witness.",
        f'href="/customers/{WHO}?matter=refund%3AR-2291"',
    ):
        assert words in html


def test_what_is_noted_is_added_and_stands_there_at_once(known: Any) -> None:
    answer = add(known, factors="The form hides the state\nNobody owns the list", surprised="It said refunded")
    assert answer.status_code == 302
    html = shown(known.browser().get(answer["Location"]))
    assert "Recorded. It stands in the register, without your name." in html
    for words in ("The form hides the state", "Nobody owns the list", "Why it surprised us: It said refunded"):
        assert words in html
    assert add(known, factors="A third one").status_code == 302
    assert "Nobody owns the list" in shown(known.browser().get(PAGE))


def test_the_same_form_twice_is_one_note(known: Any) -> None:
    sent = form(surprised="It said refunded")
    for _ in range(3):
        assert known.browser().post(f"{PAGE}/notes", sent).status_code == 302
    assert len(noted(known)) == 1


def test_a_name_is_asked_about_before_anything_is_saved(known: Any) -> None:
    answer = add(known, surprised="Marek did not look at the gateway")
    assert answer.status_code == 422
    html = shown(answer)
    assert "Not saved yet." in html
    assert '<mark class="named">Marek</mark> did not look' in html
    assert "One of us is called so." in html
    assert "Save it as it is" not in html
    assert "Marek did not look at the gateway</textarea>" in html
    assert noted(known) == []


def search_field(answer: Any) -> str:
    html = str(answer.content.decode())
    return html.partition('id="q" name="q"')[2].partition('value="')[2].partition('"')[0]


def test_what_the_page_asks_about_does_not_get_into_the_search_field(known: Any) -> None:
    assert search_field(add(known, surprised="Marek did not look at the gateway")) == ""
    assert search_field(known.browser().get("/search?q=nobody%40x.example")) == "nobody@x.example", "the twin"


def test_a_word_that_may_be_one_is_asked_about_and_saved_on_the_second_press(known: Any) -> None:
    sent = form(surprised="It came with May and the new prices")
    html = shown(known.browser().post(f"{PAGE}/notes", sent))
    assert "It may be a name, or an ordinary word." in html
    assert '<input type="hidden" name="asked" value="May">' in html
    assert known.browser().post(f"{PAGE}/notes", sent).status_code == 422, "the first button asks again"
    again = sent | {"asked": "May", "as_it_is": "yes"}
    assert known.browser().post(f"{PAGE}/notes", again).status_code == 302
    assert [one.surprised for one in noted(known)] == ["It came with May and the new prices"]


def test_a_name_is_saved_by_no_button(known: Any) -> None:
    again = form(surprised="Marek did not look", asked="Marek", as_it_is="yes")
    assert known.browser().post(f"{PAGE}/notes", again).status_code == 422
    assert noted(known) == []


def test_a_name_that_came_in_after_the_page_asked_is_asked_about_too(known: Any) -> None:
    sent = {"asked": "May", "as_it_is": "yes"}
    answer = add(known, surprised="It came with May, and Marek knew", **sent)
    assert answer.status_code == 422
    assert '<mark class="named">Marek</mark>' in shown(answer)
    assert noted(known) == []


def test_a_note_without_names_is_saved_at_once(known: Any) -> None:
    """The twin: were everything asked about, the tests above would hold for nothing."""
    assert add(known, surprised="The page said refunded").status_code == 302
    assert len(noted(known)) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, "says nothing"), ({"happened": "2027-01-01"}, "in the future"), ({"happened": "soon"}, "is none")],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(known: Any, fields: dict[str, str], words: str) -> None:
    answer = add(known, **fields)
    assert answer.status_code == 422
    assert words in shown(answer)
    assert noted(known) == []


def test_of_a_call_that_ended_nothing_is_noted(desk: Any) -> None:
    """The register tells its week; whose customer it was, and so whose call, is on no page of it."""
    desk.at(at("07-20T09:00"))
    desk.tell([*failed_refund_story(), *hung_up()])
    (row,) = [one for one in rows() if one.mistake.startswith("call:")]
    page = f"/register/{row.mistake}"
    html = shown(desk.browser().get(page))
    assert "A call ended from our side." in html
    assert "In the week of" in html
    for hidden in (WHO, "/customers/", "Lindqvist", "pbx/77"):
        assert hidden not in html.partition("<main")[2].partition("</main>")[0]
    assert desk.browser().post(f"{page}/notes", form(surprised="It was a bad line")).status_code == 404
    assert noted(desk) == []


def rows() -> Any:
    from amends.console.models import DeskMistake

    return DeskMistake.objects.filter(known=True)


def hung_up() -> list[Entry]:
    return [profile(), *call("77", "06-10T09:00", "06-10T09:01", "06-10T09:06", ended_by="us")]


@pytest.mark.parametrize("path", ["/register/verdict:nothing:here", "/register/noted:none", "/register/call:0"])
def test_one_that_is_not_known_is_not_there(known: Any, path: str) -> None:
    assert known.browser().get(path).status_code == 404


def lesson_fields(**more: str) -> dict[str, str]:
    fields = {
        "mistake": MISTAKE,
        "title": "Ask the gateway first",
        "change": "The page shows the state at the gateway",
        "owner": "Marek",
        "due": "2026-07-01",
        "expected_percent": "80",
        "step": "refund.send",
        "population": "refunds",
    }
    return form(**(fields | more))


def test_a_lesson_is_made_of_it_once(known: Any) -> None:
    sent = lesson_fields()
    for _ in range(2):
        answer = known.browser().post("/lessons", sent)
        assert answer.status_code == 302
        assert answer["Location"] == "/lessons/ask-the-gateway-first-2026-06?said=lesson"
    made = [entry.what for entry in known.acts() if isinstance(entry.what, LessonMade)]
    assert [(one.mistakes, one.owner, one.by, one.expected_percent) for one in made] == [
        ((MISTAKE,), "Marek", "Ruth", 80)
    ]
    assert "Ask the gateway first" in shown(known.browser().get(PAGE))
    assert "A refund went to a card" in shown(known.browser().get("/lessons/ask-the-gateway-first-2026-06"))


def test_a_second_one_of_the_same_title_has_a_name_of_its_own(known: Any) -> None:
    known.browser().post("/lessons", lesson_fields())
    answer = known.browser().post("/lessons", lesson_fields())
    assert answer["Location"].startswith("/lessons/ask-the-gateway-first-2026-06-2?")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("owner", "nobody-here", "is nobody who logs in here"),
        ("expected_percent", "most", "expects no effect that can be judged"),
        ("expected_percent", "0", "expects no effect that can be judged"),
        ("due", "2026-01-01", "has no day in the future"),
        ("population", "reports", "is not one that a witness sees"),
        ("slice", "agent=marek", "names people"),
        ("title", "", "has no title"),
    ],
)
def test_a_lesson_that_could_not_be_judged_is_refused_and_the_form_kept(
    known: Any, field: str, value: str, words: str
) -> None:
    answer = known.browser().post("/lessons", lesson_fields(**{field: value}))
    assert answer.status_code == 422
    assert words in shown(answer)
    assert "The page shows the state at the gateway</textarea>" in shown(answer)
    assert known.acts() == []


def test_a_slip_of_the_pen_in_the_slice_is_found_before_the_lesson_is_made(known: Any) -> None:
    from amends.console.lesson_rows import traits_of

    trait = min(traits_of("refunds"))
    answer = known.browser().post("/lessons", lesson_fields(slice=f"x{trait}"))
    assert answer.status_code == 422
    assert f"Did you mean {trait}?" in shown(answer)
    assert known.acts() == []
    assert known.browser().post("/lessons", lesson_fields(slice=trait)).status_code == 302


def test_the_words_of_a_lesson_are_looked_through_for_names_and_its_owner_is_not(known: Any) -> None:
    answer = known.browser().post("/lessons", lesson_fields(change="Marek asks the gateway"))
    assert answer.status_code == 422
    assert '<mark class="named">Marek</mark> asks' in shown(answer)
    assert known.acts() == []


def test_lessons_from_before_are_shown_with_why(known: Any) -> None:
    other = note("noted:2", step="refund.send", what="Refunds were sent to a closed card again", by="Ruth")
    known.tell([told.lesson(), other])
    html = shown(known.browser().get("/register/noted:2"))
    assert "Lessons from before that may help" in html
    assert "The same step: sending a refund to the gateway" in html
    assert "Not done yet." in html
    assert "Lessons from before" not in shown(known.browser().get(PAGE)), "there it is the lesson that came of it"
