"""Orders as our own record has them as of now, and whose a payment is by them."""

from dataclasses import dataclass

from amends.facts import Entry, Moment, Money
from amends.facts.kinds import OrderTold

from .things import Payment

CANCELED = frozenset({"canceled", "cancelled", "returned", "refunded_in_full", "void", "voided"})
UNPAID = frozenset({"unpaid", "pending_payment", "awaiting_payment", "payment_pending", "overdue"})


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its amount, and its status with the moment since when it has it."""

    order_id: str
    money: Money
    placed_at: Moment
    status: str
    since: Moment
    customers: frozenset[str]
    entry: Entry  # the row that the status comes from

    @property
    def canceled(self) -> bool:
        """Nothing more may be billed."""
        return self.status in CANCELED


def orders_of(told: dict[str, tuple[Entry, ...]], numbers: frozenset[str], now: Moment) -> tuple[Order, ...]:
    """The customer's orders, oldest first. Another customer's order that shares a payment is not among them.

    `numbers` are the customer numbers of this customer; without any, nothing tells whose an order is.
    """
    found = [order_of(entries, now) for entries in told.values()]
    mine = [o for o in found if not numbers or not o.customers or o.customers & numbers]
    return tuple(sorted(mine, key=lambda o: (o.placed_at, o.order_id)))


def order_of(entries: tuple[Entry, ...], now: Moment) -> Order:
    """One order out of its rows. A status that begins after `now` is not known yet."""
    rows = [(e, e.what) for e in entries if isinstance(e.what, OrderTold)]
    current, status, since = rows[0][0], "", rows[0][0].occurred
    for entry, what in sorted(rows, key=lambda row: (row[1].status_at or row[0].occurred, row[0].id)):
        begins = what.status_at or entry.occurred
        if what.status and begins <= now:
            current, status, since = entry, what.status.strip().lower(), begins
    return Order(
        order_id=rows[0][1].order_id,
        money=rows[-1][1].money,
        placed_at=rows[0][0].occurred,
        status=status,
        since=since,
        customers=frozenset(what.customer_id for _, what in rows if what.customer_id),
        entry=current,
    )


def owners_of(orders: dict[str, tuple[Entry, ...]], payments: tuple[Payment, ...]) -> dict[str, frozenset[str]]:
    """Whose each payment is by our own charges and orders: customer numbers. Payments of nobody known are left out."""
    buyers = {
        order_id: {e.what.customer_id for e in entries if isinstance(e.what, OrderTold) and e.what.customer_id}
        for order_id, entries in orders.items()
    }
    found: dict[str, frozenset[str]] = {}
    for payment in payments:
        whose = {w.what.customer_id for w in payment.ours if w.what.customer_id}
        whose.update(c for order_id in payment.orders for c in buyers.get(order_id, ()))
        if whose:
            found[payment.key] = frozenset(whose)
    return found
