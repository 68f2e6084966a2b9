"""Charges and payment intents at Stripe: money taken, asked for, failed, or taken back by a dispute.

Reference: docs.stripe.com/api/charges/object, docs.stripe.com/api/payment_intents/object, docs.stripe.com/disputes.
"""

from collections.abc import Sequence
from dataclasses import replace

from amends.facts import Entry, Moment, MoneyState, normal_email
from amends.facts.kinds import ChargeTold

from .common import STRIPE, BadObject, Json, Keys, id_of, moment_of_seconds, money_of, part, ref, told_id, word

_CHARGE = {"succeeded": MoneyState.ACCEPTED, "pending": MoneyState.ASKED, "failed": MoneyState.FAILED}
_INTENT = {
    "requires_payment_method": MoneyState.ASKED,
    "requires_confirmation": MoneyState.ASKED,
    "requires_action": MoneyState.ASKED,
    "requires_capture": MoneyState.ASKED,
    "processing": MoneyState.ASKED,
    "succeeded": MoneyState.ACCEPTED,
    "canceled": MoneyState.CANCELED,
}
NOT_WITHDRAWN = ("warning_needs_response", "warning_under_review", "warning_closed", "won", "prevented")


def charge_state(charge: Json) -> MoneyState:
    """Where the money is. An authorisation that was not captured took no money yet: `asked`."""
    state = _CHARGE.get(word(charge, "status"))
    if state is None:
        raise BadObject(f"has a status that is not documented: {word(charge, 'status')!r}")
    return MoneyState.ASKED if state is MoneyState.ACCEPTED and charge.get("captured") is False else state


def entries_of_charge(
    charge: Json, keys: Keys, *, livemode: bool, disputes: Sequence[Json] | None = None
) -> tuple[Entry, ...]:
    """The charge in its state, and what its disputes did. Where it is disputed and nobody could look up how
    (`disputes` is None), it came back as of its creation, the only time that is known.
    """
    intent = ref(charge, "payment_intent")
    metadata = {**part(charge, "payment_intent", "metadata"), **part(charge, "metadata")}
    told = ChargeTold(
        payment_ref=intent or id_of(charge),
        money=money_of(charge),
        state=charge_state(charge),
        charge_ref=id_of(charge) if intent else None,
        order_id=word(metadata, keys.order_id) or None,
        livemode=livemode,
        method=word(part(charge, "payment_method_details"), "type"),
        failure_reason=word(charge, "failure_code"),
        customer_id=word(metadata, keys.customer_id) or None,
        email=_email(charge),
    )
    created = moment_of_seconds(charge)
    entries = (_entry(id_of(charge), told, created, created),)
    if charge.get("disputed") is not True:
        return entries
    if disputes is None:
        back = replace(told, state=MoneyState.CAME_BACK, failure_reason="disputed")
        return (*entries, _entry(id_of(charge), back, created, created))
    return entries + tuple(entry for dispute in disputes for entry in entries_of_dispute(dispute, livemode=livemode))


def entries_of_intent(intent: Json, keys: Keys, *, livemode: bool) -> tuple[Entry, ...]:
    """A payment that was asked for. Once it has a charge, the charge tells the same and more: nothing is told here."""
    if ref(intent, "latest_charge"):
        return ()
    state = _INTENT.get(word(intent, "status"))
    if state is None:
        raise BadObject(f"has a status that is not documented: {word(intent, 'status')!r}")
    metadata = part(intent, "metadata")
    told = ChargeTold(
        payment_ref=id_of(intent),
        money=money_of(intent),
        state=state,
        order_id=word(metadata, keys.order_id) or None,
        livemode=livemode,
        failure_reason=word(part(intent, "last_payment_error"), "code"),
        customer_id=word(metadata, keys.customer_id) or None,
        email=normal_email(word(intent, "receipt_email")) or None,
    )
    created = moment_of_seconds(intent)
    canceled = state is MoneyState.CANCELED and isinstance(intent.get("canceled_at"), int)
    at = moment_of_seconds(intent, "canceled_at") if canceled else created
    return (_entry(id_of(intent), told, at, created),)


def entries_of_dispute(dispute: Json, *, livemode: bool, at: Moment | None = None) -> tuple[Entry, ...]:
    """The disputed amount was taken out of our balance, or given back when we won. Inquiries take nothing."""
    status = word(dispute, "status")
    charge = ref(dispute, "charge")
    if charge is None:
        raise BadObject("has no charge")
    if status in NOT_WITHDRAWN and status != "won":
        return ()
    intent = ref(dispute, "payment_intent")
    told = ChargeTold(
        payment_ref=intent or charge,
        money=money_of(dispute),
        state=MoneyState.ACCEPTED if status == "won" else MoneyState.CAME_BACK,
        charge_ref=charge if intent else None,
        livemode=livemode,
        failure_reason="" if status == "won" else word(dispute, "reason") or "disputed",
    )
    created = moment_of_seconds(dispute)
    return (_entry(id_of(dispute), told, at or created, created),)


def _email(charge: Json) -> str | None:
    address = word(part(charge, "billing_details"), "email") or word(charge, "receipt_email")
    return normal_email(address) or None


def _entry(own_id: str, told: ChargeTold, at: Moment, created: Moment) -> Entry:
    details = (told.order_id, told.customer_id, told.email, told.method, told.failure_reason, told.charge_ref)
    return Entry(STRIPE, told_id(f"{own_id}:{told.state}", *details, not told.livemode, at - created), at, told)
