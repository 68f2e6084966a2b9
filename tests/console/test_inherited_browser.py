""" "I inherited this" in a real browser: by keyboard alone, in light and dark, narrow; the checker finds nothing."""

from typing import Any

import pytest

from amends.facts import Policy
from desk_stories import WHO
from test_desk_browser import address, axe, chromium, findings, open_page
from test_inherited_alone import LINE, mine, say, two_took_it

__all__ = ["address", "axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser


def lived(desk: Any, reader: str) -> None:
    """Two calls; the one who looks had the first or the second."""
    other = "Omar" if reader == "ruth" else "Ruth"
    desk.world.policy = Policy(agents={"Ruth": (f"PJSIP/{reader}",), "Omar": (f"PJSIP/{other.lower()}",)})
    desk.tell(two_took_it())
    desk.browser("Omar")


def test_it_is_said_from_the_case_by_keyboard_alone(desk: Any, open_page: Any) -> None:
    lived(desk, "omar")
    page = open_page(f"/customers/{WHO}")
    page.get_by_role("link", name="I inherited this").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'i-words'")
    page.keyboard.type(LINE)
    for _ in ("the step", "the contact", "the one before it", "the button"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Recorded. Whoever had it before is told first").wait_for()
    [entry] = desk.acts()
    assert (entry.what.contact, entry.what.words, entry.what.by) == ("pbx/2:1", LINE, "Ruth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_checker_finds_nothing(desk: Any, open_page: Any, axe: str, scheme: str) -> None:
    lived(desk, "ruth")
    say(desk, who="Omar", words="What an idiot, nobody had asked the gateway")
    for path in (f"/customers/{WHO}/inherited", "/mine"):
        page = open_page(path, color_scheme=scheme, viewport={"width": 390, "height": 800})
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        assert findings(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert "harder to take over" in mine(desk, "Ruth")
