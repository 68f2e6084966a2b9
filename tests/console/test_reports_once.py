"""A report as it is made by somebody upset, at a screen that others use: pressed twice, gone back to, with a name."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from amends.console.people.shown_once import AGAIN_SECONDS, ShownOnce
from amends.learning.reports import reports
from amends.record.report_entries import reports_told
from test_desk_browser import address, chromium, open_page
from test_reports_pages import CANARY, CODE, CONTACT, change, form, give, key, made, the_report

__all__ = ["address", "chromium", "key", "open_page"]  # fixtures that live beside other tests


class Clock:
    """Seconds that pass when a test says so."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which a code is shown."""
    from amends.console.pages import my_report

    found = Clock()
    monkeypatch.setattr(my_report, "shown", ShownOnce(found))
    return found


def codes_of_sending_twice(desk: Any, clock: Clock, *, after: float) -> list[int]:
    """How many codes each answer to the same form holds, the second so many seconds later."""
    told, found = form(text="I sent it twice", contact=CONTACT), []
    for _ in range(2):
        page = desk.browser(CANARY).post("/report", told)
        assert page.status_code == 200
        found.append(len(CODE.findall(page.content.decode())))
        clock.now += after
    return found


def test_whoever_presses_twice_has_his_code(desk: Any, key: Path, clock: Clock) -> None:
    assert codes_of_sending_twice(desk, clock, after=1) == [1, 1]


@pytest.mark.promise
def test_whoever_comes_back_to_the_page_later_finds_no_code(desk: Any, key: Path, clock: Clock) -> None:
    assert codes_of_sending_twice(desk, clock, after=AGAIN_SECONDS + 1) == [1, 0]
    assert len(reports(reports_told(desk.record))) == 1


@pytest.mark.promise
def test_nor_after_a_restart(desk: Any, key: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.pages import my_report

    told = form(text="I sent it twice")
    desk.browser(CANARY).post("/report", told)
    monkeypatch.setattr(my_report, "shown", ShownOnce(clock))
    page = desk.browser(CANARY).post("/report", told).content.decode()
    assert CODE.findall(page) == []
    assert "This form was sent before, and its code was shown then." in page


@pytest.mark.promise
def test_a_page_that_always_shows_it_would_be_noticed(
    desk: Any, key: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ShownOnce, "may_show", lambda *_, **__: True)
    assert codes_of_sending_twice(desk, clock, after=AGAIN_SECONDS + 1) == [1, 1]


def test_whoever_leaves_his_name_out_is_told_that_the_contact_is_not_sealed(desk: Any, key: Path) -> None:
    assert "The contact is then not sealed either" in desk.browser(CANARY).get("/report").content.decode()
    made(desk, anonymous="yes")
    assert the_report(desk).contact == CONTACT


def test_a_word_that_may_be_a_name_is_asked_about_in_what_others_read(desk: Any, key: Path) -> None:
    made(desk)
    told = {"step": "refund.send", "summary": "The colleague Baptiste did not ask the gateway"}
    asked = change(desk, the_report(desk), "shared", **told)
    assert asked.status_code == 422
    html = asked.content.decode()
    assert '<mark class="named">Baptiste</mark>' in html
    assert '<input type="hidden" name="event" value="shared">' in html
    assert the_report(desk).shared is None
    said = change(desk, the_report(desk), "shared", **told, as_it_is="yes", asked="Baptiste")
    assert said.status_code == 302
    assert the_report(desk).shared is not None


def test_a_name_of_one_of_us_does_not_pass_with_a_second_press(desk: Any, key: Path) -> None:
    made(desk)
    told = {"step": "refund.send", "summary": "noor did not ask", "as_it_is": "yes", "asked": "noor"}
    assert change(desk, the_report(desk), "shared", **told).status_code == 422
    assert the_report(desk).shared is None


@pytest.mark.parametrize(
    "roles", [(), ("lead", "reviewer"), ("reviewer",)], ids=lambda roles: "+".join(roles) or "none"
)
def test_it_is_not_said_that_the_reviewer_reads_it_where_there_is_none(desk: Any, roles: tuple[str, ...]) -> None:
    give(desk, "Max", *roles)
    browser = desk.browser(CANARY)
    read = roles == ("reviewer",)
    assert ("There is no reviewer yet:" not in browser.get("/report").content.decode()) is read
    page = browser.post("/report", form(text="I sent it twice")).content.decode()
    assert ("it waits until there is a reviewer" not in page) is read


def settled(page: Any) -> str:
    """What the page shows once it has come to rest: while it moves, the browser tells nothing."""
    from playwright.sync_api import Error

    for _ in range(100):
        with suppress(Error):
            return str(page.content())
        page.wait_for_timeout(100)
    raise AssertionError("the page never came to rest")


@pytest.mark.browser
def test_a_report_takes_three_keys_from_the_case_and_going_back_shows_no_code(
    desk: Any, key: Path, open_page: Any, clock: Clock
) -> None:
    from playwright.sync_api import Error

    page = open_page("/customers/customer:C-17")
    page.keyboard.press("m")
    page.wait_for_function("document.activeElement && document.activeElement.id === 'text'")
    page.keyboard.type("I sent it twice")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your code").wait_for()
    code = page.locator("main code").inner_text()
    assert the_report(desk).identity is not None
    clock.now += AGAIN_SECONDS + 1
    for move in (page.reload, page.go_back, page.go_forward, page.reload):
        with suppress(Error):  # the browser asks first whether to send the form again
            move(wait_until="domcontentloaded")
        assert code not in settled(page)
    assert len(reports(reports_told(desk.record))) == 1
