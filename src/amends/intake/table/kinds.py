"""The kinds of table: which columns each has, which of them must be there, and which file reads its rows."""

from collections.abc import Callable
from dataclasses import dataclass

from amends.facts import MoneyState
from amends.intake.traits import COLUMN
from amends.intake.vocabulary import DELIVERY_STATES, MEDIA, RECORDS, ROUTINGS

from . import accounts, answers, arrival, contacts, ledger, movements, orders, things
from .cells import Row
from .told import Told

_MONEY = ("amount_minor", "amount")
_MONEY_STATES = tuple(MoneyState)


def _time(name: str) -> tuple[str, ...]:
    return (name, f"{name}_us")


@dataclass(frozen=True, slots=True)
class TableKind:
    """`required`: of each group at least one column must be in the file. `optional`: known, and may be missing.
    `words`: what `--map-state` may map to; empty where the status is a free word. `takes_more`: columns that are not
    known may be kept under their own names. `takes_traits`: any column `trait.NAME` tells how the thing was made.
    """

    name: str
    required: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...]
    build: Callable[[Row], Told]
    words: tuple[str, ...] = _MONEY_STATES
    takes_more: bool = False
    takes_traits: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is known, the required ones first."""
        return (*(name for group in self.required for name in group), *self.optional)

    def has(self, name: str) -> bool:
        """Whether a column of this name is read; which names a trait may have is not asked here."""
        return name in self.columns or (self.takes_traits and name.startswith(COLUMN))


_AS_OF = (*_time("as_of"), *_time("updated_at"))
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
            words=(),
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
            takes_traits=True,
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
            words=(),
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
            ("from", "customer_id", "subject", "text", "ticket", "public"),
            contacts.contact,
        ),
        TableKind(
            "payouts",
            (("payout_ref",), _MONEY, ("currency",), _time("occurred_at")),
            ("state",),
            ledger.payout,
        ),
        TableKind(
            "deliveries",
            (("delivery_id", "tracking"), ("state",), (*_time("occurred_at"), *_time("at"))),
            ("order_id", "customer_id", "detail", "signed_by"),
            things.delivery,
            words=DELIVERY_STATES,
        ),
        TableKind(
            "outages",
            (("outage_id",), _time("began_at")),
            (*_time("ended_at"), "service", "customer_id", "detail"),
            things.outage,
        ),
        TableKind(
            "profiles",
            (("customer_id", "email", "phone"),),
            (*_time("as_of"), *_time("updated_at"), "name", "address", "zone", "service", "aliases"),
            things.profile,
            takes_more=True,
        ),
        TableKind(
            "answers",
            (("answer_id",), ("medium",), _time("occurred_at"), ("text",)),
            ("record", "agent", "customer_id", "to", "subject", "ticket", "call", "public", "automatic"),
            answers.answer,
            words=(*MEDIA, *RECORDS),
        ),
        TableKind(
            "routed",
            (("routed_id",), _time("occurred_at"), ("ticket", "call", "message_id")),
            ("routing", "reason", "product", "tier", *_time("picked_up_at"), "agent", "customer_id"),
            arrival.routed,
            words=ROUTINGS,
        ),
        TableKind(
            "policies",
            (("policy_id",), _time("occurred_at"), ("allowed",)),
            ("wish", "rule", "order_id", "ticket", "call", "by", "customer_id"),
            arrival.policy,
            words=(),
        ),
        TableKind(
            "actions",
            (("action_id",), _time("occurred_at"), ("action",)),
            ("order_id", "ticket", "call", "by", "customer_id"),
            arrival.action,
            words=(),
        ),
        TableKind(
            "accounts",
            (("account_id",),),
            ("parent_id", "name", *_time("from"), *_time("until"), *_time("renewal"), *_AS_OF),
            accounts.account,
            words=(),
        ),
        TableKind(
            "services",
            (("service_id",), ("account_id",)),
            ("name", *_MONEY, "currency", *_time("start"), *_time("end"), *_time("renewal"), *_AS_OF),
            accounts.service,
            words=(),
        ),
        TableKind(
            "members",
            (("account_id",), ("customer_id", "email", "domain")),
            (*_time("from"), *_time("until"), *_AS_OF),
            accounts.member,
            words=(),
        ),
        TableKind(
            "concerned",
            (("service_id",), ("ticket", "call", "order_id")),
            (*_time("occurred_at"), *_time("as_of")),
            accounts.concerned,
            words=(),
        ),
    )
}
