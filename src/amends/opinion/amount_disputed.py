"""Is the amount right? What was charged against what was ordered; and what is owed, added up in two ways."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from amends.facts import Claim, ClaimKind, Money, NotMoney, Opinion, Reason, Verdict, hear_money
from amends.facts.money import exponent

from .balance import Balance, balances
from .claimed import Claimed, amounts
from .evidence import of_entry, of_payment
from .finding import Finding
from .given_back import charged_too_much
from .nothing_found import nothing_found
from .orders import Order
from .roots import NO_WITNESS
from .testimony import Testimony
from .things import Payment

KIND: Final = ClaimKind.AMOUNT_DISPUTED


def examine(said: Testimony, asked: Claimed) -> Iterable[Opinion]:
    """Overcharged orders are always examined; that an amount agrees, and what is owed, only where it was claimed."""
    wanted = asked.of(KIND)
    alone = [(o, p) for p in said.taken for o in said.my_orders if _only_each_other(o, p, said)]
    differing = [(o, p) for o, p in alone if _charged(p) != o.money]
    over = [(o, p) for o, p in differing if _over(o, p)]
    for order, payment in over:
        yield _overcharged(order, payment, said)
    if not wanted or over:
        return
    if said.postings or said.invoices:
        yield from _owing(wanted, asked.of(ClaimKind.QUOTED_AMOUNT), said)
    elif alone:
        order, payment = (differing or alone)[-1]
        yield _compared(order, payment)
    else:
        missing = ("the order, invoice or ledger that the amount comes from",)
        yield nothing_found(KIND, wanted, said, "Nothing was found to compare the amount with.", missing)


def _only_each_other(order: Order, payment: Payment, said: Testimony) -> bool:
    """One order, one payment: part payments and second charges are other questions."""
    others = [p for p in said.payments if order.order_id in p.orders and p.taken is not None]
    return payment.orders == {order.order_id} and len(others) == 1


def _charged(payment: Payment) -> Money:
    return (payment.taken or payment.theirs[-1]).what.money


def _over(order: Order, payment: Payment) -> bool:
    charged = _charged(payment)
    more = charged.currency != order.money.currency or charged.amount_minor > order.money.amount_minor
    return more and charged.amount_minor > 0


def _overcharged(order: Order, payment: Payment, said: Testimony) -> Opinion:
    charged, ordered = _charged(payment), order.money
    at = payment.taken_at if payment.taken_at is not None else payment.theirs[0].at
    same = charged.currency == ordered.currency
    surplus = Money(charged.amount_minor - ordered.amount_minor, charged.currency) if same else charged
    finding = charged_too_much(
        surplus,
        (payment.key,),
        said,
        reason=Reason.AMOUNT_DIFFERS,
        sentence=f"{charged} was charged for order {order.order_id}, which was for {ordered}.",
        since=at,
    )
    witnesses = of_payment(payment, "same order")
    return finding.opinion(f"payment:{payment.name}", KIND, charged, witnesses, (of_entry(order.entry, "our order"),))


def _compared(order: Order, payment: Payment) -> Opinion:
    charged = _charged(payment)
    agrees = charged == order.money
    finding = Finding(
        Verdict.RECORD_RIGHT,
        Reason.AMOUNT_AGREES if agrees else Reason.AMOUNT_DIFFERS,  # less was taken than ordered: no harm was done
        f"{charged} was charged for order {order.order_id}, which was for {order.money}.",
        "Go through the order's lines with the customer."
        if agrees
        else "Less was charged than ordered; say so kindly.",
        since=payment.taken_at,
    )
    witnesses = of_payment(payment, "same order")
    return finding.opinion(f"payment:{payment.name}", KIND, charged, witnesses, (of_entry(order.entry, "our order"),))


def _owing(wanted: tuple[Claim, ...], quoted: tuple[Claim, ...], said: Testimony) -> Iterable[Opinion]:
    named = [*amounts(wanted), *amounts(quoted)]
    sums = balances(said)
    meant = [b for b in sums if any(c == b.currency for _, c in named)] or sums[:1]
    for balance in meant:
        yield _balance(balance, [m for m in (_money(n, c, balance.currency) for n, c in named) if m], said)


def _money(number: str, currency: str | None, otherwise: str) -> Money | None:
    """An amount from words in the balance's currency; None where it is another's, or no amount of it."""
    if currency not in (None, otherwise):
        return None
    try:
        return hear_money(format(Decimal(number).quantize(Decimal(1).scaleb(-exponent(otherwise))), "f"), otherwise)
    except (NotMoney, ArithmeticError):
        return None


def _balance(balance: Balance, named: list[Money], said: Testimony) -> Opinion:
    """The verdict on what is owed.

    Both sums agree: what was named above them is more than anybody owes, so the customer is right to dispute it
    (decision 0005); nothing named above them, our figure stands. They differ: our own books contradict each other.
    """
    ledger, invoices = balance.by_ledger, balance.by_invoices
    finding = _finding(balance, max(named, default=None))
    entries = (*balance.ledger, *balance.invoices, *balance.payments)
    witnesses = tuple(of_entry(e, "adds up") for e in entries if e.source.root not in NO_WITNESS)
    disputed = tuple(of_entry(e, "our books") for e in entries if e.source.root in NO_WITNESS)
    return finding.opinion(said.who, KIND, ledger or invoices, witnesses, disputed)


def _finding(balance: Balance, named: Money | None) -> Finding:
    ledger, invoices = balance.by_ledger, balance.by_invoices
    since = max(e.occurred for e in (*balance.ledger, *balance.invoices, *balance.payments))
    if ledger is None or invoices is None:
        have, lack = ("the invoices", "the ledger") if ledger is None else ("the ledger", "the invoices")
        return Finding(
            Verdict.CANNOT_TELL,
            Reason.WITNESS_INCOMPLETE,
            f"By {have} alone {ledger or invoices} is owed; there is no second sum to compare it with.",
            f"Do not insist on an amount. Get {lack} first.",
            since=since,
            missing=(f"{lack} of this customer",),
        )
    if ledger != invoices:
        return Finding(
            Verdict.CUSTOMER_RIGHT,
            Reason.AMOUNT_DIFFERS,
            f"The amount does not add up: {ledger} by the ledger, {invoices} by invoices, payments and credits.",
            "Say that our books differ, do not ask for payment, and have finance settle which one is right.",
            since=since,
        )
    if named is not None and named > ledger:
        return Finding(
            Verdict.CUSTOMER_RIGHT,
            Reason.AMOUNT_DIFFERS,
            f"{ledger} is owed, not {named}: the ledger and the invoices add up to the same.",
            f"Say that it is {ledger}, and apologise once for the other figure.",
            since=since,
        )
    return Finding(
        Verdict.RECORD_RIGHT,
        Reason.AMOUNT_AGREES,
        f"{ledger} is owed: the ledger and the invoices less payments and credits add up to the same.",
        "Go through both lists with the customer, line by line.",
        since=since,
    )
