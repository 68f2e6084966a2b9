"""One matter from its request to its arrival, with a desk that dies once on the way and a payer without keys."""

import random
from dataclasses import dataclass

from bench.remediation_world.cases import open_programmes, victims
from bench.remediation_world.desk import Deaths, Desk, Died
from bench.remediation_world.payer import Book, Paid, Payer, Ways
from bench.remediation_world.shop import SWEPT_AT

from amends.facts import Moment, Policy, Standing
from amends.facts.moments import DAY_US
from amends.record import Record

LOOKED_AFTER_DAYS = (1, 2, 3, 4, 6, 30)  # a new hand-over on the second or third day has arrived on the last
POLICY = Policy()


@dataclass(frozen=True)
class Story:
    """How it went: what really left, where it stands, and how often the desk died."""

    paid: list[Paid]
    stands: Standing
    deaths: int


def one_matter(record: Record, ways: Ways, *, dies_at_step: int = -1, kind: type[Desk] = Desk) -> Story:
    """Somebody above the limit of two people. The desk that comes after the death knows only the record."""
    [case] = open_programmes(record, victims(1, seed=1), policy=POLICY)
    chance, book = random.Random(1), Book(SWEPT_AT)
    payer = Payer(book, ways, chance)
    deaths = Deaths(chance, at_step=dies_at_step)
    first = kind(record, payer, POLICY, deaths)
    try:
        first.serve(case, SWEPT_AT, first.stands(case, SWEPT_AT))
    except Died:
        payer.ways = Ways(keys=False)
    desk = kind(record, payer, POLICY, Deaths(chance))
    stands = desk.stands(case, SWEPT_AT)
    stands = desk.serve(case, SWEPT_AT, stands)  # before any file has come
    for days in LOOKED_AFTER_DAYS:
        now = Moment(SWEPT_AT + days * DAY_US)
        record.append(list(book.file(now)))
        stands = desk.serve(case, now, desk.stands(case, now))
        payer.ways = Ways(keys=False)
    return Story(book.paid[case.matter], stands, deaths.count)
