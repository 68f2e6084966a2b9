"""A gateway's webhook: is it really theirs, and what does it tell. The bytes are checked as they came, before parsing.

Scheme v1 of Stripe (docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 over `TIMESTAMP.BODY`. The signature is
checked by the gateway's own library; the age is checked here, in both directions, against the caller's clock.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from amends.facts import Moment, NotAllowed, Problem
from amends.facts.moments import SECOND_US

from .heard import Heard, NotUnderstood
from .stripe import Keys, entries_of_event

TOLERANCE_SECONDS = 300
BODY_BYTES_MAX = 1_000_000
HEADER_LENGTH_MAX = 2_000
_TIMESTAMP = re.compile(r"(?:^|,)t=(\d{1,12})(?=,|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A genuine delivery: `source_id` is the gateway's id of the event, `raw` the bytes that were signed."""

    source_id: str
    raw: bytes


def hear_webhook(raw: bytes, signature_header: str, secrets: Sequence[str], now: Moment) -> Webhook:
    """The delivery, if one of our secrets signed exactly these bytes within 300 seconds of `now`, before or after.

    Several secrets, because one is rotated while the other still signs. Raises NotAllowed, which says nothing that
    would help a forger. Store it, then answer; `entries_of_webhook` is for afterwards.
    """
    if len(raw) > BODY_BYTES_MAX or len(signature_header) > HEADER_LENGTH_MAX:
        raise _forged("is too large")
    signed_at = _TIMESTAMP.findall(signature_header)
    if len(signed_at) != 1:
        raise _forged("has no signature of scheme v1")
    if abs(now - int(signed_at[0]) * SECOND_US) > TOLERANCE_SECONDS * SECOND_US:
        raise _forged(f"was signed more than {TOLERANCE_SECONDS} seconds from now")
    if not any(_signed(raw, signature_header, secret) for secret in secrets):
        raise _forged("is not signed with a secret of ours")
    return Webhook(_event_id(raw) or f"raw:{hashlib.sha256(raw).hexdigest()[:32]}", raw)


def entries_of_webhook(raw: bytes, keys: Keys | None = None) -> Heard:
    """What a stored delivery tells: that we heard the event, and the state it carries. Never raises."""
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError:
        event = None
    if not isinstance(event, dict):
        problem = Problem("webhook", "is signed, but is not a JSON object", "Look at its bytes in the quarantine")
        return Heard((), (problem,), (NotUnderstood("", problem.what, raw),))
    return entries_of_event(event, heard=True, raw=raw, keys=keys)


def _signed(raw: bytes, header: str, secret: str) -> bool:
    from stripe import SignatureVerificationError, WebhookSignature

    try:
        return bool(WebhookSignature.verify_header(raw, header, secret))
    except (SignatureVerificationError, UnicodeError, TypeError):
        return False


def _event_id(raw: bytes) -> str:
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return ""
    found = event.get("id") if isinstance(event, dict) else None
    return found if isinstance(found, str) and len(found) <= 255 else ""


def _forged(what: str) -> NotAllowed:
    step = "Check the signing secret of the endpoint and the clock of this machine"
    return NotAllowed(Problem("webhook", what, step))
