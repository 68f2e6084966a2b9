"""What handling a ticket first is worth: how much likelier the account stays, times what the whole account pays.

value = [P(leaves | handled slowly) - P(leaves | handled first)] x revenue of the whole account in a month. Whoever
leaves goes with all services; the price of the one that the ticket is about says little. Money stays whole: values are
rounded once, to minor units.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from amends.facts import Money

HELPS: Final = Decimal("0.5")  # what handling first is assumed to take off the chance, where nobody tells


class Basis(StrEnum):
    """Where the difference of the two chances comes from."""

    TOLD = "told"  # both chances were told
    ASSUMED_HELP = "assumed_help"  # the chance of leaving was told, and what handling first takes off it is assumed
    ASSUMED_TYPICAL = "assumed_typical"  # nothing was told of this account: the middle of the others
    REVENUE_ALONE = "revenue_alone"  # nothing was told of any account


@dataclass(frozen=True, slots=True)
class Chance:
    """`delta` is what handling first takes off the chance of leaving; None where revenue alone is to decide."""

    basis: Basis
    delta: Decimal | None
    p_slow: Decimal | None = None
    p_first: Decimal | None = None
    told_for: str = ""  # the account that the chance was told for, where that is but a part of the whole


REVENUE_ALONE: Final = Chance(Basis.REVENUE_ALONE, None)


def told(p_slow: Decimal, p_first: Decimal) -> Chance:
    """Both chances are known, from past handling or an experiment; from 0 to 1."""
    return Chance(Basis.TOLD, p_slow - p_first, p_slow, p_first)


def assumed(p_leave: Decimal, helps: Decimal = HELPS) -> Chance:
    """The chance of leaving alone is known: that handling first takes `helps` of it off is an assumption."""
    return Chance(Basis.ASSUMED_HELP, p_leave * helps, p_leave, p_leave * (1 - helps))


def typical(delta: Decimal) -> Chance:
    """Nothing is known of this account; `delta` is the middle of the accounts of which something is."""
    return Chance(Basis.ASSUMED_TYPICAL, delta)


@dataclass(frozen=True, slots=True)
class AccountValue:
    """An account as tickets name it. `revenue` is that of the `whole` account, the top of its parents with everything
    below it, in a month, one sum for each currency.
    """

    account: str
    revenue: tuple[Money, ...]
    chance: Chance = REVENUE_ALONE
    whole: str = ""

    @property
    def is_assumed(self) -> bool:
        """The worth rests on an assumption, which is to be said beside it."""
        return self.chance.basis is not Basis.TOLD or bool(self.chance.told_for)

    def values(self) -> tuple[Money, ...]:
        """What handling one of its tickets first is worth a month, sorted by currency. Never compared across them."""
        found = (Money(self._value(money.amount_minor), money.currency) for money in self.revenue)
        return tuple(sorted(found, key=lambda money: money.currency))

    def _value(self, amount_minor: int) -> int:
        """An account whose credits outweigh what it pays has nothing to lose here."""
        delta, paid_minor = self.chance.delta, max(amount_minor, 0)
        return paid_minor if delta is None else round(Fraction(delta) * paid_minor)
