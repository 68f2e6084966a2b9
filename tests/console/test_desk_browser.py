"""The desk in a real browser: keys, no script, light and dark, narrow; the accessibility checker finds nothing."""

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk_stories import WHO, failed_refund_story, mail, quiet_customers
from machine import REPOSITORY
from served import served

pytestmark = pytest.mark.browser
AXE = "4.14.1"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PAGE = f"/customers/{WHO}"
LIGHTNESS = """color => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data[0];
}"""
SELECT = """() => {
  const words = document.querySelector("[data-contact]").firstChild, range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(words, 35);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Any]:
    """One headless Chromium for all tests of this file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk served on loopback, with story 1 and a few quiet customers."""
    desk.tell([*failed_refund_story(), *quiet_customers(4)])
    with served() as url:
        yield url


@pytest.fixture
def open_page(desk: Any, address: str, chromium: Any) -> Iterator[Any]:
    """Opens a page as Ruth; whatever the browser complains about fails the test."""
    contexts, complaints = [], []

    def open_(path: str, **options: Any) -> Any:
        context = chromium.new_context(**options)
        contexts.append(context)
        session = desk.browser("Ruth").cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type != "error" or complaints.append(message.text))
        page.on(
            "request", lambda request: complaints.append(request.url) if not request.url.startswith(address) else None
        )
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def wait_for_focus(page: Any, key: str) -> None:
    page.wait_for_function("key => document.activeElement.dataset.row === key", arg=key)


def test_a_case_is_opened_and_the_refund_requested_by_keys_alone(desk: Any, open_page: Any) -> None:
    page = open_page("/")
    page.keyboard.press("j")
    wait_for_focus(page, WHO)
    page.keyboard.press("j")
    wait_for_focus(page, "customer:Q-0000")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")
    page.keyboard.press("r")
    page.wait_for_url("**said=remedy**")
    assert page.locator("[role=status]").inner_text().startswith("Recorded: finance is asked")
    assert len(desk.acts()) == 1


def test_a_second_look_by_keys(desk: Any, open_page: Any) -> None:
    page = open_page(PAGE)
    page.keyboard.press("v")
    page.wait_for_function("document.activeElement.id === 'verdict'")
    page.keyboard.press("Tab")
    page.keyboard.type("I asked the bank: r, b and e are only letters here.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**said=look**")
    assert desk.acts()[0].what.reason.endswith("only letters here.")


def test_keys_are_listed_and_can_be_switched_off(open_page: Any) -> None:
    page = open_page(PAGE)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    page.get_by_label("Use keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    assert page.locator("details[name=act][open]").count() == 0
    page.reload()
    page.keyboard.press("v")
    assert page.locator("details[name=act][open]").count() == 0
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use keys").check()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("v")
    assert page.locator("details[name=act][open]").count() == 1


def test_without_javascript_everything_can_be_done(desk: Any, open_page: Any) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("link", name="M. Lindqvist").click()
    page.get_by_text("Second look", exact=False).first.click()
    page.get_by_label("because").fill("Looked at the statement.")
    page.get_by_role("button", name="Record the second look").click()
    assert "Recorded: your second look" in page.content()
    page.get_by_label("Find a customer").fill("R-2291")
    page.get_by_role("button", name="Find").click()
    assert page.url.split("?")[0].endswith(PAGE)
    assert len(desk.acts()) == 1


def test_words_that_are_selected_become_a_claim(desk: Any, open_page: Any) -> None:
    page = open_page(PAGE)
    page.evaluate(SELECT)
    page.wait_for_function("document.getElementById('words-1').value !== ''")
    page.locator("#claim-1").select_option("told_otherwise")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**said=claim**")
    [entry] = desk.acts()
    assert (entry.what.start, entry.what.end) == (0, 35)


def test_the_queue_refreshes_and_leaves_the_reader_where_he_is(desk: Any, open_page: Any) -> None:
    page = open_page("/")
    page.locator("a[data-row='customer:Q-0001']").focus()
    desk.tell([mail("06-17T10:00", "Are you there?", "Q-0002"), *quiet_customers(5)[-2:]])
    page.locator("a[data-row='customer:Q-0004']").wait_for(timeout=20_000)
    wait_for_focus(page, "customer:Q-0001")
    assert "2 contacts" in page.locator("a[data-row='customer:Q-0002']").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_cut_off_or_moves(open_page: Any, scheme: str, width: int, tmp_path: Path) -> None:
    page = open_page(PAGE, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (page.evaluate(LIGHTNESS, paper) > 128) is (scheme == "light")
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(l => l.getEntries().forEach(e => sum += e.value))"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })"
    )
    assert shift < 0.01
    shot = page.screenshot(path=tmp_path / f"case-{scheme}-{width}.png", full_page=True)
    assert len(shot) > 20_000  # a page, not an empty sheet; kept in the folder of the test for whoever wants to look


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from npm, kept in tests/.cache between runs."""
    file = REPOSITORY / "tests" / ".cache" / f"axe-{AXE}.min.js"
    if not file.exists():
        _fetch_axe(file)
    return file.read_text("utf-8")


def _fetch_axe(file: Path) -> None:
    folder = file.parent / f"fetch-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            ["npm", "pack", "--silent", f"axe-core@{AXE}"], cwd=folder, check=True, capture_output=True, timeout=120
        )
    except (OSError, subprocess.SubprocessError):
        pytest.skip(f"axe-core is missing: apt-get install npm, then npm pack axe-core@{AXE}")
    with tarfile.open(next(folder.glob("*.tgz"))) as tar:
        member = tar.extractfile("package/axe.min.js")
        assert member is not None
        part = folder / "axe.min.js"
        part.write_bytes(member.read())
    part.replace(file)
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()


RULES = json.dumps({"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})


def findings(page: Any, axe: str) -> list[str]:
    """What the checker says, each with where."""
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {RULES}).then(r => r.violations)")
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_checker_finds_nothing(open_page: Any, address: str, axe: str, scheme: str) -> None:
    page = open_page("/", color_scheme=scheme)
    addresses = ("/", PAGE, "/customers/customer:Q-0001", "/sources", "/sources/quarantine", "/search?q=")
    for path in addresses:
        page.goto(address + path)
        for summary in page.locator("details > summary").all():
            summary.evaluate("el => el.parentElement.open = true")
        assert findings(page, axe) == [], path
    page.goto(address + PAGE)
    page.keyboard.press("?")
    assert findings(page, axe) == []
    page.context.clear_cookies()
    page.goto(address + "/login")
    assert findings(page, axe) == []


def test_the_checker_would_find_something(open_page: Any, axe: str) -> None:
    page = open_page(PAGE)
    page.evaluate("document.querySelector('label[for=q]').remove(); document.getElementById('q').placeholder = ''")
    assert any("label" in found for found in findings(page, axe))


def test_long_ids_stay_inside_their_column(open_page: Any) -> None:
    page = open_page(PAGE, viewport={"width": 1440, "height": 900})
    page.evaluate(
        "for (const td of document.querySelectorAll('.differs td')) td.textContent = 'pi_3PqM8zLkdIwHu7ix0snN0B'"
    )
    assert page.evaluate("document.querySelectorAll('.differs td').length") >= 2
    assert page.evaluate(
        "[...document.querySelectorAll('.sides > section')].every(s => s.scrollWidth <= s.clientWidth)"
    )
