"""The failure rate of a slice over time beside that of all other rows: what a picture of a cause is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US, Moment

from .coded import Literal, Numbers
from .find import FAILED, UNKNOWN, Told

Counts = NDArray[np.int64]
_Z_95 = 1.959963984540054  # the point of the normal distribution with 2.5 % above it


@dataclass(frozen=True, slots=True)
class Point:
    """`day` is its first moment (UTC). `failures` of so many `rows` in the slice, `rest_` of all the others.

    `lo` to `hi` is the 95 % interval of the rate, 0 to 1 where there are no rows: nothing is known then.
    """

    day: Moment
    failures: int
    rows: int
    lo: float
    hi: float
    rest_failures: int
    rest_rows: int
    rest_lo: float
    rest_hi: float


def series(told: Told, literals: Sequence[Literal], *, days_width: int = 1) -> tuple[Point, ...]:
    """One point for every `days_width` days, from the first row of the table to the last, also where there are none.

    Rows without a time and rows with an unknown outcome are in no count. Nothing without times. The intervals are
    Wilson's (1927; Brown, Cai and DasGupta, Statistical Science 2001): near the truth also for few rows and no failure.
    """
    if told.at is None:
        return ()
    kept = (told.outcomes != UNKNOWN) & (told.at >= 0)
    if not kept.any():
        return ()
    days = told.at[kept] // DAY_US
    first = int(days.min())
    bins = (days - first) // days_width
    inside, failed = told.table.inside(literals)[kept], told.outcomes[kept] == FAILED
    counts = [
        np.bincount(bins[mask], minlength=int(bins.max()) + 1)
        for mask in (inside & failed, inside, ~inside & failed, ~inside)
    ]
    limits = [*wilson(counts[0], counts[1]), *wilson(counts[2], counts[3])]
    begins = (first + np.arange(len(counts[0])) * days_width) * DAY_US
    told_by_bin = zip(begins.tolist(), *(each.tolist() for each in (*counts, *limits)), strict=True)
    return tuple(
        Point(Moment(day), failures, rows, lo, hi, rest_failures, rest_rows, rest_lo, rest_hi)
        for day, failures, rows, rest_failures, rest_rows, lo, hi, rest_lo, rest_hi in told_by_bin
    )


def wilson(failures: Counts, rows: Counts) -> tuple[Numbers, Numbers]:
    """The 95 % interval of each rate; 0 to 1 where there are no rows."""
    of = np.maximum(rows, 1).astype(np.float64)
    rate, spread = failures / of, _Z_95**2 / of
    middle = (rate + spread / 2) / (1 + spread)
    half = np.sqrt(spread * (rate * (1 - rate) + spread / 4)) / (1 + spread)
    lo = np.where(failures > 0, middle - half, 0.0)
    hi = np.where((failures < rows) | (rows == 0), middle + half, 1.0)
    return np.where(rows > 0, lo, 0.0), np.where(rows > 0, hi, 1.0)
