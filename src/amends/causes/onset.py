"""Since when a slice fails, and until when: one spell of days, or of hours, with a higher failure rate, by maximum
likelihood.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US, Moment

from .coded import Mask, Numbers

DROP_95 = 1.9207  # half the 95 % point of chi-square with one degree of freedom
_BINS_MAX = 2_400  # all pairs of beginning and end are tried, for 100 days by the hour: a longer time has wider bins
_AT_ONCE = 128  # beginnings


@dataclass(frozen=True, slots=True)
class Turn:
    """A day or hour (its first moment, UTC) in which the rate turned, and those between which it did with 95 %."""

    at: Moment
    lo: Moment
    hi: Moment


@dataclass(frozen=True, slots=True)
class Spell:
    """`onset` is the first bad day or hour, None if bad from the first row on; `end` the first good one after it."""

    onset: Turn | None
    end: Turn | None


def find_spell(at: NDArray[np.int64], failed: Mask, *, bin_us: int = DAY_US, counts: Numbers | None = None) -> Spell:
    """When the rows of a slice, at these microseconds, began to fail and when they stopped: the day, or the hour where
    `bin_us` is that of an hour. A time of more than 2,400 of them is seen in bins of several. Each row may stand for
    so many as `counts` says.

    A turn is told only where it explains the rows so much better that chance, of all the bins it could be, does not.
    """
    if not len(at):
        return Spell(None, None)
    first = int(at.min()) // bin_us
    bins = at // bin_us - first
    width = -(-(int(bins.max()) + 1) // _BINS_MAX)
    bins //= width
    rows = np.bincount(bins, counts).astype(np.float64)
    weights = None if counts is None else counts[failed]
    failures = np.bincount(bins[failed], weights, minlength=len(rows)).astype(np.float64)
    onset, end = turns(failures, rows)

    def turn(found: tuple[int, int, int] | None) -> Turn | None:
        return None if found is None else Turn(*(Moment((first + bin_ * width) * bin_us) for bin_ in found))

    return Spell(turn(onset), turn(end))


def turns(failures: Numbers, rows: Numbers) -> tuple[tuple[int, int, int] | None, tuple[int, int, int] | None]:
    """Onset and end as (best, earliest, latest) bin; None where there is none. `failures` and `rows` of each bin.

    Measured over 90 days at 8 rows a day and 0.3 % before, 30 % after: see `bench/causes.py`.
    """
    pairs = _pairs(failures, rows)
    needed = np.log(len(rows)) + DROP_95
    single = max(pairs.only_onset.max(initial=-np.inf), pairs.only_end.max(initial=-np.inf))
    if pairs.onset.max(initial=-np.inf) > max(single, pairs.none) + needed:
        return _interval(pairs.onset, 1), _interval(pairs.end, 0)
    if single <= pairs.none + needed:
        return None, None
    if pairs.only_onset.max(initial=-np.inf) >= single:
        return _interval(pairs.only_onset, 1), None
    return None, _interval(pairs.only_end, 0)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Log likelihoods, -inf where a spell is not worse than the rest: of `none`; of a spell from bin 1, 2 ... to the
    last (`only_onset`) or from the first until bin 0, 1 ... (`only_end`); of the best that begins or ends there.
    """

    none: float
    only_onset: Numbers
    only_end: Numbers
    onset: Numbers
    end: Numbers


def _pairs(failures: Numbers, rows: Numbers) -> _Pairs:
    """All spells from a bin until another, not included; so many beginnings at once that memory stays small."""
    count = len(rows)
    all_failures, all_rows = np.append(0.0, np.cumsum(failures)), np.append(0.0, np.cumsum(rows))
    only_onset, onset = np.full((2, count - 1), -np.inf)
    only_end, end = np.full((2, count), -np.inf)
    for begin in range(0, count, _AT_ONCE):
        firsts = np.arange(begin, min(begin + _AT_ONCE, count))
        found = _spells(all_failures, all_rows, firsts)
        if begin == 0:
            only_end, found, firsts = found[0, :count], found[1:], firsts[1:]
        only_onset[firsts - 1] = found[:, count]
        onset[firsts - 1] = found[:, :count].max(axis=1, initial=-np.inf)
        np.maximum(end, found[:, :count].max(axis=0, initial=-np.inf), out=end)
    none = float(_likelihood(all_failures[-1:], all_rows[-1:])[0])
    return _Pairs(none, only_onset, only_end, onset, end)


def _spells(all_failures: Numbers, all_rows: Numbers, firsts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log likelihood of a bad spell from each of `firsts` until each bin, given the sums until each bin."""
    bad = all_failures[None, :] - all_failures[firsts, None]
    of = all_rows[None, :] - all_rows[firsts, None]
    others, rest = all_failures[-1] - bad, all_rows[-1] - of
    spell = (np.arange(len(all_rows))[None, :] > firsts[:, None]) & (bad * rest > others * of)
    found = np.full_like(bad, -np.inf)
    found[spell] = _likelihood(bad[spell], of[spell]) + _likelihood(others[spell], rest[spell])
    return found


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
