"""The k slices that score highest, exactly: every other one is proved to score no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappush, heapreplace

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused

from .bitmaps import Bitmaps
from .coded import Coded, Literal, Numbers
from .levels import Group, first_level, next_level
from .scores import SCORES, Score

_AT_ONCE = 64  # slices are counted so many at a time, best bound first: each batch raises the bar for the next
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
    return _search(table, failing, weights, scored, _Best(k), max_literals)


def _search(
    table: Coded, failing: NDArray[np.int64], weights: Numbers, score: Score, best: _Best, max_literals: int
) -> tuple[Slice, ...]:
    bitmaps = Bitmaps(table)
    columns = [column[failing] for column in table.columns]

    def matters(errors: Numbers) -> NDArray[np.bool_]:
        bound = score.bound(errors)
        return (bound > 0) & (bound >= best.bar)

    ones = groups = first_level(columns, table.cards, weights, matters)
    for level in range(1, max_literals + 1):
        large = _count(groups, bitmaps, score, best)
        if level == max_literals:
            break
        parents = [group.only(kept & matters(group.errors)) for group, kept in zip(groups, large, strict=True)]
        if level == 1:
            ones = parents  # in the order of the attributes, one each
        groups = next_level([group for group in parents if len(group.errors)], ones, weights, matters)
    return best.in_order()


def _count(groups: Sequence[Group], bitmaps: Bitmaps, score: Score, best: _Best) -> list[NDArray[np.bool_]]:
    """Offer the slices that may be among the best. Says for each whether it may still be large enough for parts."""
    large = [np.ones(len(group.errors), np.bool_) for group in groups]
    bounds = [score.bound(group.errors) for group in groups]
    owner = np.repeat(np.arange(len(groups)), [len(bound) for bound in bounds])
    index = np.concatenate([np.arange(len(bound)) for bound in bounds]) if groups else owner
    bound = np.concatenate(bounds) if groups else np.zeros(0)
    order = np.argsort(-bound, kind="stable")
    for begin in range(0, len(order), _AT_ONCE):
        some = order[begin : begin + _AT_ONCE]
        some = some[(bound[some] > 0) & (bound[some] >= best.bar)]
        if not len(some):
            break
        slices = [groups[owner[i]].literals(int(index[i])) for i in some]
        errors = np.array([groups[owner[i]].errors[index[i]] for i in some])
        sizes = bitmaps.sizes(slices)
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
