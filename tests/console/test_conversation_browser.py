"""The conversation in a real browser: a promise by keys, news that move nothing, nothing for the checker to find."""

from collections.abc import Iterator
from typing import Any

import pytest

from amends.facts import Policy
from conversation_stories import answer, bad_survey, call, profile, promise
from desk_stories import WHO, at, failed_refund_story, mail, quiet_customers
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser
PAGE = f"/customers/{WHO}"
NEW_MAIL = "Hello? I still wait for my refund of 129.00 EUR."


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback: contacts, calls, a broken promise and one to come, a bad survey."""
    desk.world.policy = Policy(agents={"Ruth": ("PJSIP/ruth",)})
    desk.tell(
        [
            *failed_refund_story(),
            profile(),
            answer("05-21T09:00", "We have refunded you 129.00 EUR on 3 May."),
            *call("1", "06-12T09:00", "06-12T09:01", "06-12T09:05", ended_by="us"),
            promise("1", ("06-17T13:00", "06-17T15:00"), words="I call you on Wednesday."),
            promise("2", ("06-19T09:00", "06-19T12:00")),
            bad_survey(),
            *quiet_customers(3),
        ]
    )
    with served() as url:
        yield url


def test_a_call_back_is_promised_by_keys_alone(desk: Any, open_page: Any) -> None:
    page = open_page(PAGE)
    page.keyboard.press("p")
    page.wait_for_function("document.activeElement.name === 'window'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=callback**")
    [entry] = [e for e in desk.acts() if e.source_id.startswith("callback:") and len(e.source_id) > len("callback:1")]
    assert (entry.what.window_from, entry.what.window_to) == ("2026-06-18T16:00", "2026-06-18T18:00")


def test_to_the_brief_and_to_the_next_customer_by_keys(open_page: Any) -> None:
    page = open_page(PAGE)
    page.keyboard.press("b")
    page.wait_for_url(f"**/brief/{WHO}")
    page.go_back()
    page.keyboard.press("n")
    page.wait_for_url("**/customers/customer:Q-000*")
    assert page.locator("h1").inner_text() == "Nothing about money was found to check for this customer."


def test_a_link_to_a_form_opens_it(open_page: Any) -> None:
    page = open_page(f"{PAGE}#second-look")
    assert page.locator("details#second-look[open]").count() == 1


PLACE = """() => ({
  top: Math.round(document.activeElement.getBoundingClientRect().top),
  focus: document.activeElement.outerHTML.slice(0, 40),
  open: [...document.querySelectorAll("main details[open]")].map((one) => one.id).sort(),
  typed: document.getElementById("words-p-0").value,
})"""


@pytest.fixture
def reading(desk: Any, open_page: Any) -> Any:
    """Ruth reads a case, far down, with forms unfolded and words typed; then a new mail comes in."""
    page = open_page(PAGE, viewport={"width": 1440, "height": 700})
    page.locator("#call-back > summary").click()
    page.locator("#words-p-0").fill("I am just typing this.")
    page.locator("#calls > summary").click()
    page.evaluate("document.querySelector('#calls > summary').focus(); scrollBy(0, 40)")
    page.reading = page.evaluate(PLACE)
    desk.at(at("06-18T10:00"))
    desk.tell([mail("06-18T09:30", NEW_MAIL)])
    page.locator("#show-news").wait_for(timeout=20_000)
    return page


def shown(page: Any) -> dict[str, Any]:
    """Where she reads after she asked to be shown what is new."""
    assert NEW_MAIL not in page.content()
    page.locator("#show-news").evaluate("button => button.click()")
    page.get_by_text(NEW_MAIL).first.wait_for(state="attached", timeout=10_000)
    page.locator("#show-news").wait_for(state="detached")
    place: dict[str, Any] = page.evaluate(PLACE)
    place["open"] = [one for one in place["open"] if one in page.reading["open"]]
    return place


@pytest.mark.promise
def test_what_comes_in_is_announced_and_moves_nothing(reading: Any) -> None:
    assert reading.locator("#show-news").inner_text().startswith("1 new thing: show")
    assert reading.locator("#news[aria-live=polite]").count() == 1
    assert reading.evaluate(PLACE) == reading.reading
    place = shown(reading)
    assert abs(place.pop("top") - reading.reading.pop("top")) <= 2
    assert place == reading.reading


@pytest.mark.promise
def test_a_page_that_folds_what_was_unfolded_would_show(reading: Any) -> None:
    reading.evaluate("htmx.config.morphIgnore = ['data-htmx-powered']")
    assert shown(reading)["open"] != reading.reading["open"]


def test_the_checker_finds_nothing_on_the_conversation(open_page: Any, address: str, axe: str) -> None:
    page = open_page("/")
    for path in (PAGE, "/promises", "/mine"):
        page.goto(address + path)
        for summary in page.locator("details > summary").all():
            summary.evaluate("el => el.parentElement.open = true")
        assert findings(page, axe) == [], path


def test_on_a_narrow_screen_nothing_is_cut_off(open_page: Any, address: str) -> None:
    page = open_page(PAGE, viewport={"width": 390, "height": 800})
    for path in (PAGE, "/promises", "/mine"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
