"""Webhooks: genuine ones are taken, forged and replayed ones are not, and what they tell is the gateway's word."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, MoneyState, NotAllowed
from amends.facts.kinds import EventTold, RefundTold
from amends.facts.moments import SECOND_US
from amends.intake import webhook
from amends.intake.webhook import entries_of_webhook, hear_webhook

T0 = 1_777_818_000
NOW = Moment(T0 * SECOND_US)
SECRETS = ("whsec_old", "whsec_new")


def delivery(refund_status: str = "failed", **more: Any) -> bytes:
    thing = {
        "id": "re_1", "object": "refund", "amount": 12900, "currency": "eur", "status": refund_status,
        "created": T0 - 900_000, "balance_transaction": "txn_1", "payment_intent": "pi_1",
    }  # fmt: skip
    event = {
        "id": "evt_1", "object": "event", "type": "refund.failed", "created": T0, "livemode": True,
        "pending_webhooks": 1, "data": {"object": thing},
    }  # fmt: skip
    return json.dumps(event | more, ensure_ascii=False).encode()


def signed(raw: bytes, secret: str = "whsec_new", at: int = T0) -> str:
    from stripe import WebhookSignature

    return WebhookSignature.generate_signature_header(raw.decode(), secret, at)


def taken(raw: bytes, header: str, now: Moment = NOW) -> bool:
    try:
        hear_webhook(raw, header, SECRETS, now)
    except NotAllowed:
        return False
    return True


def test_a_genuine_delivery_is_taken_under_either_secret() -> None:
    raw = delivery()
    for secret in SECRETS:
        heard = hear_webhook(raw, signed(raw, secret), SECRETS, NOW)
        assert (heard.source_id, heard.raw) == ("evt_1", raw)
    two = signed(raw, "whsec_third") + "," + signed(raw).partition(",")[2]  # a rotating gateway signs twice
    assert taken(raw, two)


@given(st.text(), st.integers(-300, 300))
def test_every_genuine_delivery_is_taken(words: str, skew_seconds: int) -> None:
    raw = delivery(note=words.encode("utf-8", "ignore").decode())
    assert taken(raw, signed(raw, at=T0 + skew_seconds))


@pytest.mark.parametrize("skew_seconds", [-301, 301, -86_400, 86_400 * 365])
def test_old_and_future_deliveries_are_refused(skew_seconds: int) -> None:
    raw = delivery()
    assert not taken(raw, signed(raw, at=T0 + skew_seconds))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "v1=",
        "t=1",
        "t=x,v1=ab",
        f"t={T0},v0=abc",
        f"t={T0},t={T0},v1=ab",
        "\u20ac",
        f"t={T0},v1=\u20ac",
        "t=" + "9" * 5000,
    ],
)
def test_headers_that_are_no_signature_are_refused(header: str) -> None:
    assert not taken(delivery(), header)


def test_bytes_that_are_no_text_or_too_many_are_refused() -> None:
    assert not taken(b"\xff\xfe", f"t={T0},v1=ab")
    raw = delivery(note="x" * webhook.BODY_BYTES_MAX)
    assert not taken(raw, signed(raw))


def forged(chance: random.Random) -> tuple[bytes, str]:
    """A delivery that a forger could send: one bit changed somewhere, an old or a future one, another secret."""
    raw = delivery()
    match chance.randrange(5):
        case 0:
            changed = bytearray(raw)
            changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
            return bytes(changed), signed(raw)
        case 1:
            header = list(signed(raw))
            place = chance.randrange(len(header) - 64, len(header))
            header[place] = "0" if header[place] != "0" else "1"
            return raw, "".join(header)
        case 2:
            return raw, signed(raw, at=T0 - chance.randrange(301, 10**8))
        case 3:
            return raw, signed(raw, at=T0 + chance.randrange(301, 10**8))
        case _:
            return raw, signed(raw, f"whsec_{chance.random()}")


@pytest.mark.promise
def test_of_ten_thousand_forged_deliveries_none_is_taken() -> None:
    chance = random.Random(20260503)
    assert sum(taken(*forged(chance)) for _ in range(10_000)) == 0


@pytest.mark.promise
def test_a_check_that_forgets_the_time_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the signature alone lets every replay through."""
    monkeypatch.setattr(webhook, "TOLERANCE_SECONDS", 10**12)
    chance = random.Random(20260503)
    assert sum(taken(*forged(chance)) for _ in range(200)) > 50


def test_what_a_delivery_tells_is_the_gateways_word_and_that_we_heard_it() -> None:
    heard = entries_of_webhook(delivery())
    assert {entry.source.root for entry in heard.entries} == {"gateway"}
    notice, accepted, failed = heard.entries
    assert notice.what == EventTold("evt_1", "refund.failed", "refund:re_1", MoneyState.FAILED, heard=True)
    assert isinstance(accepted.what, RefundTold)
    assert isinstance(failed.what, RefundTold)
    assert (accepted.what.state, failed.what.state) == (MoneyState.ACCEPTED, MoneyState.FAILED)
    assert (accepted.occurred, failed.occurred) == ((T0 - 900_000) * SECOND_US, NOW)
    assert failed.source_id == entries_of_webhook(delivery()).entries[2].source_id


def test_a_delivery_about_other_things_is_still_accounted_for() -> None:
    heard = entries_of_webhook(
        delivery(type="customer.created", data={"object": {"id": "cus_1", "object": "customer"}})
    )
    assert [entry.source_id for entry in heard.entries] == ["evt_1:heard"]


@pytest.mark.parametrize("raw", [b"[]", b"{", b"3", b'{"id":"evt_1"}', b'{"id":7,"created":1}'])
def test_a_signed_delivery_that_is_no_event_is_kept_raw(raw: bytes) -> None:
    heard = entries_of_webhook(raw)
    assert not heard.entries
    assert heard.not_understood[0].raw == raw
    assert hear_webhook(raw, signed(raw), SECRETS, NOW).source_id


def test_an_object_that_is_not_understood_leaves_the_notice() -> None:
    heard = entries_of_webhook(delivery(refund_status="teleported"))
    assert [entry.source_id for entry in heard.entries] == ["evt_1:heard"]
    assert "teleported" in str(heard.problems[0])
