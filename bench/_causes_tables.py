"""Tables as in payments, of which the truth is known: what always differed, and what is planted on top of it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from amends.causes import FAILED, GOOD, Coded, Literal, Told
from amends.causes.coded import smallest
from amends.causes.evidence import log_tail
from amends.causes.scan import penalties

NAMES = (
    "gateway",
    "currency",
    "version",
    "channel",
    "method",
    "country",
    "plan",
    "bank",
    "os",
    "region",
    "flag",
    "team",
)
CARDS = (4, 12, 30, 8, 5, 20, 3, 50, 6, 10, 2, 15)
RATE = 0.003
LITERALS_MAX, ALPHA = 3, 0.05  # as find_causes does where nothing else is said
SAME_SHARE_MAX = 0.2
Array = np.ndarray[Any, np.dtype[Any]]
Chance = np.random.Generator


@dataclass(frozen=True)
class Usual:
    """What always was: rates that differ by gateway, region and team, and by one pair of values together."""

    factors: tuple[Array, ...]
    pair: tuple[Literal, Literal]
    times: float

    @classmethod
    def drawn(cls, chance: Chance) -> "Usual":
        """x 0.5 to 2.5 by gateway and team, x 0.5 to 2 by region; one pair of channel and plan x 1 to 3."""
        factors = [np.ones(card) for card in CARDS]
        for attribute, most in ((0, 2.5), (11, 2.5), (9, 2.0)):
            factors[attribute] = chance.uniform(0.5, most, CARDS[attribute])
        pair = ((3, int(chance.integers(CARDS[3]))), (6, int(chance.integers(CARDS[6]))))
        return cls(tuple(factors), pair, float(chance.uniform(1, 3)))

    def rates(self, table: Coded) -> Array:
        """How often each of these rows fails, in truth."""
        rates = np.full(table.rows_count, RATE)
        for factor, column in zip(self.factors, table.columns, strict=True):
            rates *= factor[column]
        rates[table.inside(self.pair)] *= self.times
        return rates

    def table(self, chance: Chance, rows: int, before: Literal | None = None) -> tuple[Coded, Array]:
        """So many rows of it; of the time before a value existed, those that do not have it."""
        table, _ = planted_table(chance, rows, [], rate=0.0)
        failed = chance.random(rows) < self.rates(table)
        if before is None:
            return table, failed
        left = ~table.inside((before,))
        return table.take(left), failed[left]

    def shows(self, table: Coded, failed: Array, literals: tuple[Literal, ...]) -> bool:
        """Whether the failures in the slice could be told from chance by somebody who knew all rates."""
        inside = table.inside(literals)
        expected = float(self.rates(table)[inside].sum())
        chance = log_tail(int(failed[inside].sum()), expected, math.inf)
        return chance + penalties(table.cards, LITERALS_MAX)[len(literals) - 1] <= math.log(ALPHA)


def planted_table(
    chance: Chance, rows: int, plants: list[tuple[tuple[Literal, ...], float]], rate: float = RATE
) -> tuple[Coded, Array]:
    """A table, and which rows failed: at `rate`, and in each plant at its own."""
    columns = []
    for card in CARDS:
        shares = np.cumsum(1 / np.arange(1, card + 1) ** 0.6)
        columns.append(np.searchsorted(shares / shares[-1], chance.random(rows)).clip(0, card - 1))
    follows = chance.random(rows) < 0.5  # the currency goes with the country
    columns[1] = np.where(follows, columns[5] % CARDS[1], columns[1])
    table = coded_of(columns, CARDS)
    failed = chance.random(rows) < rate
    for literals, share in plants:
        failed |= table.inside(literals) & (chance.random(rows) < share)
    return table, failed.astype(np.float64)


def with_causes(chance: Chance, rows: int, count: int) -> tuple[Coded, Array, set[tuple[Literal, ...]]]:
    """A table with so many causes of 1 to 3 literals, hardly overlapping."""
    table, failed = planted_table(chance, rows, [])
    failed, truth = plant(chance, table, failed > 0, count)
    return table, failed, truth


def plant(chance: Chance, table: Coded, failed: Array, count: int) -> tuple[Array, set[tuple[Literal, ...]]]:
    """60 to 2,000 rows each that fail at 3 to 90 %, such that at least 15 failures are expected."""
    truth: set[tuple[Literal, ...]] = set()
    taken = np.zeros(table.rows_count, np.bool_)
    while len(truth) < count:
        some = sorted(chance.choice(len(CARDS), int(chance.integers(1, 4)), replace=False).tolist())
        literals = tuple((attribute, int(chance.integers(CARDS[attribute]))) for attribute in some)
        inside, share = table.inside(literals), float(np.exp(chance.uniform(np.log(0.03), np.log(0.9))))
        size = np.count_nonzero(inside)
        if not 60 <= size <= 2_000 or size * share < 15 or np.count_nonzero(inside & taken) > SAME_SHARE_MAX * size:
            continue
        truth.add(literals)
        taken |= inside
        failed = failed | (inside & (chance.random(table.rows_count) < share))
    return failed, truth


def coded_of(columns: list[Array], cards: tuple[int, ...] | None = None) -> Coded:
    cards = cards or tuple(int(column.max()) + 1 for column in columns)
    names = NAMES if len(columns) == len(NAMES) else tuple(f"a{i}" for i in range(len(columns)))
    codes = tuple(smallest(column, card) for column, card in zip(columns, cards, strict=True))
    return Coded(names, tuple(tuple(range(card)) for card in cards), codes)


def told_of_rows(table: Coded, failed: Array) -> Told:
    return Told(table, np.where(failed, FAILED, GOOD).astype(np.int8))
