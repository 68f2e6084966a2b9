"""The rows of a lesson week by week, counted from its change, so that no week lies on both sides of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.facts import Moment
from amends.learning.cusum import path
from amends.learning.days import date_of, day_of
from amends.learning.rates import Count
from amends.learning.rows import Rows, split
from amends.learning.watched import Watched

WEEK_DAYS: Final = 7
FOUR_WEEKS_DAYS: Final = 28
POINTS_MAX: Final = 60
_PLACES_MAX: Final = 400  # of the chart's path


@dataclass(frozen=True, slots=True)
class Point:
    """One week (or four) of a lesson, and of its control. `number` is counted from the change: below 0 is before it."""

    number: int
    first: str  # its first day, "2026-05-04"
    here: Count
    beside: Count


@dataclass(frozen=True, slots=True)
class Walk:
    """The evidence of the chart after these contacts, the highest of each stretch. `at` are contacts since the change,
    in days `day`; `highest` is the highest of all.
    """

    at: tuple[int, ...]
    evidence: tuple[float, ...]
    days: tuple[str, ...]
    limit: float
    signal: int | None
    contacts: int


def width_of(rows: Rows) -> int:
    """Weeks, or four weeks where there would be too many of them."""
    if not len(rows.at):
        return WEEK_DAYS
    weeks = (int(rows.at.max()) - int(rows.at.min())) / (WEEK_DAYS * 86_400_000_000)
    return WEEK_DAYS if weeks <= POINTS_MAX else FOUR_WEEKS_DAYS


def points(rows: Rows, since: Moment, zone: ZoneInfo, width_days: int) -> tuple[Point, ...]:
    """One for every week that has rows, the oldest first. A row of the moment of the change is after it."""
    if not len(rows.at):
        return ()
    change = int(day_of(np.array([since], np.int64), zone)[0])
    number = (day_of(rows.at, zone) - change) // width_days
    number = np.where(rows.at < since, np.minimum(number, -1), np.maximum(number, 0))
    inside = np.ones(len(rows.at), np.bool_) if rows.control is None else ~rows.control
    found = []
    for one in np.unique(number).tolist():
        there = number == one
        first = date_of(change + one * width_days).isoformat()
        found.append(Point(one, first, _count(rows, there & inside), _count(rows, there & ~inside)))
    return tuple(found)


def walk(rows: Rows, since: Moment, zone: ZoneInfo, watched: Watched) -> Walk | None:
    """The path of the chart since it began to watch; None where it watches nothing yet."""
    chart, after = watched.chart, split(rows, since, zone)[0].after
    if chart is None or watched.begin >= len(after.failed):
        return None
    evidence = path(after.failed[watched.begin :], chart.usual, chart.watched_for)
    signal = None if watched.signal is None else watched.signal.at
    places = _places(evidence, None if signal is None else signal - watched.begin)
    return Walk(
        at=tuple(watched.begin + place + 1 for place in places),
        evidence=tuple(float(evidence[place]) for place in places),
        days=tuple(date_of(int(after.day[watched.begin + place])).isoformat() for place in places),
        limit=chart.limit,
        signal=None if signal is None else signal + 1,
        contacts=len(after.failed),
    )


def _places(evidence: NDArray[np.float64], signal: int | None) -> Sequence[int]:
    """Where the path is drawn: everywhere, or the highest place of each stretch and the signal: no reaching of the
    limit is left out.
    """
    if len(evidence) <= _PLACES_MAX:
        return range(len(evidence))
    edges = np.linspace(0, len(evidence), _PLACES_MAX + 1).astype(int)
    found = {int(low + np.argmax(evidence[low:high])) for low, high in pairwise(edges.tolist())}
    return sorted(found | {len(evidence) - 1} | (set() if signal is None else {signal}))


def _count(rows: Rows, there: NDArray[np.bool_]) -> Count:
    return Count(int(rows.failed[there].sum()), int(there.sum()))
