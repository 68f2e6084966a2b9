"""The same pull against an independent gateway, localstripe, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.facts import Entry, Money, MoneyState
from amends.facts.kinds import ChargeTold, CompletenessDeclared, RefundTold
from amends.facts.moments import moment_of
from amends.intake.fetch.stripe import Place, Pull
from amends.intake.fetch.stripe_asking import client_of

KEY = "sk_live_localstripe"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a fresh localstripe, ended afterwards by its own process handle."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    launcher = Path(__file__).parent / "gateway_on_loopback.py"
    process = subprocess.Popen([sys.executable, str(launcher), str(port)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "localstripe ended at its start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("localstripe did not start within 30 seconds")


def charged(client: Any, amount: int, currency: str = "eur") -> str:
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}}
    )
    customer = client.v1.customers.create({"email": "mara@example.org"})
    client.v1.payment_methods.attach(method.id, {"customer": customer.id})
    intent = client.v1.payment_intents.create(
        {
            "amount": amount, "currency": currency, "customer": customer.id, "payment_method": method.id,
            "confirm": True, "metadata": {"order_id": "10-4471"},
        }
    )  # fmt: skip
    return str(intent.id)


def pulled(address: str, places: dict[str, Place]) -> dict[str, Entry]:
    from datetime import UTC, datetime

    told: dict[str, Entry] = {}
    for page in Pull(client_of(KEY, address), moment_of(datetime.now(UTC)), livemode=True).pages(places):
        for entry in (*page.heard.entries, *page.declared):
            assert told.setdefault(entry.id, entry) == entry
        assert not page.heard.not_understood
        places[page.stream] = page.place
    return told


def test_refunds_made_in_another_gateway_are_told_once_and_completely(address: str) -> None:
    client = client_of(KEY, address)
    intent = charged(client, 12900)
    yen = charged(client, 5000, "jpy")
    for number in range(120):  # more than a page
        client.v1.refunds.create({"payment_intent": intent, "amount": 100, "metadata": {"refund_id": f"R-{number}"}})
    client.v1.refunds.create({"payment_intent": yen})

    places: dict[str, Place] = {}
    told = pulled(address, places)
    refunds = [e.what for e in told.values() if isinstance(e.what, RefundTold)]
    accepted = [r for r in refunds if r.state is MoneyState.ACCEPTED]
    assert {r.our_ref for r in accepted} == {f"R-{n}" for n in range(120)} | {None}
    assert len(accepted) == len([r for r in refunds if r.state is MoneyState.SETTLED]) == 121
    assert Money(5000, "JPY") in {r.money for r in accepted}
    assert {r.payment_ref for r in accepted} == {intent, yen}
    charges = [e.what for e in told.values() if isinstance(e.what, ChargeTold)]
    assert {(c.payment_ref, c.order_id, c.state) for c in charges} == {
        (intent, "10-4471", MoneyState.ACCEPTED),
        (yen, "10-4471", MoneyState.ACCEPTED),
    }
    assert {e.what.of for e in told.values() if isinstance(e.what, CompletenessDeclared)} >= {"refunds", "charges"}

    again = pulled(address, places)  # the same gateway, later: duplicates and never a conflict
    assert all(again[same] == told[same] for same in told.keys() & again.keys())
    assert len([e for e in again.values() if isinstance(e.what, RefundTold)]) == 242


def test_more_refunded_than_was_charged_is_told_as_it_is(address: str) -> None:
    """localstripe accepts what a real gateway refuses; we tell what it says and leave the judgement to the opinion."""
    client = client_of(KEY, address)
    intent = charged(client, 5000)
    client.v1.refunds.create({"payment_intent": intent, "amount": 999999})
    told = [
        e.what for e in pulled(address, {}).values() if isinstance(e.what, RefundTold) and e.what.payment_ref == intent
    ]
    assert {what.money for what in told} == {Money(999999, "EUR")}
