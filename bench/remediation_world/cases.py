"""Programmes to be carried out: everybody hit, already swept, listed, and known to the desk."""

import random
from collections.abc import Iterable, Sequence

from rich.progress import Progress

from amends.cli.owed import understand_everybody
from amends.facts import Entry, Moment, Money, Policy, Scope, SweptRefund
from amends.facts.moments import DAY_US, HOUR_US
from amends.record import Record
from amends.remediation import opening, population, swept

from .desk import Case
from .shop import FAULT_DAY, START, SWEPT_AT, Fate, Made, told

PROGRAMME = "acme-card-2026-04"
_WRITTEN_TOGETHER = 2_000


def write(record: Record, entries: Iterable[Entry]) -> None:
    """Into the record, some thousands at a time."""
    waiting = list(entries)
    for place in range(0, len(waiting), _WRITTEN_TOGETHER):
        record.append(waiting[place : place + _WRITTEN_TOGETHER])


def sweep(record: Record, policy: Policy, now: Moment) -> list[SweptRefund]:
    """The second opinion on everybody's refunds, as the desk has it after a rebuild."""
    with Progress(disable=True) as silent:
        return [row for file in understand_everybody(record, policy, now, silent) for row in swept(file)]


def victims(number: int, seed: int) -> list[Made]:
    """So many refunds of as many customers that all went wrong, as a gateway without holes tells: one in three in each
    way, and one in eight above the limit at which two people approve.
    """
    chance, fates = random.Random(seed), (Fate.NEVER_SENT, Fate.FAILED_LATER, Fate.WRONG_AMOUNT)
    found = []
    for place in range(number):
        at = Moment(START + (FAULT_DAY + chance.randrange(20)) * DAY_US + chance.randrange(DAY_US))
        fate = fates[place % 3]
        fails_at = Moment(at + 4 * DAY_US + 3 * HOUR_US) if fate is Fate.FAILED_LATER else None
        money = Money(chance.randrange(50_100, 90_000) if place % 8 == 0 else chance.randrange(900, 50_000), "EUR")
        found.append(Made(place, f"C-{place}", "birch", "card", "4.2", at, money, fate, True, None, fails_at))
    return found


def open_programmes(record: Record, refunds: Sequence[Made], *names: str, policy: Policy) -> list[Case]:
    """All of them listed in each of these programmes, which somebody opened on the day of the sweep."""
    write(record, told(refunds))
    found = population(sweep(record, policy, SWEPT_AT), Scope(("gateway=birch",), None, None, ()))
    for name in names or (PROGRAMME,):
        write(
            record,
            opening(
                name,
                "Card refunds",
                Scope(("gateway=birch",), None, None, ()),
                found,
                as_of=SWEPT_AT,
                by="ines",
                now=SWEPT_AT,
            ),
        )
    return [case_of(refund, name) for name in names or (PROGRAMME,) for refund in refunds]


def case_of(refund: Made, programme: str) -> Case:
    """What the desk and the payer need to know of it."""
    customer = f"customer:{refund.customer}"
    return Case(refund.matter, customer, refund.payment, refund.gateway, programme, refund.declines)
