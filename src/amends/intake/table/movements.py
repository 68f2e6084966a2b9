"""Rows of charges, refunds and settlements: money that moved, or is said to have."""

from amends.facts import Moment, MoneyState
from amends.facts.kinds import ChargeTold, RefundTold

from .cells import Row
from .told import Told, history_id


def charge(row: Row) -> Told:
    """Money taken, in a state."""
    payment_ref, at, state = row.need("payment_ref"), row.moment("occurred_at"), row.state()
    what = ChargeTold(
        payment_ref=payment_ref,
        money=row.money(),
        state=state,
        charge_ref=row.text("charge_ref"),
        order_id=row.text("order_id"),
        livemode=row.flag("livemode", default=True),
        method=row.word("method"),
        failure_reason=row.word("failure_reason"),
        customer_id=row.text("customer_id"),
        email=row.email(),
    )
    return Told(history_id("charge", payment_ref, state, at), at, what)


def refund(row: Row) -> Told:
    """Money given back, in a state."""
    return _refund(row, "refund", row.moment("occurred_at"), row.state(), row.moment_or_none("settled_at"))


def settlement(row: Row) -> Told:
    """A line of a settlement report. Where only `settled_at` is told, that is when it occurred; the state is `settled`
    unless the report says otherwise (a reversal is `came_back`).
    """
    at, state = row.moment("occurred_at", "settled_at"), row.state(MoneyState.SETTLED)
    settled_at = row.moment_or_none("settled_at")
    if settled_at is None and state is MoneyState.SETTLED:
        settled_at = at
    return _refund(row, "settlement", at, state, settled_at)


def _refund(row: Row, kind: str, at: Moment, state: MoneyState, settled_at: Moment | None) -> Told:
    refund_id = row.need("refund_id")
    what = RefundTold(
        refund_id=refund_id,
        money=row.money(),
        state=state,
        gateway_ref=row.text("gateway_ref"),
        our_ref=row.text("our_ref"),
        payment_ref=row.text("payment_ref"),
        charge_ref=row.text("charge_ref"),
        order_id=row.text("order_id"),
        livemode=row.flag("livemode", default=True),
        method=row.word("method"),
        failure_reason=row.word("failure_reason"),
        is_reversal=row.flag("is_reversal", default=False),
        settled_at=settled_at,
        arn=row.text("arn"),
        payout_ref=row.text("payout_ref"),
        traits=row.traits(),
        customer_id=row.text("customer_id"),
    )
    return Told(history_id(kind, refund_id, state, at), at, what)
