"""Whom a mistake harmed, as far as the records tell: money that was owed, people, and contacts they had to make."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import Money, Opinion, Owed, OwedState


@dataclass(frozen=True, slots=True)
class Harm:
    """`money` is what was owed for it, one sum a currency, also where it has been made good since. `contacts_caused`
    are those that customers had to make after it went wrong.
    """

    money: tuple[Money, ...] = ()
    people: int = 0
    contacts_caused: int = 0


def harm_of(opinion: Opinion, owed: Owed | None, contacts_caused: int) -> Harm:
    """The harm of one matter to one customer."""
    known = owed.money if owed is not None and owed.state is not OwedState.NOTHING_OWED else None
    money = known or opinion.owed
    return Harm((money,) if money is not None else (), 1, contacts_caused)


def together(harms: Iterable[Harm]) -> Harm:
    """Of several mistakes. Currencies are never added; a customer with two of them counts twice."""
    sums: dict[str, int] = {}
    people = caused = 0
    for harm in harms:
        people, caused = people + harm.people, caused + harm.contacts_caused
        for money in harm.money:
            sums[money.currency] = sums.get(money.currency, 0) + money.amount_minor
    return Harm(tuple(Money(sums[currency], currency) for currency in sorted(sums)), people, caused)
