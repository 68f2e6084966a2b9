"""A refund at Stripe. "succeeded" means that the issuer was asked, never that the customer has it: it is `accepted`.

Reference: docs.stripe.com/api/refunds/object; a refund may turn `failed` up to 30 days later, and then
`failure_balance_transaction` says when the money came back to us.
"""

from dataclasses import replace

from amends.facts import Entry, Moment, MoneyState
from amends.facts.kinds import RefundTold

from .common import STRIPE, BadObject, Json, Keys, id_of, moment_of_seconds, money_of, part, ref, told_id, word

_HELD = frozenset({"insufficient_funds", "charge_pending"})
_STATES = {
    "pending": MoneyState.ASKED,
    "requires_action": MoneyState.ASKED,
    "succeeded": MoneyState.ACCEPTED,
    "failed": MoneyState.FAILED,
    "canceled": MoneyState.CANCELED,
}


def refund_state(refund: Json) -> MoneyState:
    """Where the money is, by the gateway's own word. Raises BadObject for a word it does not document."""
    state = _STATES.get(word(refund, "status"))
    if state is None:
        raise BadObject(f"has a status that is not documented: {word(refund, 'status')!r}")
    return MoneyState.HELD if state is MoneyState.ASKED and refund.get("pending_reason") in _HELD else state


def refund_told(refund: Json, keys: Keys, *, livemode: bool) -> RefundTold:
    """The refund in its present state, without what only a settlement knows."""
    metadata, card = part(refund, "metadata"), part(refund, "destination_details", "card")
    arn = word(card, "reference") if word(card, "reference_type") != "system_trace_audit_number" else ""
    return RefundTold(
        refund_id=id_of(refund),
        money=money_of(refund),
        state=refund_state(refund),
        our_ref=word(metadata, keys.refund_id) or None,
        payment_ref=ref(refund, "payment_intent") or ref(refund, "charge"),
        charge_ref=ref(refund, "charge") if ref(refund, "payment_intent") else None,
        order_id=word(metadata, keys.order_id) or None,
        livemode=livemode,
        method=word(part(refund, "destination_details"), "type"),
        failure_reason=word(refund, "failure_reason"),
        is_reversal=word(card, "type") == "reversal",
        arn=arn or None,
        customer_id=word(metadata, keys.customer_id) or None,
    )


def entries_of_refund(
    refund: Json, keys: Keys, *, livemode: bool, changed_at: Moment | None = None
) -> tuple[Entry, ...]:
    """One entry for the state it is in, and one for its acceptance where it was accepted before it failed.

    `changed_at`: when it came to its present state, where an event says so and the refund itself does not.
    """
    now_told, created = refund_told(refund, keys, livemode=livemode), moment_of_seconds(refund)
    moved = part(refund, "balance_transaction")
    accepted_at = max(created, moment_of_seconds(moved)) if moved else created
    if now_told.state not in (MoneyState.FAILED, MoneyState.CANCELED):
        at = max(accepted_at, changed_at or created) if now_told.state is MoneyState.ACCEPTED else created
        return (_entry(now_told, at, created),)
    entries = []
    if ref(refund, "balance_transaction") or ref(refund, "failure_balance_transaction"):
        before = replace(now_told, state=MoneyState.ACCEPTED, failure_reason="")
        entries.append(_entry(before, accepted_at, created))
    return (*entries, _entry(now_told, _ended_at(refund, moved, changed_at or created), created))


def _ended_at(refund: Json, moved: Json, known: Moment) -> Moment:
    """When it failed: by the money that came back, else as far as known, but not before the money had moved. Without
    that, a failure dated at its creation would look older than the settlement that it undid.
    """
    failure = part(refund, "failure_balance_transaction")
    if failure:
        return moment_of_seconds(failure)
    return max(known, moment_of_seconds(moved, "available_on")) if moved.get("available_on") else known


def settled_entry(refund: Json, settled: Json, payout_ref: str | None, keys: Keys, *, livemode: bool) -> Entry:
    """The refund in a settlement: `settled` is its balance transaction, available to us from `available_on`."""
    at = moment_of_seconds(settled, "available_on")
    told = refund_told(refund, keys, livemode=livemode)
    told = replace(told, state=MoneyState.SETTLED, failure_reason="", settled_at=at, payout_ref=payout_ref)
    return _entry(told, at, moment_of_seconds(refund))


def _entry(told: RefundTold, at: Moment, created: Moment) -> Entry:
    details = (told.our_ref, told.order_id, told.customer_id, told.method, told.arn, told.payout_ref)
    more = (told.is_reversal, told.failure_reason, not told.livemode, at - created)
    return Entry(STRIPE, told_id(f"{told.refund_id}:{told.state}", *details, *more), at, told)
