"""Zammad's webhooks: `X-Hub-Signature` is `sha1=` and the HMAC-SHA1 of the body under the token of the webhook.

Document: admin-docs.zammad.org, "Webhook". No time is signed with it, so a delivery that somebody caught could be sent
again; it would count as the duplicate that it is.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import orjson

from amends.facts import Moment
from amends.intake.delivery import Delivery, Genuine, Hook, check_size, forged, genuine, is_hmac
from amends.intake.heard import Heard
from amends.intake.helpdesk import BadRecord, Feed, quarantined, raw_id

from .hear import hear_item, learn
from .known import Known
from .sniff import CALL, items_of

_NAME: Final = "zammad"
_WHERE: Final = "webhook of zammad"
_PREFIX: Final = "sha1="


def check_zammad(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    """The delivery, if one of our secrets signed exactly these bytes. Raises NotAllowed."""
    check_size(_NAME, delivery.body)
    told = delivery.headers.get("x-hub-signature", "").strip()
    if not told.startswith(_PREFIX):
        raise forged(_NAME, "is not signed")
    known = [secret for secret in secrets if secret]
    if not is_hmac(told.removeprefix(_PREFIX), known, delivery.body, "sha1"):
        raise forged(_NAME, "is not signed with a secret of ours")
    return genuine(delivery.body, delivery.headers.get("x-zammad-delivery", "")[:255])


def hear_delivery(raw: bytes) -> Heard:
    """What a stored delivery tells. Never raises; what is not understood keeps its bytes."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = None
    items = list(items_of(value)) if isinstance(value, dict | list) else []
    if not items:
        bad = BadRecord("is signed, but holds no JSON object", "Look at its bytes in the quarantine")
        return quarantined(bad, _WHERE, 1, "", raw_id(raw), raw)
    known, unused, heard = Known(), Counter[str](), Heard()
    for item in items:
        learn(item, known)
    for item in items:
        if item.kind == CALL:
            bad = BadRecord("is a call event", "Let it be posted to the webhook of cti")
            heard += quarantined(bad, _WHERE, 1, item.place, raw_id(raw), raw)
        else:
            heard += hear_item(item, _WHERE, 1, Feed(_NAME), known, unused)
    return heard


HOOK: Final = Hook(_NAME, check_zammad, hear_delivery)
