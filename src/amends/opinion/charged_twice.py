"""Was one purchase charged twice? Two orders are two purchases; only a witness's word counts that money was taken."""

from collections.abc import Iterable
from typing import Final

from amends.facts import BANK, Claim, ClaimKind, Moment, Money, Opinion, Reason, Verdict
from amends.facts.moments import DAY_US

from .charges_complete import charges_complete, charges_missing, silence
from .claimed import Claimed, order_ids
from .evidence import of_charges, of_payment
from .finding import Finding
from .given_back import charged_too_much
from .nothing_found import nothing_found
from .sentences import day, listed, times
from .testimony import Testimony
from .things import Payment

KIND: Final = ClaimKind.CHARGED_TWICE


def examine(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    """One opinion for each purchase charged more than once; else, where it was claimed, one that it was not."""
    if not said.payments and not asked.of(KIND):
        return
    wanted = asked.of(KIND)
    taken = [p for p in said.taken if any(w.entry.source.root != BANK for w in p.theirs)]
    repeated = list(_repeated(taken, said, bool(wanted)))
    for charges in repeated:
        yield _twice(charges, said)
    if wanted and not repeated:
        yield _once(wanted, taken, said, asked.at(wanted))


def _repeated(taken: list[Payment], said: Testimony, claimed: bool) -> Iterable[list[Payment]]:
    """Charges for one purchase, oldest first; the first as many as there are orders for them are as they should be."""
    purchases: list[list[Payment]] = []
    for payment in taken:
        same = next((p for p in purchases if _same_purchase(p, payment, said)), None)
        if same is None:
            purchases.append([payment])
        else:
            same.append(payment)
    for charges in purchases:
        due = _orders_behind(charges, said, claimed)
        if len(charges) > due:
            yield [*charges[:1], *charges[due:]]


def _same_purchase(charges: list[Payment], other: Payment, said: Testimony) -> bool:
    first = charges[0]
    if _money(first) != _money(other):
        return False
    near = abs(_taken_at(other) - _taken_at(first)) <= said.policy.charged_twice_within_days * DAY_US
    named = frozenset(o for p in charges for o in p.orders)
    return near and (not named or not other.orders or bool(named & other.orders))


def _orders_behind(charges: list[Payment], said: Testimony, claimed: bool) -> int:
    """How many of these charges have an order behind them.

    Where every charge names the order, it is one. Where some name none, each further order of that amount that no
    other charge accounts for is taken to be theirs; without any order of ours, only a claim makes us ask.
    """
    if all(p.orders for p in charges):
        return 1
    orders = said.my_orders
    if not orders:
        return 1 if claimed else len(charges)
    paid = {o for p in said.payments for o in p.orders}
    named = {o for p in charges for o in p.orders}
    first, last = _taken_at(charges[0]), _taken_at(charges[-1])
    span = said.policy.charged_twice_within_days * DAY_US
    free = [
        o
        for o in orders
        if o.order_id not in paid and o.money == _money(charges[0]) and first - span <= o.placed_at <= last
    ]
    return max(1, len(named) + len(free))


def _twice(charges: list[Payment], said: Testimony) -> Opinion:
    extra = charges[1:]
    each = _money(charges[0])
    surplus = Money(each.amount_minor * len(extra), each.currency)
    days = listed(dict.fromkeys(day(_taken_at(p), said.policy) for p in charges))
    order = next((f" for order {o}" for p in charges for o in sorted(p.orders)), "")
    finding = charged_too_much(
        surplus,
        (p.key for p in charges),
        said,
        reason=Reason.CHARGED_TWICE,
        sentence=f"{each} was charged {times(len(charges))}{order}, on {days}.",
        since=_taken_at(extra[-1]),
    )
    witnesses = tuple(w for p in charges for w in of_payment(p, "one purchase, one amount"))
    ours = tuple(w for p in charges for w in of_charges(p.ours))
    return finding.opinion(f"payment:{extra[-1].name}", KIND, surplus, witnesses, ours)


def _once(wanted: tuple[Claim, ...], taken: list[Payment], said: Testimony, claimed_at: Moment) -> Opinion:
    named = order_ids(wanted) & said.orders.keys()
    fits = [p for p in taken if not named or p.orders & named]
    if not fits:
        ours = [p for p in said.payments if p.ours]
        known = "Only our own record shows charges; no gateway's word on them." if ours else "No charge was found."
        return nothing_found(KIND, wanted, said, known, ("the gateway's list of this customer's charges",))
    last = fits[-1]
    start = _taken_at(fits[0])
    stretches = charges_complete(said, start, claimed_at)
    finding = Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESS_INCOMPLETE,
        f"One charge of {_money(last)} was found, but the list of charges has gaps.",
        "Do not say that it was charged only once. Ask the gateway for its charges up to today.",
        since=_taken_at(last),
        missing=charges_missing(said, start, claimed_at),
    )
    if stretches:
        finding = Finding(
            Verdict.RECORD_RIGHT,
            Reason.CHARGED_ONCE,
            f"Each purchase was charged once: the last one {_money(last)} on {day(_taken_at(last), said.policy)}.",
            "Say which charge it is. A second line may be a reservation that disappears; ask for its date and amount.",
            since=_taken_at(last),
            more=silence(stretches, "a second charge", said),
        )
    witnesses = tuple(w for p in fits for w in of_payment(p))
    return finding.opinion(f"payment:{last.name}", KIND, _money(last), witnesses, of_charges(last.ours))


def _money(payment: Payment) -> Money:
    word = payment.taken or payment.theirs[-1]
    return word.what.money


def _taken_at(payment: Payment) -> Moment:
    return payment.taken_at if payment.taken_at is not None else payment.theirs[0].at
