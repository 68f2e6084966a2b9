"""Which day a moment belongs to, by the clock on the wall: 23 or 25 hours where clocks change."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US, Moment, datetime_of, moment_of

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time
_DAYS_MAX: Final = 40_000  # a century: beyond it only the days that occur are asked for


def day_borders(at: NDArray[np.int64], zone: ZoneInfo, begins: str = "00:00") -> NDArray[np.int64]:
    """The instants at which the days around these moments (microseconds UTC) begin, at `begins` by the zone's clock.

    `np.searchsorted(borders, at, side="right")` is then a number that differs where, and only where, the day does.
    """
    if not len(at):
        return np.zeros(0, np.int64)
    first, last = int(at.min()) // DAY_US, int(at.max()) // DAY_US
    near = np.arange(first - 2, last + 3)
    if len(near) > _DAYS_MAX:
        there = np.unique(at // DAY_US)
        near = np.unique(np.concatenate([there + shift for shift in (-2, -1, 0, 1, 2)]))
    walls = (datetime.combine(_EPOCH.date() + timedelta(days=int(day)), _clock(begins), tzinfo=zone) for day in near)
    return np.array([moment_of(wall) for wall in walls], np.int64)


def day_number(at: Moment, zone: ZoneInfo, begins: str = "00:00") -> int:
    """The day of one moment, counted from 1970."""
    today = datetime_of(at, zone).date()
    day = (today - _EPOCH.date()).days
    return day if moment_of(datetime.combine(today, _clock(begins), tzinfo=zone)) <= at else day - 1


def _clock(begins: str) -> time:
    hour, minute = begins.split(":")
    return time(int(hour), int(minute))
