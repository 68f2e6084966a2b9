"""Twilio's status callbacks as they are posted to us: signed over the address and the fields.

twilio.com/docs/usage/security: base64 of HMAC-SHA1, keyed by the account's auth token, over the address as Twilio
called it with its query, followed by each field's name and value, sorted by name. The scheme has no time in it; a
repeated callback has the same number and is a duplicate.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from amends.facts import Moment, Problem
from amends.intake.delivery import Delivery, Genuine, Hook, check_size, forged, genuine
from amends.intake.fields import BadField
from amends.intake.form import hear_form
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import raw_id

from .files import hear_one
from .notice import SOURCE


def check_twilio(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    """The callback, if one of our auth tokens signed it for the address it came to. Raises NotAllowed."""
    check_size(SOURCE, delivery.body)
    told = delivery.headers.get("x-twilio-signature", "").strip()
    if not told:
        raise forged(SOURCE, "has no signature")
    try:
        fields = hear_form(delivery.body)
    except ValueError:
        raise forged(SOURCE, "is no form") from None
    made = [signature_of(secret, delivery.url, fields) for secret in secrets]
    if not any(hmac.compare_digest(one.encode(), told.encode()) for one in made):
        raise forged(SOURCE, "is not signed with a token of ours for the address it came to")
    return genuine(delivery.body, _number(fields))


def signature_of(secret: str, url: str, fields: dict[str, tuple[str, ...]]) -> str:
    """What Twilio writes into X-Twilio-Signature for these fields at this address."""
    told = "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    return base64.b64encode(hmac.new(secret.encode(), (url + told).encode(), hashlib.sha1).digest()).decode()


def hear_stored(raw: bytes) -> Heard:
    """What a stored callback tells. Never raises."""
    try:
        return Heard((hear_one(raw),))
    except BadField as bad:
        problem = Problem(f"webhook of {SOURCE}", bad.what, bad.next_step, column=bad.field or None)
        return Heard((), (problem,), (NotUnderstood(raw_id(SOURCE, raw), problem.what, raw),))


def _number(fields: dict[str, tuple[str, ...]]) -> str:
    sid, status, order = ((fields.get(name) or ("",))[-1][:64] for name in ("CallSid", "CallStatus", "SequenceNumber"))
    return f"{sid}:{status}:{order}" if sid and status and order else ""


HOOK: Final = Hook(SOURCE, check_twilio, hear_stored)
