"""My day and the team in a browser: by keys, without a script, light and dark, narrow; the checker finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conversation_stories import promise
from my_day_story import lead, many_handled, tell
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback: a hard morning, two promises, somebody off the phone; Ruth leads besides."""
    tell(desk)
    made = [promise("1", ("06-17T13:00", "06-17T15:00")), promise("2", ("06-18T15:00", "06-18T17:00"))]
    desk.tell([*made, *many_handled(8)])
    lead(desk, "Ruth").post("/mine/day/taps", {"contact": "pbx/12:1", "level": "threat"})
    desk.browser("Omar").post("/mine/day/away", {"kind": "pause", "minutes": "30"})
    with served() as url:
        yield url


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_the_checker_finds_nothing_and_nothing_is_cut_off(
    open_page: Any, address: str, axe: str, scheme: str, width: int, tmp_path: Path
) -> None:
    page = open_page(
        "/mine/day", color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    for number, path in enumerate(("/mine/day", "/team")):
        page.goto(address + path)
        for summary in page.locator("main details > summary").all():
            summary.evaluate("el => el.parentElement.open = true")
        assert findings(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.screenshot(path=tmp_path / f"day-{number}-{scheme}-{width}.png", full_page=True)


def test_the_own_word_and_a_break_by_keys_alone_and_without_a_script(open_page: Any, address: str) -> None:
    page = open_page("/mine/day", java_script_enabled=False)
    assert page.locator("h1").inner_text() == "Two hard contacts since 08:00."
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="No, thank you").press("Enter")
    page.get_by_role("heading", name="If you like").wait_for(state="hidden")
    assert [url for url in asked if "/static/" not in url] == []  # it was put aside in the browser alone
    page.locator("summary", has_text="A threat").focus()
    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="One hard contact, at 08:00.").wait_for()
    page.get_by_role("button", name="Written work for an hour").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="I am back").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Written work for an hour").wait_for()


def test_the_team_page_follows_what_happens_without_a_reload(desk: Any, open_page: Any) -> None:
    page = open_page("/team")
    page.clock.install()
    page.reload()
    assert "Omar, until 09:30" in page.locator("main").inner_text()
    desk.browser("Omar").post("/mine/day/away", {"kind": "back"})
    page.clock.run_for(31_000)
    page.get_by_text("Everybody can take calls").wait_for()
