"""What somebody told us about money: orders, charges, refunds, invoices, postings, payouts, events.

The same thing told by two roots (the shop and the gateway) is two entries: two parties' word on one thing.
"""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, normal_email, of_key, some
from ..moments import Moment
from ..money import Money
from ..states import MoneyState
from .base import What, private


def _people(customer_id: str | None, email: str | None = None, phone: str | None = None) -> tuple[Handle, ...]:
    return (
        some(HandleKind.CUSTOMER, customer_id, Tie.OWN)
        + some(HandleKind.EMAIL, normal_email(email) if email else None, Tie.OWN)
        + some(HandleKind.PHONE, phone, Tie.OWN)
    )


@dataclass(frozen=True, slots=True)
class OrderTold(What):
    """An order or subscription exists, in this status. `occurred` is when it was placed; a later row with another
    `status` (and `status_at`) is its history.
    """

    kind: ClassVar[str] = "order.told"
    order_id: str
    money: Money
    status: str = ""  # as told; "canceled" and "returned" mean that nothing more may be billed
    status_at: Moment | None = None
    payment_ref: str | None = None
    customer_id: str | None = private(None)
    email: str | None = private(None)
    phone: str | None = private(None)  # E.164
    name: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """Customer, address, phone; the order and its payment."""
        return (
            _people(self.customer_id, self.email, self.phone)
            + some(HandleKind.ORDER, self.order_id, Tie.THING)
            + some(HandleKind.PAYMENT, self.payment_ref, Tie.THING)
        )


@dataclass(frozen=True, slots=True)
class ChargeTold(What):
    """Money was taken, or asked for. `payment_ref` is the teller's id of the payment; `charge_ref` an alias where the
    teller has two (a payment intent and its charge). State `came_back` is a chargeback.
    """

    kind: ClassVar[str] = "charge.told"
    payment_ref: str
    money: Money
    state: MoneyState
    charge_ref: str | None = None
    order_id: str | None = None
    livemode: bool = True
    method: str = ""  # card, sepa_debit, ...
    failure_reason: str = ""
    customer_id: str | None = private(None)
    email: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """Customer; payment, charge and order."""
        return (
            _people(self.customer_id, self.email)
            + some(HandleKind.PAYMENT, self.payment_ref, Tie.THING)
            + some(HandleKind.PAYMENT, self.charge_ref, Tie.THING)
            + some(HandleKind.ORDER, self.order_id, Tie.THING)
        )


@dataclass(frozen=True, slots=True)
class RefundTold(What):
    """Money was given back, or is said to be. `refund_id` is the teller's own id; `gateway_ref` and `our_ref` are what
    the teller knows of the other side's. Several entries of one `refund_id` with other states are its history.
    A settlement row is the same with `settled_at` and, where the scheme gives one, the ARN.
    """

    kind: ClassVar[str] = "refund.told"
    refund_id: str
    money: Money
    state: MoneyState
    gateway_ref: str | None = None
    our_ref: str | None = None
    payment_ref: str | None = None
    charge_ref: str | None = None
    order_id: str | None = None
    livemode: bool = True
    method: str = ""
    failure_reason: str = ""  # the gateway's word: expired_or_canceled_card, insufficient_funds, ...
    is_reversal: bool = False  # the charge vanishes instead of a credit appearing; there is no ARN
    settled_at: Moment | None = None
    arn: str | None = None  # acquirer reference number: what a bank can trace
    payout_ref: str | None = None
    traits: tuple[str, ...] = ()  # how it was made, as the teller says: "version=4.2"; what a fault may have in common
    customer_id: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """Customer; the refund by every name it has, its payment and its order."""
        return (
            _people(self.customer_id)
            + some(HandleKind.ORDER, self.order_id, Tie.THING)
            + some(HandleKind.PAYMENT, self.payment_ref, Tie.THING)
            + some(HandleKind.PAYMENT, self.charge_ref, Tie.THING)
            + some(HandleKind.REFUND, self.refund_id, Tie.THING)
            + some(HandleKind.REFUND, self.gateway_ref, Tie.THING)
            + some(HandleKind.REFUND, self.our_ref, Tie.THING)
        )


@dataclass(frozen=True, slots=True)
class InvoiceTold(What):
    """We billed this. Together with payments and credits it is one of two independent sums of what is owed."""

    kind: ClassVar[str] = "invoice.told"
    invoice_id: str
    money: Money
    status: str = ""
    order_id: str | None = None
    customer_id: str | None = private(None)

    def handles(self) -> tuple[Handle, ...]:
        """Customer; invoice and order."""
        return (
            _people(self.customer_id)
            + some(HandleKind.INVOICE, self.invoice_id, Tie.THING)
            + some(HandleKind.ORDER, self.order_id, Tie.THING)
        )


@dataclass(frozen=True, slots=True)
class PostingTold(What):
    """One line of a ledger or of a bank statement. Positive: the customer owes more; negative: less (a payment, a
    credit). On a bank's statement positive means that money reached us.
    """

    kind: ClassVar[str] = "posting.told"
    posting_id: str
    money: Money
    about: str = ""  # invoice | payment | credit | refund | fee | adjustment | goodwill
    invoice_id: str | None = None
    order_id: str | None = None
    payment_ref: str | None = None
    payout_ref: str | None = None
    customer_id: str | None = private(None)
    text: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """Customer; invoice, order and payment."""
        return (
            _people(self.customer_id)
            + some(HandleKind.INVOICE, self.invoice_id, Tie.THING)
            + some(HandleKind.ORDER, self.order_id, Tie.THING)
            + some(HandleKind.PAYMENT, self.payment_ref, Tie.THING)
        )


@dataclass(frozen=True, slots=True)
class PayoutTold(What):
    """A payout of a gateway to our bank: told by the gateway as the sum of its lines, and by the bank as one line.
    About the organisation, not about one customer.
    """

    kind: ClassVar[str] = "payout.told"
    payout_ref: str
    money: Money
    state: MoneyState = MoneyState.SETTLED


@dataclass(frozen=True, slots=True)
class EventTold(What):
    """The gateway has (list of events) or delivered to us (webhook) a notice about a charge or refund. A notice in its
    list that was never heard by us is a lost event.
    """

    kind: ClassVar[str] = "event.told"
    event_id: str
    event_type: str
    about: str  # handle key, for example "refund:re_123"
    state: MoneyState | None = None
    heard: bool = False  # true: delivered to our webhook; false: read from the gateway's list
    undelivered: bool = False  # the gateway itself says that deliveries are still pending
    livemode: bool = True

    def handles(self) -> tuple[Handle, ...]:
        """The thing it is about."""
        return of_key(self.about, Tie.THING)


@dataclass(frozen=True, slots=True)
class CompletenessDeclared(What):
    """This source tells everything of this kind from..to. Only inside such a range is absence evidence. About the
    organisation, not about one customer. A range without length says that the source tells this kind and is complete
    nowhere: its silence proves nothing, and nobody else's silence proves anything about what went through it. `of` may
    also be answers, deliveries, outages or profiles.
    """

    kind: ClassVar[str] = "completeness.declared"
    of: str  # orders | charges | refunds | settlements | invoices | postings | payouts | events | contacts | calls
    complete_from: Moment
    complete_to: Moment
