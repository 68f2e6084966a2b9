"""The card in a real browser: one screen, light and dark, wide and narrow; the accessibility checker finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from brief_entries import HARD, third_contact_story
from desk_stories import WHO, quiet_customers
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]
pytestmark = pytest.mark.browser
PAGE = f"/brief/{WHO}"
BOTTOM = (
    "[...document.querySelectorAll('main *')].reduce((low, el) => Math.max(low, el.getBoundingClientRect().bottom), 0)"
)


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk served on loopback, after the third contact."""
    desk.tell([*third_contact_story(), *quiet_customers(2)])
    with served() as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_everything_is_on_one_screen(open_page: Any, scheme: str, width: int, height: int, tmp_path: Path) -> None:
    page = open_page(PAGE, color_scheme=scheme, viewport={"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(BOTTOM) <= height
    page.evaluate("document.querySelector('h1').textContent += ' And more words than anybody can read.'.repeat(20)")
    assert page.evaluate(BOTTOM) > height or width > 1000  # the measure would notice what does not fit
    assert len(page.screenshot(path=tmp_path / f"brief-{scheme}-{width}.png")) > 20_000


def test_the_two_buttons_open_their_forms_by_keys(open_page: Any) -> None:
    page = open_page(PAGE)
    page.keyboard.press("v")
    page.wait_for_url(f"**/customers/{WHO}#second-look")
    page.wait_for_function("document.getElementById('second-look').open")
    page.go_back()
    page.keyboard.press("p")
    page.wait_for_url(f"**/customers/{WHO}#call-back")
    page.wait_for_function("document.getElementById('call-back').open")
    assert page.locator("#call-back form").count() >= 1


def test_hard_words_are_not_seen_until_they_are_unfolded(open_page: Any) -> None:
    page = open_page(PAGE)
    assert HARD not in page.locator("main").inner_text()
    assert "Third contact about this" in page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_checker_finds_nothing_on_the_card(
    open_page: Any, address: str, axe: str, scheme: str
) -> None:
    page = open_page(PAGE, color_scheme=scheme)
    for path in (PAGE, "/brief", "/brief/customer:Q-0001"):
        page.goto(address + path)
        for summary in page.locator("details > summary").all():
            summary.evaluate("el => el.parentElement.open = true")
        assert findings(page, axe) == [], path


def test_the_checker_would_find_something_on_the_card(open_page: Any, axe: str) -> None:
    page = open_page(PAGE)
    page.evaluate("document.querySelector('h1').remove(); document.querySelector('main').remove()")
    assert findings(page, axe)
