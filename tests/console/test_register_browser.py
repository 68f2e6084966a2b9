"""The pages of learning in a real browser: light and dark, narrow, by keys; nothing for the checker, no overlap."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import learning_told as told
from amends.facts.kinds import CheckAnswered, LessonMade, MistakeNoted
from desk_stories import WHO, failed_refund_story
from learning_told import LESSON, MISTAKE, note
from served import served
from test_desk_browser import axe, chromium, findings, open_page
from test_scores_pages_browser import ON_ANOTHER
from test_sweep_browser import SHIFT

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser
PAGES = (
    "/register",
    f"/register/{MISTAKE}",
    "/lessons",
    f"/lessons/{LESSON}",
    "/digest/2026-05",
    "/checklists",
    f"/customers/{WHO}/checklists/refund_elsewhere?matter=refund:R-2291",
)


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback: a register of some thirty, and a lesson that has come back."""
    from django.contrib.auth.models import User

    for number in range(8):
        User.objects.get_or_create(username=f"person-{number}")
    again = told.refunds(120, 80, failing_before=24, failing_after=0, again=80, failing_again=40)
    desk.tell([*failed_refund_story(), *again])
    noted = note(MISTAKE, factors=("The page says refunded",), cause=("gateway=stripe",), by="Ruth", about=WHO)
    desk.tell([told.lesson(), told.done(), noted])
    with served() as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_checker_finds_nothing_and_nothing_overlaps(
    open_page: Any, address: str, axe: str, scheme: str, width: int, tmp_path: Path
) -> None:
    page = open_page(PAGES[0], color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for number, path in enumerate(PAGES):
        page.goto(address + path)
        assert page.evaluate(SHIFT) < 0.01, path
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        assert findings(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(ON_ANOTHER) == [], path
        page.screenshot(path=tmp_path / f"learning-{number}-{scheme}-{width}.png", full_page=True)


@pytest.fixture
def open_asked(desk: Any, address: str, chromium: Any) -> Iterator[Any]:
    """Opens the page of the mistake, where a form that is asked about may come back: a browser notes its status 422."""
    contexts = []

    def open_(**options: Any) -> Any:
        context = chromium.new_context(**options)
        contexts.append(context)
        session = desk.browser("Ruth").cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/register/{MISTAKE}")
        return page

    yield open_
    for context in contexts:
        context.close()


def test_a_note_is_written_by_keys_without_a_script_and_asked_about(desk: Any, open_asked: Any) -> None:
    desk.browser("Marek")
    page = open_asked(java_script_enabled=False)
    page.get_by_text("Factors, and why it surprised us").press("Enter")
    page.get_by_label("Why were we surprised?").fill("Marek did not see it")
    page.get_by_role("button", name="Add it").press("Enter")
    page.get_by_role("alert").wait_for()
    assert "Not saved yet." in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Why were we surprised?").input_value() == "Marek did not see it"
    page.get_by_label("Why were we surprised?").fill("It was not seen")
    page.get_by_role("button", name="Add it").press("Enter")
    page.get_by_role("status").wait_for()
    notes = [entry.what for entry in desk.acts() if isinstance(entry.what, MistakeNoted)]
    assert [one.surprised for one in notes if one.surprised] == ["It was not seen"]


def test_what_the_page_asks_passes_the_checker_and_is_saved_with_the_second_button(
    desk: Any, open_asked: Any, axe: str
) -> None:
    desk.browser("May")
    page = open_asked(color_scheme="dark", viewport={"width": 390, "height": 800})
    page.get_by_text("Make a lesson of it").click()
    page.get_by_label("What is changed, in one line").fill("May shows the state")
    page.get_by_label("What will be different, and where").fill("On the order page")
    page.get_by_role("button", name="Make the lesson").click()
    page.get_by_role("alert").wait_for()
    assert findings(page, axe) == []
    page.get_by_role("button", name="Save it as it is").click()
    page.wait_for_url("**said=lesson**")
    made = [entry.what.title for entry in desk.acts() if isinstance(entry.what, LessonMade)]
    assert made[-1] == "May shows the state"


def test_a_check_list_is_answered_from_the_case_by_keys(desk: Any, open_page: Any) -> None:
    page = open_page(f"/customers/{WHO}")
    page.get_by_role("link", name="Refund to another account").press("Enter")
    page.get_by_role("heading", name="Before you do it").wait_for()
    for question in ("closed", "owner", "first_gone"):
        page.locator(f"input[name={question}][value=yes]").press("Space")
    page.get_by_role("button", name="Go on").press("Enter")
    page.wait_for_url("**said=check**")
    assert [entry.what.went_on for entry in desk.acts() if isinstance(entry.what, CheckAnswered)] == [True]


def test_twin_labels_on_one_another_are_seen(open_page: Any) -> None:
    page = open_page(f"/lessons/{LESSON}")
    page.evaluate("document.querySelectorAll('svg text').forEach(text => text.setAttribute('y', 40))")
    assert page.evaluate(ON_ANOTHER) != []
