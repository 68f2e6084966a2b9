"""Zendesk's webhooks: `X-Zendesk-Webhook-Signature` is the base64 HMAC-SHA256 of timestamp and body.

Document: developer.zendesk.com/documentation/webhooks/verifying. The timestamp is checked against our clock in both
directions, so that a delivery that somebody caught cannot be sent again tomorrow.
"""

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from typing import Final

import orjson

from amends.facts import Moment, NotAMoment, hear_moment
from amends.facts.moments import SECOND_US
from amends.intake.delivery import Delivery, Genuine, Hook, check_size, forged, genuine
from amends.intake.heard import Heard
from amends.intake.helpdesk import BadRecord, Piece, quarantined, raw_id

from .feed import Feed
from .hear import hear_item, learn
from .known import Known
from .sniff import items_of

TOLERANCE_SECONDS: Final = 300
_SIGNATURE, _TIMESTAMP, _INVOCATION = (
    *("x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp", "x-zendesk-webhook-invocation-id"),
)
_NAME: Final = "zendesk"


def check_zendesk(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    """The delivery, if one of our secrets signed exactly these bytes within 300 seconds of `now`. Raises NotAllowed."""
    check_size(_NAME, delivery.body)
    signature, timestamp = delivery.headers.get(_SIGNATURE, ""), delivery.headers.get(_TIMESTAMP, "")
    if not signature or not timestamp:
        raise forged(_NAME, "is not signed")
    try:
        signed_at = hear_moment(timestamp)
    except NotAMoment:
        raise forged(_NAME, "has no time of signing") from None
    if abs(now - signed_at) > TOLERANCE_SECONDS * SECOND_US:
        raise forged(_NAME, f"was signed more than {TOLERANCE_SECONDS} seconds from now")
    if not any(_is_signed(signature, timestamp.encode() + delivery.body, secret) for secret in secrets):
        raise forged(_NAME, "is not signed with a secret of ours")
    return genuine(delivery.body, _delivery_id(delivery))


def _is_signed(signature: str, signed: bytes, secret: str) -> bool:
    made = base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256))
    return hmac.compare_digest(made, signature.strip().encode())


def _delivery_id(delivery: Delivery) -> str:
    """The event's own number, which is signed with it; that of the attempt where a rule of theirs made the body."""
    try:
        told = orjson.loads(delivery.body)
    except orjson.JSONDecodeError:
        told = None
    own = told.get("id") if isinstance(told, dict) and "zendesk_event_version" in told else None
    return own if isinstance(own, str) and 0 < len(own) <= 255 else delivery.headers.get(_INVOCATION, "")[:255]


def hear_delivery(raw: bytes) -> Heard:
    """What a stored delivery tells. Never raises; what is not understood keeps its bytes."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        bad = BadRecord("is signed, but is not a JSON object", "Look at its bytes in the quarantine")
        return quarantined(bad, "webhook of zendesk", 1, "", raw_id(raw), raw)
    known, unused = Known(), Counter[str]()
    items = list(items_of(Piece(1, value), ""))
    for item in items:
        learn(item, known)
    heard = Heard()
    for item in items:
        heard += hear_item(item, "webhook of zendesk", Feed(_NAME), known, unused)
    return heard


HOOK: Final = Hook(_NAME, check_zendesk, hear_delivery)
