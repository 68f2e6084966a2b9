"""The kinds of table: which columns each has, which of them must be there, and which file reads its rows."""

from collections.abc import Callable
from dataclasses import dataclass

from . import contacts, ledger, movements, orders
from .cells import Row
from .told import Told

_MONEY = ("amount_minor", "amount")


def _time(name: str) -> tuple[str, ...]:
    return (name, f"{name}_us")


@dataclass(frozen=True, slots=True)
class TableKind:
    """`required`: of each group at least one column must be in the file. `optional`: known, and may be missing."""

    name: str
    required: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...]
    build: Callable[[Row], Told]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is known, the required ones first."""
        return (*(name for group in self.required for name in group), *self.optional)


_REFUND = (
    ("refund_id",),
    _MONEY,
    ("currency",),
)
_REFUND_MORE = (
    "gateway_ref", "our_ref", "payment_ref", "charge_ref", "order_id", "customer_id", "livemode", "method",
    "failure_reason", "is_reversal", "arn", "payout_ref",
)  # fmt: skip

TABLES = {
    kind.name: kind
    for kind in (
        TableKind(
            "orders",
            (("order_id",), _MONEY, ("currency",), _time("placed_at")),
            ("customer_id", "email", "phone", "name", "status", *_time("status_at"), "payment_ref"),
            orders.order,
        ),
        TableKind(
            "charges",
            (("payment_ref",), _MONEY, ("currency",), _time("occurred_at"), ("state",)),
            ("order_id", "customer_id", "email", "livemode", "charge_ref", "method", "failure_reason"),
            movements.charge,
        ),
        TableKind(
            "refunds",
            (*_REFUND, _time("occurred_at"), ("state",)),
            (*_REFUND_MORE, *_time("settled_at")),
            movements.refund,
        ),
        TableKind(
            "settlements",
            (*_REFUND, (*_time("occurred_at"), *_time("settled_at"))),
            (*_REFUND_MORE, "state"),
            movements.settlement,
        ),
        TableKind(
            "invoices",
            (("invoice_id",), _MONEY, ("currency",), _time("issued_at")),
            ("customer_id", "order_id", "status"),
            ledger.invoice,
        ),
        TableKind(
            "postings",
            (("posting_id",), _MONEY, ("currency",), _time("posted_at")),
            ("customer_id", "invoice_id", "order_id", "payment_ref", "payout_ref", "about", "text"),
            ledger.posting,
        ),
        TableKind(
            "contacts",
            (("contact_id",), ("channel",), _time("occurred_at")),
            ("from", "customer_id", "subject", "text"),
            contacts.contact,
        ),
        TableKind(
            "payouts",
            (("payout_ref",), _MONEY, ("currency",), _time("occurred_at")),
            ("state",),
            ledger.payout,
        ),
    )
}
