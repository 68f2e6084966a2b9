"""Exposure of everybody at once: points, the load after each contact, and the total of the day, for millions of rows.

The same arithmetic as `exposure_step.py`. Both sums are bidiagonal systems, x[i] - d[i] x[i-1] = e[i], which BLAS
solves by the very recursion, in one pass: nothing is scaled up and nothing cancels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import MINUTE_US
from amends.link.chains.order import in_chains

from .weights import Weights

Numbers = NDArray[np.float64]
Times = NDArray[np.int64]
BLOCK_ROWS: Final = 1 << 14  # what is worked on at once stays in the cache of a core


@dataclass(frozen=True, slots=True)
class Rows:
    """Contacts as columns. `agent` numbers people from 0, -1 leaves a row out; `said` and `channel` are points and
    factors already. `ids` settle which of two at one moment came first; without them it is the order of the rows.
    """

    agent: NDArray[np.int32]
    at: Times  # when it was over, microseconds UTC
    channel: Numbers  # the factor
    said: Numbers  # the points of what was said, the own tap where there is one
    not_fixable: NDArray[np.bool_]
    repeat: NDArray[np.bool_]
    ids: Callable[[NDArray[np.int32]], Sequence[str]] | None = None  # the ids of these rows
    began: Times | None = None


@dataclass(frozen=True, slots=True)
class Exposures:
    """For each row, in its place; NaN in rows that were left out. The last two are every other number of one array."""

    points: Numbers
    load_after: Numbers
    shift_total: Numbers


@dataclass(slots=True)
class _Last:
    """The contact before the block."""

    at: int = 0
    hard: bool = False
    day: int = -1
    load: float = 0.0
    total: float = 0.0


def exposures(rows: Rows, weights: Weights, borders: Times) -> Exposures:
    """All at once; `borders` of days as told by `day_borders`. With `ids` the order of the rows changes nothing."""
    order, again, times = _order(rows)
    marked = _marked(rows, weights)
    after = np.empty(len(marked), np.complex128)  # load and total side by side: one way to memory instead of two
    last = _Last()
    for begin in range(0, len(order), BLOCK_ROWS):
        some = order[begin : begin + BLOCK_ROWS].astype(np.intp)
        at, follows = times[begin : begin + BLOCK_ROWS], again[begin : begin + BLOCK_ROWS]
        mine = marked.take(some)
        hard, mine = np.signbit(mine), np.abs(mine)
        since = (at - _before(at, last.at)) / MINUTE_US
        twice = follows & hard & _before(hard, last.hard) & (since <= weights.again_within_minutes)
        if twice.any():
            mine[twice] *= weights.again_factor
            marked[some[twice]] = mine[twice]
        idle = since if rows.began is None else (rows.began[some] - _before(at, last.at)) / MINUTE_US
        day = np.searchsorted(borders, at, side="right")
        loads = summed(_left(since, idle, weights) * follows, mine, last.load)
        totals = summed((follows & (day == _before(day, last.day))).astype(np.float64), mine, last.total)
        both = np.empty(len(some), np.complex128)
        both.real, both.imag = loads, totals
        after[some] = both
        last = _Last(int(at[-1]), bool(hard[-1]), int(day[-1]), float(loads[-1]), float(totals[-1]))
    np.abs(marked, out=marked)
    if len(order) < len(marked):
        marked[rows.agent < 0] = np.nan
        after[rows.agent < 0] = complex(np.nan, np.nan)
    return Exposures(marked, after.real, after.imag)


def summed(decay: Numbers, points: Numbers, before: float = 0.0) -> Numbers:
    """x[i] = decay[i] x[i-1] + points[i], where x[-1] is `before`."""
    from scipy.linalg.blas import dtbsv

    begun = points.copy()
    begun[:1] += decay[:1] * before
    band = np.ones((2, len(points)), order="F")
    np.negative(decay[1:], out=band[1, :-1])
    return np.asarray(dtbsv(1, band, begun, lower=1, diag=1, overwrite_x=1), np.float64)


def _marked(rows: Rows, weights: Weights) -> Numbers:
    """Points before the rule of two hard ones running; the sign says whether it was hard, so that one column is
    gathered and not two.
    """
    marked = np.empty(len(rows.at))
    for begin in range(0, len(marked), BLOCK_ROWS):
        some = slice(begin, begin + BLOCK_ROWS)
        said = rows.said[some]
        points = said + weights.could_not_be_fixed * rows.not_fixable[some]
        points += weights.inherited_repeat * rows.repeat[some]
        points *= rows.channel[some]
        marked[some] = np.copysign(points, np.where(said >= weights.again_from, -1.0, 1.0))
    return marked


def _left(since: Numbers, idle: Numbers, weights: Weights) -> Numbers:
    """What share of the load is left after so many minutes, of which `idle` were without a contact."""
    half_lives = np.maximum(since, 0.0) / weights.half_life_minutes
    if weights.pause_minutes > 0:
        half_lives[idle >= weights.pause_minutes] += weights.pause_half_lives
    return np.asarray(np.exp2(-half_lives), np.float64)


def _before(column: NDArray[Any], last: Any) -> NDArray[Any]:
    """Each row's predecessor."""
    shifted = np.empty_like(column)
    shifted[0], shifted[1:] = last, column[:-1]
    return shifted


def _order(rows: Rows) -> tuple[NDArray[np.int32], NDArray[np.bool_], Times]:
    """The rows by agent, time and id, where one follows another of the same agent, and their times in this order."""
    ordered = in_chains(rows.agent, rows.at)
    order, again = ordered.rows, ordered.again
    times = np.empty(len(order), np.int64)
    for begin in range(0, len(order), BLOCK_ROWS):
        times[begin : begin + BLOCK_ROWS] = rows.at.take(order[begin : begin + BLOCK_ROWS].astype(np.intp))
    if rows.ids is None or not len(order):
        return order, again, times
    same = np.zeros(len(order), np.bool_)
    np.equal(times[1:], times[:-1], out=same[1:])
    same &= again
    if not same.any():
        return order, again, times
    run = same.copy()
    run[:-1] |= same[1:]
    places = np.flatnonzero(run)
    some = order[places]
    ids = np.array(rows.ids(some))
    lengths = np.strings.str_len(ids)
    order[places] = some[np.lexsort((ids, lengths, np.cumsum(~same[places])))]  # c9 before c10
    return order, again, times
