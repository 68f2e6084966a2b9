"""What was told about one customer's money as of one moment: our side's things, the witnesses' things, and the gaps."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import CUSTOMER, US, Bundle, Entry, Moment, MoneyState, Policy, in_order_of_happening
from amends.facts.kinds import (
    ChargeTold,
    CompletenessDeclared,
    EventTold,
    InvoiceTold,
    OrderTold,
    PayoutTold,
    PostingTold,
    RefundTold,
    SecondLook,
)
from amends.facts.states import ON_ITS_WAY

from .completeness import Completeness, completeness
from .gather import our_refunds, payments_of, their_refunds
from .orders import Order, orders_of, owners_of
from .roots import NO_WITNESS, print_of, root_of
from .things import Payment, Refund, Said


@dataclass(frozen=True, slots=True)
class Testimony:
    """Everything that a rule may look at. Entries that happen after `now` are not in it."""

    now: Moment
    policy: Policy
    who: str  # the customer's id: the matter of a claim that fits no thing
    mine: frozenset[str]  # handle keys of the customer
    numbers: frozenset[str]  # customer numbers among them
    ours: tuple[Refund, ...]  # refunds as our root tells them, other people's on the same things included
    theirs: tuple[Refund, ...]  # refunds as the witnesses tell them
    payments: tuple[Payment, ...]
    orders: dict[str, tuple[Entry, ...]]  # by order id, in order of happening
    invoices: tuple[Entry, ...]
    postings: tuple[Entry, ...]
    events: tuple[Entry, ...]
    looks: tuple[Entry, ...]
    payouts: tuple[Entry, ...]
    complete: Completeness
    owners: dict[str, frozenset[str]]  # payment -> whose it is by our own rows: customer numbers
    my_orders: tuple[Order, ...]  # the customer's, oldest first
    taken: tuple[Payment, ...]  # the customer's payments that a witness says were taken and are still ours
    alias: dict[str, str]  # a payment's other names -> the name it goes by here

    def payment(self, name: str) -> Payment | None:
        """The payment of this (canonical) name."""
        return next((p for p in self.payments if p.key == name), None)

    def is_mine(self, refund: Refund) -> bool:
        """Whether a refund that our side tells is this customer's: no other customer's number is on it."""
        return not self.numbers or not refund.customers or bool(refund.customers & self.numbers)


def hear(bundle: Bundle, *, now: Moment, policy: Policy) -> Testimony:
    """The testimony of a bundle as of `now`. A function of the set of entries: their order does not matter."""
    declared, payouts, told = _sorted_out(bundle, now)
    sorts: dict[type, list[Entry]] = {}
    for entry in in_order_of_happening(told):
        sorts.setdefault(type(entry.what), []).append(entry)
    ours, theirs = _sides(sorts.get(RefundTold, ()), now)
    orders: dict[str, tuple[Entry, ...]] = {}
    ordered = [e.what for e in sorts.get(OrderTold, ()) if isinstance(e.what, OrderTold)]
    for entry, what in zip(sorts.get(OrderTold, ()), ordered, strict=True):
        orders[what.order_id] = (*orders.get(what.order_id, ()), entry)
    charges = _charges(sorts.get(ChargeTold, ()))
    payments, alias = payments_of(charges, [s.what for s in (*ours, *theirs)], ordered)
    mine = frozenset((bundle.identity.id, *bundle.identity.handles))
    numbers = frozenset(key.removeprefix("customer:") for key in mine if key.startswith("customer:"))
    whose = owners_of(orders, payments)
    paid = [p for p in payments if not numbers or p.key not in whose or whose[p.key] & numbers]
    return Testimony(
        now=now,
        policy=policy,
        who=bundle.identity.id,
        mine=mine,
        numbers=numbers,
        owners=whose,
        my_orders=orders_of(orders, numbers, now),
        taken=tuple(p for p in paid if p.taken is not None),
        ours=our_refunds(ours, alias, payments),
        theirs=their_refunds(theirs, alias, payments),
        payments=payments,
        orders=orders,
        invoices=tuple(sorts.get(InvoiceTold, ())),
        postings=tuple(sorts.get(PostingTold, ())),
        events=tuple(sorts.get(EventTold, ())),
        looks=tuple(sorts.get(SecondLook, ())),
        payouts=tuple(payouts),
        complete=completeness(declared, now),
        alias=alias,
    )


def _sorted_out(bundle: Bundle, now: Moment) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Declarations, payouts, and the customer's own matters: the first two are many, and the same for everybody."""
    declared: list[Entry] = []
    payouts: list[Entry] = []
    told: list[Entry] = []
    for entry in (*bundle.own, *bundle.about):
        kind = type(entry.what)
        if kind is CompletenessDeclared:
            declared.append(entry)
        elif entry.occurred <= now:
            (payouts if kind is PayoutTold else told).append(entry)
    return declared, payouts, told


def said_of_refund(entry: Entry, what: RefundTold, now: Moment) -> tuple[Said[RefundTold], ...]:
    """What a row says as of `now`. A settlement row says two things: accepted when it occurred, settled when it did.

    Before its `settled_at` it is no settlement yet, because the as-of view must not know the future.
    """
    if what.settled_at is None or what.state not in ON_ITS_WAY:
        return (Said(entry.occurred, what.state, entry, what),)
    accepted = Said(entry.occurred, MoneyState.ACCEPTED, entry, what)
    if what.settled_at > now:
        return (accepted,)
    settled = Said(what.settled_at, MoneyState.SETTLED, entry, what)
    return (accepted, settled) if entry.occurred < what.settled_at else (settled,)


def _sides(entries: Iterable[Entry], now: Moment) -> tuple[list[Said[RefundTold]], list[Said[RefundTold]]]:
    ours: list[Said[RefundTold]] = []
    theirs: list[Said[RefundTold]] = []
    entries = list(entries)
    prints = {print_of(e) for e in entries if e.source.root == US}
    for entry in entries:
        root = root_of(entry, prints)
        if isinstance(entry.what, RefundTold):
            side = ours if root == US else theirs if root not in NO_WITNESS else []
            side.extend(said_of_refund(entry, entry.what, now))
    return ours, theirs


def _charges(entries: Iterable[Entry]) -> list[Said[ChargeTold]]:
    told = (e for e in entries if e.source.root != CUSTOMER)
    return [Said(e.occurred, e.what.state, e, e.what) for e in told if isinstance(e.what, ChargeTold)]
