"""The k slices that score highest, exactly: every other one is proved to score no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappush, heapreplace

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused

from .bitmaps import Bitmaps
from .coded import Coded, Literal, Numbers
from .counts import Counts
from .levels import Group, first_level, next_level
from .scores import SCORES, Score

_AT_ONCE = 64  # slices are counted so many at a time, best bound first: each batch raises the bar for the next
_ASKED_AT_ONCE = 10_000  # so many where each time is a read of the whole table
_Order = tuple[float, int, tuple[Literal, ...]]


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows that share some values. `errors` is the sum of their errors, `rows` how many they are."""

    literals: tuple[Literal, ...]
    score: float
    errors: float
    rows: int


class _Best:
    """The best k so far. Of equal scores the shorter slice goes first, then the one whose values come first."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._heap: list[tuple[_Order, Slice]] = []

    @property
    def bar(self) -> float:
        """What a slice must reach to matter."""
        return self._heap[0][0][0] if len(self._heap) == self._count else 0.0

    def offer(self, found: Slice) -> None:
        negative = tuple((-attribute, -code) for attribute, code in found.literals)
        item = ((found.score, -len(found.literals), negative), found)
        if len(self._heap) < self._count:
            heappush(self._heap, item)
        elif item[0] > self._heap[0][0]:
            heapreplace(self._heap, item)

    def in_order(self) -> tuple[Slice, ...]:
        return tuple(found for _, found in sorted(self._heap, key=lambda item: item[0], reverse=True))


def top_slices(
    table: Coded,
    errors: Sequence[float] | NDArray[np.float64],
    *,
    k: int = 10,
    score: str = "sliceline",
    alpha: float = 0.95,
    min_support: int = 50,
    max_literals: int = 3,
) -> tuple[Slice, ...]:
    """The k best slices of at least `min_support` rows with a score above 0, best first. Exact.

    `errors` is the error of each row, 0 for none. `score` is sliceline, llr (errors of 0 and 1 only) or wracc; `alpha`
    is SliceLine's weight of the errors against the size. Raises Refused for errors below 0 or that are no numbers.
    """
    weights = check_errors(np.asarray(errors, np.float64), table.rows_count, score)
    failing = np.flatnonzero(weights)
    if not len(failing) or k < 1:
        return ()
    weights = weights[failing]
    scored = SCORES[score](table.rows_count, float(weights.sum()), float(weights.max()), max(min_support, 1), alpha)
    return _search(table.take(failing), weights, Bitmaps(table), scored, _Best(k), max_literals)


def top_slices_of(
    failing: Coded,
    errors: Numbers,
    rows: int,
    counts: Counts,
    *,
    k: int = 10,
    score: str = "sliceline",
    alpha: float = 0.95,
    min_support: int = 50,
    max_literals: int = 3,
) -> tuple[Slice, ...]:
    """The same list where only the `failing` rows, with an error above 0, are at hand, of so many `rows` in all.

    The sizes of all slices that their errors leave in question are asked of `counts` at once: with SliceLine's score
    a single time nearly always, with the others again while one of those not yet asked about could be among the best.
    """
    weights = check_errors(errors, failing.rows_count, score)
    if not len(weights) or k < 1:
        return ()
    scored = SCORES[score](rows, float(weights.sum()), float(weights.max()), max(min_support, 1), alpha)
    best = _Best(k)

    def matters(some: Numbers) -> NDArray[np.bool_]:
        return scored.bound(some) > 0

    levels = [first_level(failing.columns, failing.cards, weights, matters)]
    while levels[-1] and len(levels) < max_literals:
        levels.append(next_level([group for group in levels[-1] if len(group.errors)], levels[0], weights, matters))
    _count([group for level in levels for group in level], counts, scored, best, _ASKED_AT_ONCE)
    return best.in_order()


def _search(
    failing: Coded, weights: Numbers, counts: Counts, score: Score, best: _Best, max_literals: int
) -> tuple[Slice, ...]:
    """Level by level, where counting is cheap: what is already found spares the making of longer slices."""

    def matters(errors: Numbers) -> NDArray[np.bool_]:
        bound = score.bound(errors)
        return (bound > 0) & (bound >= best.bar)

    ones = groups = first_level(failing.columns, failing.cards, weights, matters)
    for level in range(1, max_literals + 1):
        large = _count(groups, counts, score, best, _AT_ONCE)
        if level == max_literals:
            break
        parents = [group.only(kept & matters(group.errors)) for group, kept in zip(groups, large, strict=True)]
        if level == 1:
            ones = parents  # in the order of the attributes, one each
        groups = next_level([group for group in parents if len(group.errors)], ones, weights, matters)
    return best.in_order()


def _count(groups: Sequence[Group], counts: Counts, score: Score, best: _Best, at_once: int) -> list[NDArray[np.bool_]]:
    """Offer the slices that may be among the best. Says for each whether it may still be large enough for parts."""
    large = [np.ones(len(group.errors), np.bool_) for group in groups]
    bounds = [score.bound(group.errors) for group in groups]
    owner = np.repeat(np.arange(len(groups)), [len(bound) for bound in bounds])
    index = np.concatenate([np.arange(len(bound)) for bound in bounds]) if groups else owner
    bound = np.concatenate(bounds) if groups else np.zeros(0)
    order = np.argsort(-bound, kind="stable")
    for begin in range(0, len(order), at_once):
        some = order[begin : begin + at_once]
        some = some[(bound[some] > 0) & (bound[some] >= best.bar)]
        if not len(some):
            break
        slices = [groups[owner[i]].literals(int(index[i])) for i in some]
        errors = np.array([groups[owner[i]].errors[index[i]] for i in some])
        sizes = counts.sizes(slices)
        for i, literals, error, size, value in zip(some, slices, errors, sizes, score.of(errors, sizes), strict=True):
            if size < score.support:
                large[owner[i]][index[i]] = False
            elif value > 0:
                best.offer(Slice(literals, float(value), float(error), int(size)))
    return large


def check_errors(errors: Numbers, rows: int, score: str) -> Numbers:
    """The same errors. Raises Refused for what is no error: below 0, not a number, or not one for each row."""
    if score not in SCORES:
        raise Refused(Problem("--score", "is no score", f"Choose one of {', '.join(SCORES)}", value=score))
    if len(errors) != rows:
        raise Refused(Problem("errors", f"are {len(errors)} for {rows} rows", "Give one for each row"))
    wrong = np.flatnonzero(~np.isfinite(errors) | (errors < 0))
    if len(wrong):
        step = "Errors are numbers from 0; leave rows out whose error is not known"
        raise Refused(Problem("errors", f"of row {wrong[0] + 1} are no error", step, value=str(errors[wrong[0]])))
    if score == "llr" and not np.isin(errors, (0, 1)).all():
        raise Refused(Problem("--score llr", "needs errors of 0 and 1", "Choose sliceline or wracc"))
    return errors
