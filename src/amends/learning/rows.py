"""The contacts that a lesson is judged on, in the order in which they happened, before and after the change."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import Moment

from .days import Days, by_day, day_of
from .in_order import in_order
from .rates import Count


@dataclass(frozen=True, slots=True)
class Rows:
    """`at` in microseconds UTC, and whether an independent witness saw the mistake. `control` marks the rows where
    nothing was changed; None without a control.
    """

    at: NDArray[np.int64]
    failed: NDArray[np.bool_]
    control: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Contacts of one slice on one side of the change, in order, each with the number of its day."""

    at: NDArray[np.int64]
    failed: NDArray[np.bool_]
    day: NDArray[np.int64]

    @property
    def count(self) -> Count:
        """How many failed."""
        return Count(int(self.failed.sum()), len(self.failed))

    @property
    def days(self) -> Days:
        """By day."""
        return by_day(self.day, self.failed)

    def until(self, at: int) -> Count:
        """Those that had happened by this moment, it included."""
        size = int(np.searchsorted(self.at, at, side="right"))
        return Count(int(self.failed[:size].sum()), size)


@dataclass(frozen=True, slots=True)
class Sides:
    """One slice, before the change and from its very moment on."""

    before: Part
    after: Part


def split(rows: Rows, since: Moment, zone: ZoneInfo) -> tuple[Sides, Sides | None]:
    """The population of the lesson, and its control where there is one."""
    if rows.control is None:
        return _sides(rows.at, rows.failed, since, zone), None
    here = ~rows.control
    return (
        _sides(rows.at[here], rows.failed[here], since, zone),
        _sides(rows.at[rows.control], rows.failed[rows.control], since, zone),
    )


def _sides(at: NDArray[np.int64], failed: NDArray[np.bool_], since: Moment, zone: ZoneInfo) -> Sides:
    order = in_order(at, failed)
    at, failed = at[order], failed[order]
    day = day_of(at, zone)
    first = int(np.searchsorted(at, since, side="left"))
    return Sides(
        Part(at[:first], failed[:first], day[:first]),
        Part(at[first:], failed[first:], day[first:]),
    )
