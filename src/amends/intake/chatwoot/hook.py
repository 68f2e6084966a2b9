"""Chatwoot's webhooks: `X-Chatwoot-Signature` is `sha256=` and the HMAC-SHA256 of `{timestamp}.{body}`.

Older versions sign nothing. Of these only a delivery to a URL that carries one of our secrets is taken, as the last
part of its path or as `?token=...`. What is stored is the event without the tokens of the visitor's session.
"""

import hmac
from collections import Counter
from collections.abc import Sequence
from typing import Final

import orjson

from amends.facts import Moment, NotAMoment, hear_moment, iso
from amends.facts.moments import SECOND_US
from amends.intake.delivery import Delivery, Genuine, Hook, check_size, forged, genuine, is_hmac
from amends.intake.form import hear_form
from amends.intake.heard import Heard
from amends.intake.helpdesk import BadRecord, Feed, quarantined, raw_id

from .hear import hear_item
from .sniff import CONTACT, items_of
from .tokens import bytes_without_tokens, without_tokens

TOLERANCE_SECONDS: Final = 300
_NAME: Final = "chatwoot"
_WHERE: Final = "webhook of chatwoot"
_PREFIX: Final = "sha256="
_RECEIVED: Final = "received_at"


def check_chatwoot(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    """The event, if one of our secrets signed exactly these bytes within 300 seconds of `now`, or stands in the URL
    of a delivery without a signature. Raises NotAllowed.
    """
    check_size(_NAME, delivery.body)
    known = [secret for secret in secrets if secret]
    told = delivery.headers.get("x-chatwoot-signature", "").strip()
    own = ""
    if told:
        _check_signed(delivery, told, known, now)
        own = delivery.headers.get("x-chatwoot-delivery", "")[:255]
    elif not _is_secret_in(delivery.url, known):
        raise forged(_NAME, "has no signature, and its URL no secret of ours")
    return Genuine(genuine(delivery.body, own).source_id, _kept(delivery.body, now))


def _check_signed(delivery: Delivery, told: str, secrets: Sequence[str], now: Moment) -> None:
    stamp = delivery.headers.get("x-chatwoot-timestamp", "").strip()
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise forged(_NAME, "has no time of signing")
    if abs(now - int(stamp) * SECOND_US) > TOLERANCE_SECONDS * SECOND_US:
        raise forged(_NAME, f"was signed more than {TOLERANCE_SECONDS} seconds from now")
    signed = stamp.encode() + b"." + delivery.body
    if not told.startswith(_PREFIX) or not is_hmac(told.removeprefix(_PREFIX), secrets, signed, "sha256"):
        raise forged(_NAME, "is not signed with a secret of ours")


def _is_secret_in(url: str, secrets: Sequence[str]) -> bool:
    path, _, query = url.partition("#")[0].partition("?")
    told = [path.rstrip("/").rpartition("/")[2]]
    try:
        asked = hear_form(query.encode())
    except ValueError:
        asked = {}
    told += [*asked.get("token", ()), *asked.get("secret", ())]
    same = [hmac.compare_digest(one.encode(), secret.encode()) for one in told for secret in secrets]
    return any(same)


def _kept(body: bytes, now: Moment) -> bytes:
    """What is stored: the event without session tokens; one about a contact with when it came, as it tells no time."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return bytes_without_tokens(body)
    kept = without_tokens(value)
    if isinstance(kept, dict) and any(item.kind == CONTACT for item in items_of(kept)):
        kept = {**kept, _RECEIVED: iso(now)}
    return body if kept == value else orjson.dumps(kept)


def hear_delivery(raw: bytes) -> Heard:
    """What a stored delivery tells. Never raises; what is not understood keeps its bytes."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = None
    items = list(items_of(value)) if isinstance(value, dict | list) else []
    if not items:
        bad = BadRecord("is theirs, but holds no JSON object", "Look at its bytes in the quarantine")
        return quarantined(bad, _WHERE, 1, "", raw_id(raw), raw)
    received, unused, heard = _received(value), Counter[str](), Heard()
    for item in items:
        heard += hear_item(item, _WHERE, 1, Feed(_NAME), unused, received)
    return heard


def _received(value: object) -> Moment | None:
    told = value.get(_RECEIVED) if isinstance(value, dict) else None
    try:
        return hear_moment(told) if isinstance(told, str) else None
    except NotAMoment:
        return None


HOOK: Final = Hook(_NAME, check_chatwoot, hear_delivery)
