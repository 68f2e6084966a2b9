"""Since when a slice fails, and until when: one spell of days with a higher failure rate, by maximum likelihood."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US, Moment

from .coded import Mask, Numbers

DROP_95 = 1.9207  # half the 95 % point of chi-square with one degree of freedom
_BINS_MAX = 1_500  # all pairs of beginning and end are tried: a longer time has wider bins
_Pairs = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Turn:
    """A day (its first moment, UTC) on which the rate turned, and the days between which it did with 95 %."""

    at: Moment
    lo: Moment
    hi: Moment


@dataclass(frozen=True, slots=True)
class Spell:
    """`onset` is the first bad day, None if it was bad from the first row on; `end` the first good one after it."""

    onset: Turn | None
    end: Turn | None


def find_spell(at: NDArray[np.int64], failed: Mask) -> Spell:
    """When the rows of a slice, at these microseconds, began to fail and when they stopped.

    A turn is told only where it explains the days so much better that chance, of all the days it could be, does not.
    """
    if not len(at):
        return Spell(None, None)
    first = int(at.min()) // DAY_US
    days = at // DAY_US - first
    width = -(-(int(days.max()) + 1) // _BINS_MAX)
    bins = days // width
    rows = np.bincount(bins).astype(np.float64)
    failures = np.bincount(bins[failed], minlength=len(rows)).astype(np.float64)
    onset, end = turns(failures, rows)

    def turn(found: tuple[int, int, int] | None) -> Turn | None:
        return None if found is None else Turn(*(Moment((first + bin_ * width) * DAY_US) for bin_ in found))

    return Spell(turn(onset), turn(end))


def turns(failures: Numbers, rows: Numbers) -> tuple[tuple[int, int, int] | None, tuple[int, int, int] | None]:
    """Onset and end as (best, earliest, latest) bin; None where there is none. `failures` and `rows` of each bin.

    Measured over 90 days at 8 rows a day and 0.3 % before, 30 % after: see `bench/causes.py`.
    """
    count = len(rows)
    pairs, alike = _pairs(failures, rows)
    needed = np.log(count) + DROP_95
    only_onset, only_end, both = pairs[1:, count], pairs[0, :count], pairs[1:, :count]
    single = max(only_onset.max(initial=-np.inf), only_end.max(initial=-np.inf))
    if both.max(initial=-np.inf) > max(single, alike) + needed:
        return _interval(both.max(axis=1), 1), _interval(both.max(axis=0), 0)
    if single <= alike + needed:
        return None, None
    if only_onset.max(initial=-np.inf) >= single:
        return _interval(only_onset, 1), None
    return None, _interval(only_end, 0)


def _pairs(failures: Numbers, rows: Numbers) -> tuple[_Pairs, float]:
    """Log likelihood of a bad spell from bin i until bin j (not included), and of none; -inf where it is not worse."""
    all_failures, all_rows = np.append(0.0, np.cumsum(failures)), np.append(0.0, np.cumsum(rows))
    bad = all_failures[None, :] - all_failures[:, None]
    of = all_rows[None, :] - all_rows[:, None]
    others, rest = all_failures[-1] - bad, all_rows[-1] - of
    spell = np.triu(np.ones_like(bad, np.bool_), 1) & (bad * rest > others * of)
    found = np.full_like(bad, -np.inf)
    found[spell] = _likelihood(bad[spell], of[spell]) + _likelihood(others[spell], rest[spell])
    alike = _likelihood(all_failures[-1:], all_rows[-1:])
    return found, float(alike[0])


def _likelihood(failures: Numbers, rows: Numbers) -> Numbers:
    good = rows - failures
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(failures > 0, failures * np.log(failures / rows), 0.0) + np.where(
            good > 0, good * np.log(good / rows), 0.0
        )


def _interval(likelihood: Numbers, offset: int) -> tuple[int, int, int]:
    """The likeliest bin, of equal ones the last, and the first and last that are not too unlikely."""
    near = np.flatnonzero(likelihood >= likelihood.max() - DROP_95)
    best = np.flatnonzero(likelihood == likelihood.max())[-1]
    return int(best) + offset, int(near[0]) + offset, int(near[-1]) + offset
