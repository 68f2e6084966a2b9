"""Balance transactions at Stripe: which refunds have settled, in which payout, and what disputes took back.

Reference: docs.stripe.com/api/balance_transactions/object, with `source` expanded, because the amount of the line is in
our settlement currency and the refund's may be another.
"""

from amends.facts import Entry, Money, MoneyState
from amends.facts.kinds import PayoutTold

from .charges import entries_of_dispute
from .common import STRIPE, Json, Keys, id_of, moment_of_seconds, money_of, part, ref, told_id, word
from .refunds import settled_entry

_REFUND_LINES = ("refund", "payment_refund")
_ENDED = ("failed", "canceled")
_PAYOUT_STATES = {
    "pending": MoneyState.ASKED,
    "in_transit": MoneyState.ACCEPTED,
    "paid": MoneyState.SETTLED,
    "failed": MoneyState.FAILED,
    "canceled": MoneyState.CANCELED,
}


def entries_of_balance_line(
    line: Json, keys: Keys, *, livemode: bool, payout_ref: str | None = None
) -> tuple[Entry, ...]:
    """What one line of the balance tells: a settled refund, a payout, a dispute. Other lines (fees) tell nothing here.

    `payout_ref`: the payout whose lines were asked for.
    """
    kind, source = word(line, "type"), part(line, "source")
    if kind in _REFUND_LINES and word(line, "status") == "available" and source:
        if word(source, "status") in _ENDED and not ref(source, "failure_balance_transaction"):
            return ()  # nothing dates how it ended: the line must not look like the later word
        return (settled_entry(source, line, payout_ref, keys, livemode=livemode),)
    if kind == "payout":
        return (_payout(line, source),)
    if kind == "adjustment" and source.get("object") == "dispute":
        return entries_of_dispute(source, livemode=livemode, at=moment_of_seconds(line))
    return ()


def _payout(line: Json, payout: Json) -> Entry:
    """The line takes the payout out of our balance; at the bank the same amount arrives."""
    out = money_of(line)
    told = PayoutTold(
        payout_ref=ref(line, "source") or id_of(line),
        money=Money(-out.amount_minor, out.currency),
        state=_PAYOUT_STATES.get(word(payout, "status"), MoneyState.ACCEPTED),
    )
    at = moment_of_seconds(line)
    return Entry(STRIPE, told_id(f"{told.payout_ref}:{told.state}"), at, told)
