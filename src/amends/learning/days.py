"""Rows by the day of their zone: what spells, trends and scatter are seen in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US, MINUTE_US

Times = NDArray[np.int64]
_QUARTER_US: Final = 15 * MINUTE_US  # no zone has turned its clock at another time since 1990
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Counts of each day that has rows, in order. `day` is its number since 1970 in the zone."""

    day: Times
    failed: NDArray[np.float64]
    rows: NDArray[np.float64]

    def only(self, kept: NDArray[np.bool_]) -> "Days":
        """These days."""
        return Days(self.day[kept], self.failed[kept], self.rows[kept])


def by_day(day: Times, failed: NDArray[np.bool_]) -> Days:
    """Counted, whatever the order of the rows."""
    if not len(day):
        return Days(day, np.zeros(0), np.zeros(0))
    first = int(day.min())
    rows = np.bincount(day - first).astype(np.float64)
    bad = np.bincount(day[failed] - first, minlength=len(rows)).astype(np.float64)
    there = np.flatnonzero(rows)
    return Days(there.astype(np.int64) + first, bad[there], rows[there])


def day_of(at: Times, zone: ZoneInfo) -> Times:
    """The number of the day in the zone, of each instant in microseconds UTC: 23 or 25 hours where clocks change."""
    return (at + _shift(at, lambda quarter: _offset(datetime.fromtimestamp(quarter / 1e6, UTC).astimezone(zone)))) // (
        DAY_US
    )


def instants(wall: Times, zone: ZoneInfo) -> Times:
    """The instants of wall times (as if they were UTC). Of an hour that comes twice it is the first one."""
    return wall - _shift(wall, lambda quarter: _offset((_EPOCH + quarter * _MICROSECOND).replace(tzinfo=zone)))


def date_of(day: int) -> date:
    """The date of a day's number."""
    return date(1970, 1, 1) + timedelta(days=int(day))


def _shift(at: Times, offset: Callable[[int], int]) -> Times:
    """The offset at each time, asked once for each quarter of an hour that occurs."""
    if not len(at):
        return at
    quarter = at // _QUARTER_US
    first = int(quarter.min())
    span = int(quarter.max()) - first + 1
    if span <= 4 * len(at) + 100_000:
        there = np.flatnonzero(np.bincount(quarter - first, minlength=span))
        table = np.zeros(span, np.int64)
        table[there] = [offset((int(one) + first) * _QUARTER_US) for one in there]
        return table[quarter - first]
    some, place = np.unique(quarter, return_inverse=True)
    return np.array([offset(int(one) * _QUARTER_US) for one in some], np.int64)[place]


def _offset(at: datetime) -> int:
    return (at.utcoffset() or timedelta()) // _MICROSECOND
