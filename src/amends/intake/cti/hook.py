"""CTI events as they are posted to us. They are not signed: a secret of ours must come with them.

As Zammad does it, the address itself may carry the secret, as its last part (`.../cti/SECRET`) or as `?token=SECRET`;
better is the header `Authorization: Bearer SECRET` or `X-Amends-Secret`, because addresses end up in logs.
"""

import hmac
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from amends.facts import Moment, Problem, iso
from amends.intake.delivery import Delivery, Genuine, Hook, check_size, forged, genuine
from amends.intake.form import hear_form
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import raw_id

from .hear import TIMES, hear_cti

SYSTEM: Final = "cti"
_PARAMETERS: Final = ("token", "secret")


def check_cti(delivery: Delivery, secrets: Sequence[str], now: Moment) -> Genuine:
    """The event, if it came with one of our secrets, with the time at which it came. Raises NotAllowed."""
    check_size(SYSTEM, delivery.body)
    told = [one for one in _told_secrets(delivery) if one]
    known = [secret for secret in secrets if secret]
    same = [hmac.compare_digest(one.encode(), secret.encode()) for one in told for secret in known]
    if not any(same):
        raise forged(SYSTEM, "does not carry a secret of ours")
    fields = _fields(delivery.body)
    if fields is None:
        return genuine(delivery.body)
    if not any(fields.get(name) for name in TIMES):
        fields["received_at"] = iso(now)
    return Genuine(genuine(delivery.body).source_id, orjson.dumps(fields))


def hear_stored(raw: bytes) -> Heard:
    """What a stored event tells. Never raises."""
    fields = _fields(raw)
    if fields is None:
        problem = Problem("webhook of cti", "is neither JSON nor a form", "Look at its bytes in the quarantine")
        return Heard((), (problem,), (NotUnderstood(raw_id(SYSTEM, raw), problem.what, raw),))
    return hear_cti(fields, SYSTEM, where="webhook of cti")


def _told_secrets(delivery: Delivery) -> Iterator[str]:
    yield delivery.headers.get("x-amends-secret", "").strip()
    kind, _, token = delivery.headers.get("authorization", "").strip().partition(" ")
    if kind.lower() == "bearer":
        yield token.strip()
    path, _, query = delivery.url.partition("#")[0].partition("?")
    yield path.rstrip("/").rpartition("/")[2]
    try:
        asked = hear_form(query.encode())
    except ValueError:
        return
    for name in _PARAMETERS:
        yield from asked.get(name, ())


def _fields(body: bytes) -> dict[str, Any] | None:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            form = hear_form(body)
        except ValueError:
            return None
        return {name: list(values) if name.endswith("[]") else values[-1] for name, values in form.items()} or None
    return told if isinstance(told, dict) else None


HOOK: Final = Hook(SYSTEM, check_cti, hear_stored)
