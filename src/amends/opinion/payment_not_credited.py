"""The customer paid, and we say that he did not. The gateway or the bank says whether the money came."""

from collections.abc import Iterable
from typing import Final

from amends.facts import BANK, Claim, ClaimKind, Entry, Moment, Money, Opinion, Reason, Verdict, Witness
from amends.facts.kinds import PostingTold
from amends.facts.moments import DAY_US
from amends.facts.states import ON_ITS_WAY

from .charges_complete import charges_complete, charges_missing, silence
from .claimed import Claimed, order_ids
from .evidence import of_charges, of_entry, of_payment
from .finding import Finding
from .nothing_found import nothing_found
from .orders import UNPAID, Order
from .sentences import day
from .testimony import Testimony
from .things import Payment
from .windows import sent_by

KIND: Final = ClaimKind.PAYMENT_NOT_CREDITED
CREDITS: Final = frozenset({"payment", "credit"})
LOOK_BACK_US: Final = 30 * DAY_US  # how far before the claim a payment is looked for where no order says since when


def examine(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    """One opinion for each payment that arrived and was not credited; where it was claimed, also that none came."""
    wanted = asked.of(KIND)
    taken = said.taken
    uncredited = [p for p in taken if not_credited(p, said, claimed=bool(wanted))]
    for payment in uncredited:
        yield _arrived(payment, said)
    if not wanted or uncredited:
        return
    if taken:
        yield _credited(taken[-1], said)
    else:
        yield _not_arrived(wanted, said, asked.at(wanted))


def not_credited(payment: Payment, said: Testimony, *, claimed: bool = True) -> tuple[Witness, ...]:
    """Our own rows that show that this payment was not credited; empty where it was, or where nothing shows it.

    Either our ledger is complete over the day after the payment and has no line for it, or the order still counts as
    unpaid a day later. Without a claim the ledger's silence counts only if it knows the order: many ledgers carry
    invoices and never a card payment.
    """
    at = payment.taken_at
    if at is None or said.now < sent_by(at, said.policy) or _credits(payment, said):
        return ()
    unpaid = [o for o in said.my_orders if o.order_id in payment.orders and o.status in UNPAID]
    if unpaid:
        return tuple(of_entry(o.entry, "our order") for o in unpaid)
    if not claimed and not any(
        isinstance(e.what, PostingTold) and e.what.order_id in payment.orders for e in said.postings
    ):
        return ()
    ledgers = sorted(s for s in said.complete.sources("postings") if said.complete.roots[s] != BANK)
    stretches = [said.complete.covering(s, ("postings",), at, sent_by(at, said.policy)) for s in ledgers]
    if not stretches or not all(stretches):
        return ()
    return silence(tuple(s for s in stretches if s is not None), "a line for this payment", said)


def _credits(payment: Payment, said: Testimony) -> list[Entry]:
    """Ledger lines that credit this payment: by its name, else by its order and amount."""
    money = (payment.taken or payment.theirs[-1]).what.money
    return [
        entry
        for entry in said.postings
        if isinstance(what := entry.what, PostingTold)
        and entry.source.root != BANK
        and what.about in CREDITS
        and (
            said.alias.get(what.payment_ref or "", what.payment_ref) == payment.key
            or (what.payment_ref is None and _same_sum(what, money) and (what.order_id in payment.orders))
        )
    ]


def _same_sum(what: PostingTold, money: Money) -> bool:
    return abs(what.money.amount_minor) == money.amount_minor and what.money.currency == money.currency


def _arrived(payment: Payment, said: Testimony) -> Opinion:
    money = (payment.taken or payment.theirs[-1]).what.money
    at = payment.taken_at if payment.taken_at is not None else payment.theirs[0].at
    finding = Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.PAYMENT_ARRIVED,
        f"The payment of {money} arrived on {day(at, said.policy)}, and we did not credit it.",
        "Say that the money is here, apologise once, and ask finance to credit it. Stop any reminder for it.",
        since=at,
    )
    disputed = (*not_credited(payment, said), *of_charges(payment.ours))
    return finding.opinion(f"payment:{payment.name}", KIND, money, of_payment(payment), disputed)


def _credited(payment: Payment, said: Testimony) -> Opinion:
    """A payment arrived. Whether it was credited is our own word, so that the customer cannot be told that he errs."""
    money = (payment.taken or payment.theirs[-1]).what.money
    credits = _credits(payment, said)
    booked = bool(credits) or any(w.state in ON_ITS_WAY for w in payment.ours)
    finding = Finding(
        Verdict.RECORD_RIGHT if booked else Verdict.CANNOT_TELL,
        Reason.PAYMENT_ARRIVED if booked else Reason.WITNESS_INCOMPLETE,
        f"The payment of {money} arrived"
        + (" and is credited." if booked else ", but nothing shows whether we credited it."),
        "Say which payment was credited, and ask whether it is the one that is meant."
        if booked
        else "Say that the money is here. Get the ledger, or ask finance whether it was credited.",
        since=payment.taken_at,
        missing=() if booked else ("our complete ledger since the payment",),
    )
    disputed = (*(of_entry(e, "our ledger") for e in credits), *of_charges(payment.ours))
    return finding.opinion(f"payment:{payment.name}", KIND, money, of_payment(payment), disputed)


def _not_arrived(wanted: tuple[Claim, ...], said: Testimony, claimed_at: Moment) -> Opinion:
    named = order_ids(wanted)
    orders = [o for o in said.my_orders if not named & said.orders.keys() or o.order_id in named]
    start = orders[0].placed_at if orders else Moment(claimed_at - LOOK_BACK_US)
    stretches = charges_complete(said, start, claimed_at)
    if not stretches:
        missing = (*charges_missing(said, start, claimed_at), "the reference of the payment at the customer's bank")
        return nothing_found(KIND, wanted, said, "No payment was found, but the lists have gaps.", missing)
    finding = Finding(
        Verdict.RECORD_RIGHT,
        Reason.PAYMENT_NOT_ARRIVED,
        f"No payment has arrived since {day(start, said.policy)}: the gateway's list is complete, and it is not in it.",
        "Say so kindly and ask for the payment's reference, so that the customer's bank can trace it.",
        since=start,
        more=silence(stretches, "a payment of this customer", said),
    )
    return finding.opinion(_matter(orders, said), KIND, None, disputed=_shown(orders))


def _matter(orders: list[Order], said: Testimony) -> str:
    return f"order:{orders[-1].order_id}" if orders else said.who


def _shown(orders: list[Order]) -> tuple[Witness, ...]:
    return tuple(of_entry(o.entry, "our order") for o in orders[-1:])
