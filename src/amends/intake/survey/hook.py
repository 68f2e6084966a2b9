"""formbricks posts to us: is it really theirs.

It signs as Standard Webhooks do (github.com/standard-webhooks, version 1.0.0): `webhook-signature` holds, with spaces
between, `v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, under the bytes that the secret
`whsec_...` is the base64 of. Older versions sign nothing; of these only a delivery to a URL that carries one of our
secrets, as the last part of its path or as `?secret=...`, is taken.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence

from amends.facts import Moment
from amends.facts.moments import SECOND_US
from amends.intake.delivery import Delivery, Genuine, Hook, check_size, forged, genuine
from amends.intake.heard import Heard
from amends.intake.table import Mapping

from .formbricks import NAME
from .json_items import Item, items_in
from .link import carried_by
from .responses import Reading, hear_responses, not_understood

TOLERANCE_SECONDS = 300
_WHERE = "webhook of formbricks"
_HEADER_CHARS_MAX = 2_000
_ID = re.compile(r"[\w.:-]{1,200}", re.ASCII)
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)


def _check(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    check_size(NAME, delivery.body)
    if "webhook-signature" not in delivery.headers:
        if not _is_secret_in(delivery.url, secrets):
            raise forged(NAME, "has no signature of Standard Webhooks, and its URL no secret of ours")
        return genuine(delivery.body)  # who wrote its id is not known, so it goes by its bytes
    told = delivery.headers["webhook-signature"]
    message, stamp = delivery.headers.get("webhook-id", ""), delivery.headers.get("webhook-timestamp", "")
    if len(told) > _HEADER_CHARS_MAX or not _ID.fullmatch(message) or not _SECONDS.fullmatch(stamp):
        raise forged(NAME, "has no signature of Standard Webhooks")
    if abs(now - int(stamp) * SECOND_US) > TOLERANCE_SECONDS * SECOND_US:
        raise forged(NAME, f"was signed more than {TOLERANCE_SECONDS} seconds from now")
    signed = b".".join((message.encode(), stamp.encode(), delivery.body))
    if not any(_is_signed(told, key, signed) for secret in secrets if (key := _key(secret))):
        raise forged(NAME, "is not signed with a secret of ours")
    return genuine(delivery.body, message)


def _is_signed(told: str, key: bytes, signed: bytes) -> bool:
    made = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    return any(hmac.compare_digest(made, one.encode()) for one in told.split())


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return b""  # no secret of this scheme; it may still be one in a URL


def _is_secret_in(url: str, secrets: Sequence[str]) -> bool:
    path = url.partition("#")[0].partition("?")[0]
    told = (path.rstrip("/").rpartition("/")[2], carried_by(url).get("secret", ""))
    return any(secret and hmac.compare_digest(one.encode(), secret.encode()) for one in told for secret in secrets)


def _hear(raw: bytes) -> Heard:
    items = list(items_in(raw))
    if not items:
        return not_understood(Item(1, raw or b" ", None), _WHERE, "is empty")
    return hear_responses(items, Reading(_WHERE, NAME, Mapping()))


HOOK = Hook(NAME, _check, _hear)
