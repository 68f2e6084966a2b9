"""The one slice that explains most of the failures beyond the expected ones, exactly, or the proof that there is none.

Likelihood ratio of slice against the rest (Kulldorff's scan statistic), less the log of how many slices of that many
literals there could be: the Bonferroni correction, and what keeps a longer slice from beating the shorter truth.

How little is known of what is usual decides whether a slice is a cause at all, and never which of them is named. Each
literal adds the doubt of its own factor. Where a thousand rows fail, that would weigh more than the good rows that a
slice of fewer literals holds besides, and the wider one would be named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .baseline import PRIOR_FAILURES, Baseline
from .coded import Coded, Literal, Mask, Numbers
from .evidence import ratio
from .levels import Group, first_level, next_level


@dataclass(frozen=True, slots=True)
class Found:
    """`score` is the log of how surely it is no chance, all slices that were looked at taken into account; `penalty`
    is what that took off. `explained` is the same as if what is usual were known for certain: by it slices are chosen.
    `failures` in the slice, how many were `expected`, and as if from how many `known` ones.
    """

    literals: tuple[Literal, ...]
    score: float
    explained: float
    penalty: float
    failures: int
    expected: float
    known: float
    factor: float  # by which the slice itself was off its values in the reference, where that was taken into account


class Sums(Protocol):
    """What the rows of a slice lead one to expect: how many they are where all are alike, else a sum."""

    total: float
    least: float

    def sums(self, attributes: tuple[int, ...], codes: NDArray[np.int64]) -> Numbers:
        """Of slices over the same attributes, in rising order; `codes` has one row for each."""
        ...


class Scan:
    """One search. `failing` are the failures of a table, `weights` how many rows each of them stands for, and `usual`
    what all rows lead one to expect.
    """

    def __init__(
        self,
        failing: Coded,
        weights: Numbers,
        usual: Sums,
        baseline: Baseline,
        penalties: Sequence[float],
        failures_min: int,
    ) -> None:
        self._failing, self._usual, self._baseline, self._penalties = failing, usual, baseline, penalties
        self._failures_min = failures_min
        self._weights, self._failures = weights, float(weights.sum())
        self._pasts: dict[tuple[Literal, ...], tuple[float, float] | None] = {}

    def best(self, bar: float) -> Found | None:
        """Of the slices with a score above `bar` the one that explains most; of equal ones the one found first."""
        found: Found | None = None
        self._bar = self._most = bar
        weights = self._weights
        ones = groups = first_level(self._failing.columns, self._failing.cards, weights, self._matters(0))
        for level in range(len(self._penalties)):
            order = sorted(groups, key=lambda group: -float(group.errors.max(initial=0)))
            for group in order:
                found = self._better(group, level) or found
            if level + 1 == len(self._penalties):
                break
            keep = self._matters(level + 1)
            parents = [group.only(keep(group.errors)) for group in groups]
            ones = parents if level == 0 else ones
            groups = next_level([group for group in parents if len(group.errors)], ones, weights, keep)
        return found

    def _matters(self, level: int) -> "_Matters":
        """Whether a slice of this level, or a part of it, could explain most: were all its rows failures."""
        return _Matters(self, min(self._penalties[level:]))

    def bound(self, failures: Numbers) -> Numbers:
        """The ratio of a slice that holds nothing but its failures, each on the least expected row."""
        return self._explained(failures, failures * self._usual.least)

    def _explained(self, failures: Numbers, expected: Numbers) -> Numbers:
        return ratio(failures, *self._against(failures, expected, np.zeros(len(failures))))

    def _against(self, failures: Numbers, expected: Numbers, doubt: Numbers) -> tuple[Numbers, Numbers]:
        """What is expected at the rate of the rest, whose own doubt counts too; half a failure is added to the rest."""
        rest = self._failures - failures + 0.5
        others = np.maximum(self._usual.total - expected, 1e-9)
        return expected * rest / others, 1 / (doubt + 1 / rest)

    def _better(self, group: Group, level: int) -> Found | None:
        penalty = self._penalties[level]
        kept = self._matters(level)(group.errors)
        if not kept.any():
            return None
        codes, errors = group.codes[kept], group.errors[kept]
        expected = self._usual.sums(group.attributes, codes)
        doubt = self._baseline.doubt(group.attributes, codes)
        explained = self._explained(errors, expected) - penalty
        sure = ratio(errors, *self._against(errors, expected, doubt)) - penalty > self._bar
        found = None
        for index in np.argsort(-explained, kind="stable"):
            if explained[index] <= self._most:
                break
            if not sure[index]:
                continue
            literals = tuple(zip(group.attributes, map(int, codes[index]), strict=True))
            one = self._weighed(literals, errors[index], expected[index], doubt[index], penalty)
            if one.score > self._bar and one.explained > self._most:
                self._most, found = one.explained, one
        return found

    def _weighed(
        self, literals: tuple[Literal, ...], failures: float, expected: float, doubt: float, penalty: float
    ) -> Found:
        """By its values, or by what it or its parts were in the reference, whichever says least: two values may always
        have been bad together, which their single factors cannot say.
        """
        ways = [(1.0, doubt)]
        for count in range(2, len(literals) + 1):
            for part in combinations(literals, count):
                if (past := self._past(part)) is not None:
                    ways.append(own_factor(*past))
        factors, doubts = np.array(ways).T
        same = np.full(len(ways), failures)
        means, known = self._against(same, expected * factors, doubts)
        ratios = ratio(same, means, known)
        least = int(ratios.argmin())
        mean, of, factor = (float(some[least]) for some in (means, known, factors))
        explained = float(self._explained(same, expected * factors).min())
        score = float(ratios[least])
        return Found(literals, score - penalty, explained - penalty, penalty, round(failures), mean, of, factor)

    def _past(self, part: tuple[Literal, ...]) -> tuple[float, float] | None:
        if part not in self._pasts:
            self._pasts[part] = self._baseline.history(part)
        return self._pasts[part]


class _Matters:
    def __init__(self, scan: Scan, penalty: float) -> None:
        self._scan, self._penalty = scan, penalty

    def __call__(self, failures: Numbers) -> Mask:
        enough: Mask = failures >= self._scan._failures_min
        if enough.any():
            enough[enough] = self._scan.bound(failures[enough]) - self._penalty > self._scan._most
        return enough


def own_factor(failures: float, expected: float) -> tuple[float, float]:
    """By how much a slice was off its expectation in the reference, and the relative variance of that."""
    known = failures + PRIOR_FAILURES
    return known / (expected + PRIOR_FAILURES), 1 / known


def penalties(cards: Sequence[int], max_literals: int) -> list[float]:
    """For 1, 2, ... literals: the log of the number of slices there could be, and of the number of levels.

    Never less for more literals, though of few attributes there may be fewer long slices than short ones: else a value
    that all rows have would be named beside every cause.
    """
    counts = [1.0] + [0.0] * max_literals
    for card in cards:
        for level in range(max_literals, 0, -1):
            counts[level] += counts[level - 1] * card
    levels = [count for count in counts[1:] if count]
    most = accumulate(levels, max)
    return [math.log(count) + math.log(len(levels)) for count in most]
