"""Reports in a real browser: the form by keyboard alone, in light and dark, narrow; the checker finds nothing."""

from pathlib import Path
from typing import Any

import pytest

from amends.facts import Moment
from amends.facts.moments import DAY_US
from amends.learning.report_codes import hear_code
from amends.record.reviewer_key import make_key
from desk_stories import NOW
from test_desk_browser import address, axe, chromium, findings, open_page
from test_reports_pages import PASSPHRASE, change, give, made, the_report
from test_reports_shared import took

__all__ = ["address", "axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser


@pytest.fixture
def reviewed(desk: Any, tmp_path: Path) -> Any:
    """Ruth is the reviewer, and there is one report that was asked about and shared."""
    make_key(desk.home, tmp_path / "key", PASSPHRASE)
    give(desk, "Ruth", "reviewer")
    took(desk, 6)
    made(desk)
    change_as_ruth(desk)
    return desk


def change_as_ruth(desk: Any) -> None:
    give(desk, "Noor", "reviewer")
    change(desk, the_report(desk), "asked", words="Which amount was it?")
    change(desk, the_report(desk), "shared", step="refund.send", summary="A refund went out twice")


def test_a_report_is_made_and_followed_by_keyboard_alone(desk: Any, open_page: Any) -> None:
    page = open_page("/report")
    page.wait_for_function("document.activeElement.id === 'text'")
    page.keyboard.type("I sent the refund twice")
    page.keyboard.press("Tab")
    page.keyboard.type("zendesk/4711")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your code").wait_for()
    code = page.locator("main code").inner_text()
    assert len(hear_code(code)) == 24
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_label("The code that you were given").fill(code)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your report is open.").wait_for()
    assert "4711" not in page.url
    assert code not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_checker_finds_nothing(reviewed: Any, open_page: Any, axe: str, scheme: str) -> None:
    for path in ("/report", "/reports", f"/reports/{the_report(reviewed).id}", "/report/shared"):
        reviewed.at(Moment(NOW + (200 if "shared" in path else 0) * DAY_US))
        page = open_page(path, color_scheme=scheme, viewport={"width": 390, "height": 800})
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        assert findings(page, axe) == [], path
