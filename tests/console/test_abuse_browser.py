"""Warn, warn, end by keys alone, and nothing for the accessibility checker to find on the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from abuse_stories import PAGE, hard_morning
from amends.facts.kinds import ContactEnded, ContactWarned
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback, after a hard call."""
    desk.tell(hard_morning())
    with served() as url:
        yield url


def test_warned_twice_and_ended_by_keys_alone(desk: Any, open_page: Any, axe: str) -> None:
    page = open_page(PAGE, viewport={"width": 390, "height": 800})
    for _ in range(2):
        page.keyboard.press("w")
        assert findings(page, axe) == []
        page.keyboard.press("x")
        page.wait_for_url("**said=warned**")
        page.goto(page.url.partition("?")[0])
    page.keyboard.press("x")
    assert len(desk.acts()) == 2, "x alone ends nothing: the words to say are read first"
    page.keyboard.press("w")
    page.keyboard.press("x")
    page.wait_for_url("**/ended")
    assert page.locator("#after-abuse").inner_text() == "It is ended. That was your right."
    assert findings(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [type(e.what) for e in desk.acts()] == [ContactWarned, ContactWarned, ContactEnded]
