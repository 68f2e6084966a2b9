"""The sweep, a cause and a remediation in a real browser: by keys, light and dark, narrow; nothing for the checker."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.facts import US, Entry, Source
from amends.facts.kinds import CaseClosed
from desk_stories import at
from fault_stories import SLICE, fault_story
from programme_story import NAME, OPENED, PAGE, do, fields, on_page
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]  # fixtures that live beside the other browser tests
pytestmark = pytest.mark.browser
PAGES = (
    "/sweep",
    "/sweep?which=untold",
    f"/causes?{SLICE}",
    "/programmes",
    PAGE,
    f"{PAGE}/letters?shop=Nordlys",
    "/customers/customer:F-0000",
)
SHIFT = (
    "new Promise(done => { let sum = 0; new PerformanceObserver(l => l.getEntries().forEach(e => sum += e.value))"
    ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })"
)


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk on loopback: a fault, and a remediation in which every group has somebody."""
    no = CaseClosed("refund:RF-0003", by="Omar", about="customer:F-0003")
    desk.tell([*fault_story(8, 40, large=1), Entry(Source("desk", US), "closed:1", at("06-01T09:00"), no)])
    ruth = desk.browser("Ruth")
    ruth.post("/programmes/-/opened", fields(**OPENED))
    ruth.post(f"{PAGE}/requests", fields(chosen=on_page(ruth, "requests")[:6]))
    ruth.post(f"{PAGE}/approvals", fields(chosen=on_page(ruth, "approvals")[:5]))
    ruth.post(f"{PAGE}/payments", fields(chosen=on_page(ruth, "payments")[:2]))
    ruth.post(f"{PAGE}/set-aside", fields(refund="RF-0007", outcome="untraceable", reason="Moved away."))
    do(ruth, "scope-tests")
    with served() as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_checker_finds_nothing_and_nothing_is_cut_off_or_moves(
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
        page.screenshot(path=tmp_path / f"sweep-{number}-{scheme}-{width}.png", full_page=True)


def test_from_the_sweep_to_a_case_and_to_the_cause_by_keys(open_page: Any) -> None:
    page = open_page("/sweep")
    page.keyboard.press("j")
    page.wait_for_function("document.activeElement.dataset.row === 'customer:F-0000 refund:RF-0000'")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/customer:F-0001**")
    page.go_back()
    page.get_by_role("link", name="version = 4.2", exact=True).click()
    page.get_by_role("img", name="version = 4.2 against all others", exact=False).wait_for()
    assert "began 8 May 2026" in page.locator("svg").first.text_content()


def test_a_remediation_is_opened_without_a_script(desk: Any, open_page: Any) -> None:
    page = open_page(f"/causes?{SLICE}", java_script_enabled=False)
    page.get_by_label("Title").fill("A second one")
    page.get_by_role("button", name="Open the remediation").click()
    assert "A second one: of 8 refunds" in page.locator("h1").inner_text()
    assert page.url.endswith("?said=opened")


def test_the_file_for_finance_is_a_download_and_the_page_then_knows(desk: Any, open_page: Any) -> None:
    page = open_page(PAGE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Hand over 2 to finance: the file").click()
    assert download.value.suggested_filename.startswith(f"payments-{NAME}-")
    page.reload()
    assert page.get_by_role("button", name="Hand over").count() == 0
    assert "nobody knows what came of it (4)" in page.locator("main").inner_text()
