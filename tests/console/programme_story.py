"""A remediation on the desk, driven as people do it: by the forms that stand on its page."""

import html
import re
import uuid
from typing import Any

from fault_stories import fault_story

NAME = "app-4.2"
PAGE = f"/programmes/{NAME}"
OPENED = {
    "chosen": "yes",
    "slice": "version=4.2",
    "since": "2026-05-08",
    "until": "",
    "title": "App 4.2 loses refunds",
    "programme": NAME,
}


def fields(**more: Any) -> dict[str, Any]:
    """A form with a number of its own."""
    return {"form_id": str(uuid.uuid4()), **more}


def open_remediation(desk: Any, hit: int = 4, *, large: int = 0, good: int = 8) -> Any:
    """The fault told, and the remediation opened by Ruth, whose browser it gives."""
    desk.tell(fault_story(hit, good, large=large))
    browser = desk.browser("Ruth")
    answer = browser.post("/programmes/-/opened", fields(**OPENED))
    assert answer.status_code == 302, words_in(answer)
    return browser


def on_page(browser: Any, act: str, path: str = PAGE) -> list[str]:
    """What the form of this act would send: all that is shown."""
    page = browser.get(path).content.decode()
    forms = [form for form in re.findall(r"<form.*?</form>", page, re.S) if f'action="{PAGE}/{act}"' in form]
    return [html.unescape(value) for value in re.findall(r'name="chosen" value="([^"]*)"', forms[0])] if forms else []


def do(browser: Any, act: str, **more: Any) -> Any:
    """Press the button of this act for all that are shown."""
    return browser.post(f"{PAGE}/{act}", fields(chosen=on_page(browser, act), **more))


def words_in(answer: Any) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def to_ready(desk: Any, hit: int = 4) -> Any:
    """Opened, asked for and approved: may be handed over."""
    browser = open_remediation(desk, hit)
    assert do(browser, "requests").status_code == 302
    assert do(browser, "approvals").status_code == 302
    return browser
