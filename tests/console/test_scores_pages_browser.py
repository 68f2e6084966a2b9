"""The pages of scores in a real browser: light and dark, narrow, by keys; nothing for the checker."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scored_windows import REASON, SUMMER, found, keep, keep_refused
from served import served
from test_desk_browser import axe, chromium, findings, open_page
from test_scores_pages import PEOPLE, SYSTEM, lead
from test_sweep_browser import SHIFT

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser
PAGES = (SYSTEM, PEOPLE, f"{PEOPLE}?window=2026 Q2", f"{SYSTEM}?window=2026 Q1")
ON_ANOTHER = """() => [...document.querySelectorAll("svg")].flatMap(svg => {
  const boxes = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.width && b.width && a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(([other]) => one + " / " + other));
})"""


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback with three windows; Ruth leads people."""
    keep_refused("2026-01-01T00:00:00Z", "CONTACTS: has no answer in the table. Ask customers first.")
    last = found(SUMMER, answers=60, agents=60)
    far = tuple(
        dataclasses.replace(one, excess_pp=one.excess_pp + 40) if at % 9 == 0 else one
        for at, one in enumerate(last.pictured)
    )
    keep(found(answers=60, agents=60, seed=2), dataclasses.replace(last, pictured=far))
    lead(desk, "Ruth")
    with served() as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_checker_finds_nothing_and_no_label_lies_on_another(
    open_page: Any, address: str, axe: str, scheme: str, width: int, tmp_path: Path
) -> None:
    page = open_page(PAGES[0], color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for number, path in enumerate(PAGES):
        page.goto(address + path)
        assert page.evaluate(SHIFT) < 0.01, path
        for summary in page.locator("main details > summary").all():
            summary.evaluate("el => el.parentElement.open = true")
        assert findings(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(ON_ANOTHER) == [], path
        page.screenshot(path=tmp_path / f"scores-{number}-{scheme}-{width}.png", full_page=True)


def test_twin_labels_on_one_another_are_seen(open_page: Any) -> None:
    page = open_page(PEOPLE)
    page.evaluate("document.querySelectorAll('svg text').forEach(text => text.setAttribute('y', 40))")
    assert page.evaluate(ON_ANOTHER) != []


def test_who_lies_far_outside_is_named_and_nobody_else(open_page: Any) -> None:
    page = open_page(PEOPLE)
    svg = page.get_by_role("img", name="Funnel", exact=False)
    assert svg.locator("polygon").count() == svg.locator("text:not(.axis)").count() >= 5


def test_from_the_system_to_people_and_to_an_earlier_window_by_keys_without_a_script(open_page: Any) -> None:
    page = open_page(SYSTEM, java_script_enabled=False)
    page.get_by_role("link", name="What you see of people, as a lead").press("Enter")
    page.wait_for_url("**/scores/agents")
    page.get_by_role("link", name="Later keys").press("Enter")
    page.wait_for_url("**page=2**")
    assert "41 to 60, of 60 people by key" in page.locator("main").inner_text()
    page.get_by_role("link", name="2026 Q2").press("Enter")
    page.wait_for_url("**window=2026%20Q2**")


def test_while_the_gate_holds_there_is_no_picture_of_people(desk: Any, open_page: Any, axe: str) -> None:
    from amends.console.desk.models import DeskFit

    told = found(SUMMER, answers=60, agents=60)
    DeskFit.objects.filter(start=told.window.start).delete()
    keep(dataclasses.replace(told, reasons=(REASON,), agents=(), pictured=()))
    page = open_page(PEOPLE)
    assert page.locator("main svg").count() == 0
    assert "The gate holds." in page.locator("main").inner_text()
    assert findings(page, axe) == []
