"""The pages: the verdict first, the three sides, nothing inline, nothing from outside, and small."""

import gzip
import re
from typing import Any

import pytest

from amends.console.headers import HEADERS
from amends.facts import Entry, Source
from amends.facts.kinds import ContactReceived
from desk_stories import MATTER, WHO, arrived_story, at, failed_refund_story, quiet_customers

PAGE = f"/customers/{WHO}"
FIRST_LOAD_BYTES_MAX = 60 * 1024


def text(client: Any, address: str) -> str:
    return str(client.get(address).content.decode())


def test_the_case_page_says_the_verdict_in_one_sentence_first(desk: Any) -> None:
    desk.tell(failed_refund_story())
    page = text(desk.browser(), PAGE)
    assert page.index("The customer is right") < page.index("<h1") < page.index("What our record says")
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert heading is not None
    assert "129.00 EUR" in heading[1]
    assert "9 May 2026" in heading[1]
    assert "The disputed side: it cannot be its own witness." in page
    assert "re_R-2291" in page
    for value in ("accepted", "failed"):  # both values of the differing field
        assert f"<td>{value}</td>" in page


def test_the_arn_can_be_handed_over(desk: Any) -> None:
    desk.tell(arrived_story())
    page = text(desk.browser(), PAGE)
    assert "Our record is right" in page
    assert 'data-copy="74537604"' in page


def test_search_finds_the_customer_by_any_reference(desk: Any) -> None:
    desk.tell(failed_refund_story())
    client = desk.browser()
    for asked in ("c-17@EXAMPLE.org", "C-17", "10-4471", "R-2291", "re_R-2291", "pi_10-4471", MATTER):
        answer = client.get("/search", {"q": asked})
        assert answer.status_code == 302, asked
        assert answer["Location"].startswith(PAGE)
    nobody = client.get("/search", {"q": "R-0000"})
    assert nobody.status_code == 404
    assert "Nobody here is known by" in nobody.content.decode()


def test_a_handle_with_a_slash_has_a_page(desk: Any) -> None:
    from desk_stories import order

    desk.tell([order(order_id="10/4471")])
    answer = desk.browser().get("/search", {"q": "10/4471"}, follow=True)
    assert answer.status_code == 200


def test_what_a_customer_writes_stays_words(desk: Any) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'><a href="javascript:alert(3)">x</a>'
    what = ContactReceived("mail", sender="x@example.org", sender_name=evil, subject=evil, text=evil, message_id="<e>")
    desk.tell([Entry(Source("mail", "customer"), "<e>", at("05-20T09:00"), what)])
    client = desk.browser()
    for address in ("/", "/customers/email:x@example.org", "/sources", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = text(client, address)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


@pytest.mark.promise
def test_every_response_carries_the_headers_and_no_page_has_anything_inline(desk: Any) -> None:
    desk.tell([*failed_refund_story(), *quiet_customers(2)])
    assert faults(desk) == []


@pytest.mark.promise
def test_a_missing_header_would_show(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import headers

    monkeypatch.setattr(headers, "HEADERS", {k: v for k, v in HEADERS.items() if "Policy" not in k})
    assert faults(desk)


def faults(desk: Any) -> list[str]:
    """What is wrong with the answers of all routes, for strangers and for people."""
    from test_access import routes

    addresses = [address for _, address in routes()] + ["/nowhere", "/static/desk.css", "/static/nothing"]
    found = []
    for client in (desk.anonymous(), desk.browser()):
        for address in addresses:
            answer = client.get(address)
            found += [f"{address}: {name}" for name, value in HEADERS.items() if answer.headers.get(name) != value]
            if answer.get("Content-Type", "").startswith("text/html"):
                page = answer.content.decode()
                if re.search(r"<style|\sstyle=|<script(?! src=\"/static/)|\son\w+=", page):
                    found.append(f"{address}: something inline")
                if re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", page):
                    found.append(f"{address}: something from outside")
    return found


def test_pages_are_not_kept_by_anybody_in_between(desk: Any) -> None:
    desk.tell(failed_refund_story())
    assert desk.browser().get(PAGE)["Cache-Control"] == "private, no-cache"


def test_the_first_load_is_small(desk: Any) -> None:
    desk.tell([*failed_refund_story(), *quiet_customers(60)])
    assert first_load_bytes(desk.browser(), PAGE) < FIRST_LOAD_BYTES_MAX
    assert first_load_bytes(desk.browser(), "/") < FIRST_LOAD_BYTES_MAX


def first_load_bytes(client: Any, address: str) -> int:
    """The page and everything it names, as sent to a browser that accepts gzip."""
    sent = client.get(address, headers={"accept-encoding": "gzip"})
    page = gzip.decompress(sent.content).decode()
    total = len(sent.content)
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert len(named) == 4
    for name in named:
        answer = client.get(name, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"] or "max-age=31536000" in answer["Cache-Control"]
        total += len(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return total


def test_the_refresh_costs_nothing_while_nothing_changed(desk: Any) -> None:
    desk.tell(quiet_customers(2))
    client = desk.browser()
    first = client.get("/queue/list")
    again = client.get("/queue/list", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    desk.tell(failed_refund_story())
    changed = client.get("/queue/list", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert "M. Lindqvist" in changed.content.decode()


def test_the_queue_in_pages_and_bands(desk: Any) -> None:
    desk.tell([*failed_refund_story(), *quiet_customers(60)])
    client = desk.browser()
    first, second = text(client, "/"), text(client, "/?page=2")
    assert first.count("data-row=") == 50
    assert second.count("data-row=") == 11
    assert text(client, "/?band=0").count("data-row=") == 1
    assert text(client, "/?band=9&page=x").count("data-row=") == 50  # nonsense is the first page


def test_the_sources_page_says_whether_everything_is_accounted_for(desk: Any) -> None:
    client = desk.browser()
    assert "Nothing has arrived yet." in text(client, "/sources")
    desk.tell(failed_refund_story())
    page = text(client, "/sources")
    assert "Everything that arrived is accounted for." in page
    assert "17 June 2026" in page  # until when the gateway is complete


def test_an_unknown_customer_is_said_in_words(desk: Any) -> None:
    answer = desk.browser().get("/customers/customer:C-99")
    assert answer.status_code == 404
    assert "leads to nothing that is known here" in answer.content.decode()


def test_vendored_files_are_what_the_lock_says() -> None:
    import subprocess
    import sys

    from machine import REPOSITORY

    done = subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "vendor.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_vendored_file_that_was_changed_would_show(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util
    import json
    import shutil

    from machine import REPOSITORY

    spec = importlib.util.spec_from_file_location("vendor_files", REPOSITORY / "tools" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    copy = shutil.copytree(module.FOLDER, tmp_path / "vendor")
    monkeypatch.setattr(module, "FOLDER", copy)
    lock = json.loads((copy / "vendor.lock.json").read_text())
    assert module.check(lock) == []
    with (copy / "htmx.min.js").open("a") as file:
        file.write("//")
    assert len(module.check(lock)) == 1
