"""Rows of orders and subscriptions."""

from amends.facts.kinds import OrderTold

from .cells import Row
from .told import Told, history_id


def order(row: Row) -> Told:
    """An order in a status. It occurred when it was placed; `status_at` is when the status began."""
    order_id, placed_at = row.need("order_id"), row.moment("placed_at")
    status, status_at = row.status(), row.moment_or_none("status_at")
    what = OrderTold(
        order_id=order_id,
        money=row.money(),
        status=status,
        status_at=status_at,
        payment_ref=row.text("payment_ref"),
        customer_id=row.text("customer_id"),
        email=row.email(),
        phone=row.phone(),
        name=row.words("name").strip(),
    )
    return Told(history_id("order", order_id, status, status_at or placed_at), placed_at, what)
