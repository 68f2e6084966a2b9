"""Queues in a few words: an hour is an hour before now, money is euros a month."""

from decimal import Decimal
from typing import Any

from amends.accounts.priority import REVENUE_ALONE, AccountValue, Chance, Placed, Ticket, told
from amends.facts import Moment, Money
from amends.facts.moments import DAY_US, MINUTE_US

NOW = Moment(20_000 * DAY_US)


def ticket(name: str, account: str = "", waited: int = 10, of: int = 240, **more: Any) -> Ticket:
    """It has waited so many minutes of its maximum."""
    return Ticket(name, Moment(NOW - waited * MINUTE_US), of * MINUTE_US, account, **more)


def account(name: str, euros: int, slow: str = "", first: str = "0", currency: str = "EUR") -> AccountValue:
    """Without `slow` nobody told a chance."""
    chance: Chance = told(Decimal(slow), Decimal(first)) if slow else REVENUE_ALONE
    return AccountValue(name, (Money(euros * 100, currency),), chance, name)


def told_order(placed: tuple[Placed, ...]) -> str:
    """`T3 at_limit, T1 value`."""
    return ", ".join(f"{one.ticket.ticket} {one.lane}" for one in placed)
