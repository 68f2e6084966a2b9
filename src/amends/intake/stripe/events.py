"""Events of Stripe: that something happened. Listed, or delivered to our webhook: the difference is a finding.

Reference: docs.stripe.com/api/events/object; `pending_webhooks` above zero means that the gateway itself still waits
for somebody to take the delivery.
"""

from dataclasses import replace

from amends.facts import Entry, Moment, MoneyState, Problem
from amends.facts.kinds import EventTold
from amends.intake.heard import Heard, NotUnderstood

from .charges import charge_state, entries_of_charge, entries_of_dispute
from .common import STRIPE, BadObject, Json, Keys, id_of, moment_of_seconds, part, ref, word
from .refunds import entries_of_refund, refund_state


def entries_of_event(event: Json, *, heard: bool, raw: bytes = b"", keys: Keys | None = None) -> Heard:
    """The notice itself and, where it was delivered to us, the state of the refund, charge or dispute in it.

    An event read from the list (`heard=False`) tells the notice only: the objects are read from their own lists.
    An object that is not understood leaves the notice standing, and says so.
    """
    thing = part(event, "data", "object")
    try:
        notice = _notice(event, thing, heard=heard)
    except BadObject as bad:
        problem = Problem("stripe", f"an event {bad}", "Look at its bytes in the quarantine")
        return Heard((), (problem,), (NotUnderstood(word(event, "id"), problem.what, raw),))
    try:
        states = _states(event, thing, keys or Keys()) if heard else ()
    except BadObject as bad:
        step = "Take in the gateway's own list with amends intake stripe"
        return Heard((notice,), (Problem("stripe", f"event {id_of(event)}: its object {bad}", step),))
    return Heard((notice, *states))


def changed_at(event: Json) -> tuple[str, Moment] | None:
    """The refund that failed or was canceled in this event, and when: the refund itself may not say."""
    thing = part(event, "data", "object")
    if thing.get("object") == "refund" and word(thing, "status") in ("failed", "canceled") and _status_changed(event):
        return id_of(thing), moment_of_seconds(event)
    return None


def _notice(event: Json, thing: Json, *, heard: bool) -> Entry:
    pending = event.get("pending_webhooks")
    undelivered = not heard and isinstance(pending, int) and pending > 0
    told = EventTold(
        event_id=id_of(event),
        event_type=word(event, "type"),
        about=_about(thing),
        state=_state(thing),
        heard=heard,
        undelivered=undelivered,
        livemode=event.get("livemode") is not False,
    )
    way = "heard" if heard else "undelivered" if undelivered else "listed"
    return Entry(STRIPE, f"{told.event_id}:{way}", moment_of_seconds(event), told)


def _about(thing: Json) -> str:
    kind = thing.get("object")
    if kind == "refund":
        return f"refund:{id_of(thing)}"
    if kind in ("charge", "dispute"):
        found = ref(thing, "payment_intent") or ref(thing, "charge") or id_of(thing)
        return f"payment:{found}"
    return f"payment:{id_of(thing)}" if kind == "payment_intent" else ""


def _state(thing: Json) -> MoneyState | None:
    try:
        if thing.get("object") == "refund":
            return refund_state(thing)
        return charge_state(thing) if thing.get("object") == "charge" else None
    except BadObject:
        return None


def _states(event: Json, thing: Json, keys: Keys) -> tuple[Entry, ...]:
    livemode = event.get("livemode") is not False
    told: tuple[Entry, ...] = ()
    if thing.get("object") == "refund":
        at = moment_of_seconds(event) if _status_changed(event) else None
        told = entries_of_refund(thing, keys, livemode=livemode, changed_at=at)
    elif thing.get("object") == "charge":
        told = entries_of_charge(thing, keys, livemode=livemode)
    elif thing.get("object") == "dispute":
        told = entries_of_dispute(thing, livemode=livemode, at=moment_of_seconds(event))
    return tuple(_under(event, entry) for entry in told)


def _status_changed(event: Json) -> bool:
    """Whether this event is the change itself and not a later one about the same object."""
    return word(event, "type") == "refund.failed" or "status" in part(event, "data", "previous_attributes")


def _under(event: Json, entry: Entry) -> Entry:
    """An event is a photograph: its content never changes, so the event's id names it."""
    return replace(entry, source_id=f"{id_of(event)}:{entry.source_id}")
