"""Was a wrong sum told? "You owe 400.00" against two sums of what was owed when it was said (story 2).

The statement opens the question by itself: the customer need not have noticed. Less than is owed proves nothing, since
it may be one invoice of several; more than is owed contradicts every book there is.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from amends.claims.owing import said_to_owe
from amends.facts import (
    Amount,
    Bundle,
    ClaimKind,
    Difference,
    Money,
    NotMoney,
    Opinion,
    Reason,
    Statement,
    Verdict,
    hear_money,
)
from amends.facts.money import exponent

from ..balance import Balance, balances
from ..evidence import of_entry
from ..finding import Finding
from ..roots import NO_WITNESS, check_independence
from ..sentences import day
from ..testimony import hear
from .evidence import of_statement
from .talk import Talk

KIND: Final = ClaimKind.AMOUNT_DISPUTED
_NAMES_SUMS: Final = (ClaimKind.QUOTED_AMOUNT, ClaimKind.RECORD_STATEMENT)


def examine(talk: Talk, bundle: Bundle) -> Iterator[Opinion]:
    """One opinion for each answer in which more was said to be owed than was, by the books of that moment."""
    told: dict[str, tuple[Statement, Amount]] = {}
    for statement in talk.statements:
        owed = said_to_owe(statement.quote) if statement.ours and statement.kind in _NAMES_SUMS else None
        if owed is not None:
            told.setdefault(statement.entry_id, (statement, owed))
    for statement, owed in told.values():
        then = balances(hear(bundle, now=statement.at, policy=talk.policy))
        for balance, money in _meant(owed, then):
            if money > min(s for s in (balance.by_ledger, balance.by_invoices) if s is not None):
                yield _judged(statement, money, balance, talk)


def _meant(owed: Amount, sums: tuple[Balance, ...]) -> list[tuple[Balance, Money]]:
    """The balance that the sum is told of: in its currency; without one, where there is only one."""
    fits = (
        [b for b in sums if owed.currency == b.currency] if owed.currency else list(sums[:1] if len(sums) == 1 else ())
    )
    return [(b, m) for b in fits if (m := _money(owed, b.currency)) is not None]


def _money(owed: Amount, currency: str) -> Money | None:
    try:
        return hear_money(format(owed.number, f".{exponent(currency)}f"), currency)
    except (NotMoney, ArithmeticError, ValueError):
        return None


def _judged(statement: Statement, told: Money, balance: Balance, talk: Talk) -> Opinion:
    """Two equal sums with a payment that somebody else saw decide; one sum, or two that differ, do not."""
    ledger, invoices = balance.by_ledger, balance.by_invoices
    entries = (*balance.ledger, *balance.invoices, *balance.payments)
    finding = (
        _two_sums(statement, told, ledger, talk) if ledger == invoices else _one_sum(statement, told, balance, talk)
    )
    owed = ledger or invoices
    said = of_statement(statement, talk)
    both = replace(said, differences=(Difference("amount owed", str(told), str(owed)),))
    witnesses = tuple(of_entry(e, "adds up") for e in entries if e.source.root not in NO_WITNESS)
    books = tuple(of_entry(e, "our books") for e in entries if e.source.root in NO_WITNESS)
    # The books are not in question here, the words are; what makes the sums evidence is the payment seen by others.
    opinion = finding.opinion(f"contact:{statement.entry_id}", KIND, owed, (*witnesses, *books), (both,))
    checked = check_independence(opinion)
    if checked is opinion:
        return opinion
    return replace(
        checked,
        sentence=f"We said that {told} was owed; our own books say {owed}, and no gateway or bank has a payment to "
        "check them by.",
        advice=f"Do not ask for {told}. Say that it is being checked, and have finance confirm {owed}.",
    )


def _two_sums(statement: Statement, told: Money, owed: Money | None, talk: Talk) -> Finding:
    return Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.WRONG_AMOUNT_TOLD,
        f"We said on {day(statement.at, talk.policy)} that {told} was owed; it was {owed}: the ledger and the invoices "
        "add up to the same.",
        f"Say that it was {owed}, and apologise once for the other figure.",
        since=statement.at,
    )


def _one_sum(statement: Statement, told: Money, balance: Balance, talk: Talk) -> Finding:
    ledger, invoices, when = balance.by_ledger, balance.by_invoices, day(statement.at, talk.policy)
    if ledger is not None and invoices is not None:
        return Finding(
            Verdict.CUSTOMER_RIGHT,
            Reason.AMOUNT_DIFFERS,
            f"We said on {when} that {told} was owed; the ledger says {ledger}, and invoices less payments and credits "
            f"say {invoices}.",
            "Do not ask for payment. Say that our books differ, and have finance settle which one is right.",
            since=statement.at,
        )
    have, lack = ("the invoices", "the ledger") if ledger is None else ("the ledger", "the invoices")
    return Finding(
        Verdict.CANNOT_TELL,
        Reason.WITNESS_INCOMPLETE,
        f"We said on {when} that {told} was owed; by {have} alone it was {ledger or invoices}.",
        "Do not insist on an amount. Get the other sum first.",
        since=statement.at,
        missing=(f"{lack} of this customer",),
    )
