"""One's own score, a contact and appeals in a browser: by keys, light and dark, narrow; the checker finds nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.console.contact_key import contact_key
from my_score_story import OWN, held, keep, tell, windows
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser
PAGE = f"/mine/score/{contact_key(OWN)}"
PAGES = ("/mine", "/mine/score", PAGE, "/mine/contacts", "/appeals")
WHY = "The rules had refused it a day before I had the call."


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback: the case, two windows, and Ruth, who answers appeals besides; one of Sam's is open."""
    import uuid

    from django.contrib.auth.models import User

    from amends.console.people.roles import give

    tell(desk)
    give(User.objects.get_or_create(username="Ruth")[0], "reviewer")
    sams = f"/mine/score/{contact_key('pbx/1:1')}"
    desk.browser("Sam").post(sams, {"reason": "He had been promised it by letter.", "form_id": str(uuid.uuid4())})
    with served() as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_checker_finds_nothing_and_nothing_is_cut_off(
    open_page: Any, address: str, axe: str, scheme: str, width: int, tmp_path: Path
) -> None:
    page = open_page(PAGES[0], color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for number, path in enumerate(PAGES):
        page.goto(address + path)
        for summary in page.locator("main details > summary").all():
            summary.evaluate("el => el.parentElement.open = true")
        assert findings(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.screenshot(path=tmp_path / f"own-{number}-{scheme}-{width}.png", full_page=True)


def test_held_back_the_page_passes_the_checker_too(open_page: Any, address: str, axe: str) -> None:
    winter, spring = windows()
    keep(winter, held(spring))
    page = open_page("/mine/score")
    assert findings(page, axe) == []
    assert page.locator("svg").count() == 0


def test_an_appeal_is_made_by_keys_alone(desk: Any, open_page: Any) -> None:
    page = open_page("/mine/score")
    link = page.get_by_role("link", name=re.compile("^Contact, phone, picked up"))
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")
    page.get_by_label("Why this contact should not count").focus()
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=appealed**")
    assert page.get_by_role("status").inner_text().startswith("Your appeal is on record.")
    assert desk.acts()[-1].what.reason == WHY


def test_an_appeal_is_answered_by_keys_alone_and_without_a_script(desk: Any, open_page: Any) -> None:
    page = open_page("/appeals", java_script_enabled=False)
    page.get_by_label("Your reason; whoever appealed reads it").focus()
    page.keyboard.type("The letter is there.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=answered")
    told = desk.acts()[-1].what
    assert (told.upheld, told.lead, told.by, told.reason) == (True, False, "Ruth", "The letter is there.")
    assert "1 says that it should not count: 1 more must agree." in page.locator("main").inner_text()


def test_every_picture_has_its_table(open_page: Any, address: str) -> None:
    page = open_page("/mine/score")
    for path, bars in (("/mine/score", ".own-whisker"), (PAGE, ".fall-whisker")):
        page.goto(address + path)
        figures = page.locator("main svg[role=img]")
        assert figures.count() == 1
        assert page.locator(bars).count() >= 1
        assert page.locator("main table tbody tr").count() >= page.locator(bars).count()
