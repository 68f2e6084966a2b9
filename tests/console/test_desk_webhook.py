"""The gateway's notices over HTTP: stored before the yes, applied once, and nothing from anybody else."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from amends.facts.moments import SECOND_US
from desk_stories import NOW

SECRET, ROTATED = "whsec_first", "whsec_second"
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "refund.updated",
    "created": NOW // SECOND_US - 60,
    "livemode": True,
    "pending_webhooks": 0,
    "data": {
        "object": {
            "id": "re_1",
            "object": "refund",
            "amount": 12900,
            "currency": "eur",
            "status": "succeeded",
            "created": NOW // SECOND_US - 90,
            "charge": "ch_1",
            "payment_intent": "pi_1",
            "metadata": {},
        }
    },
}
RAW = json.dumps(EVENT).encode()


@pytest.fixture
def gateway(desk: Any) -> Any:
    """A gateway that has our two secrets."""
    (desk.home / "keys").mkdir(mode=0o700, exist_ok=True)
    (desk.home / "keys" / "stripe-webhook-secrets").write_text(f"{SECRET}\n{ROTATED}\n")

    def send(raw: bytes = RAW, secret: str = SECRET, signed: bytes | None = None, late_s: int = 0) -> Any:
        stamp = NOW // SECOND_US - late_s
        mac = hmac.new(secret.encode(), f"{stamp}.".encode() + (raw if signed is None else signed), hashlib.sha256)
        client = desk.anonymous(enforce_csrf_checks=True)
        header = f"t={stamp},v1={mac.hexdigest()}"
        url = "/api/v1/webhooks/stripe"
        return client.post(url, raw, content_type="application/json", headers={"stripe-signature": header})

    return send


def test_a_genuine_notice_is_stored_first_and_applied_by_the_follower(desk: Any, gateway: Any) -> None:
    from amends.console.follower import apply_waiting

    assert gateway().status_code == 200
    assert [item.raw for item in desk.record.waiting()] == [RAW]
    assert desk.record.count() == 0
    assert apply_waiting(desk.record) == 1
    assert desk.record.waiting() == []
    assert desk.record.count() >= 1
    assert all(b.holds for b in desk.record.balance())


def test_while_secrets_rotate_both_are_good(gateway: Any) -> None:
    assert gateway(secret=ROTATED).status_code == 200


def test_a_notice_delivered_again_changes_nothing(desk: Any, gateway: Any) -> None:
    from amends.console.follower import apply_waiting

    for _ in range(3):
        assert gateway().status_code == 200
    apply_waiting(desk.record)
    once = desk.record.count()
    assert gateway().status_code == 200
    apply_waiting(desk.record)
    assert desk.record.count() == once
    assert all(b.holds for b in desk.record.balance())


@pytest.mark.promise
def test_a_forged_notice_changes_nothing(desk: Any, gateway: Any) -> None:
    assert forged_accepted(gateway) == 0
    assert desk.record.waiting() == []


@pytest.mark.promise
def test_without_the_check_of_the_signature_forgery_would_show(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import hooks
    from amends.intake.webhook import Webhook

    monkeypatch.setattr(hooks, "hear_webhook", lambda raw, *_: Webhook("evt_x", raw))
    assert forged_accepted(gateway) > 0


def forged_accepted(gateway: Any) -> int:
    changed = RAW.replace(b"12900", b"99900")
    forged = [
        gateway(secret="whsec_guess"),
        gateway(raw=changed, signed=RAW),
        gateway(late_s=301),
        gateway(late_s=-301),
        *(gateway(raw=RAW[:i] + bytes([RAW[i] ^ 1]) + RAW[i + 1 :], signed=RAW) for i in range(0, len(RAW), 7)),
    ]
    return sum(answer.status_code == 200 for answer in forged)


def test_signed_nonsense_ends_in_quarantine_and_stops_nobody(desk: Any, gateway: Any) -> None:
    from amends.console.follower import apply_waiting

    assert gateway(raw=b"not json").status_code == 200
    assert gateway().status_code == 200
    assert apply_waiting(desk.record) == 2
    assert len(desk.record.quarantine()) == 1
    assert all(b.holds for b in desk.record.balance())


def test_without_secrets_nothing_is_accepted(desk: Any, gateway: Any) -> None:
    (desk.home / "keys" / "stripe-webhook-secrets").unlink()
    assert gateway().status_code == 400


def test_the_follower_runs_beside_the_pages(desk: Any, gateway: Any) -> None:
    import time

    from amends.console.follower import Follower

    follower = Follower(desk.world)
    follower.start()
    try:
        gateway()
        follower.wake()
        until = time.monotonic() + 20
        while desk.record.count() == 0 and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        follower.stop()
    assert desk.record.count() >= 1
