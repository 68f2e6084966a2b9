"""How an organisation deals with its mistakes: whether it finds them before its customers do, how fast, and whether
what it changes helps. Of a whole organisation, with intervals; never of a person, and never of a few.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from amends.facts import Moment
from amends.facts.moments import datetime_of, spoken_day

from .effects import Effect
from .lessons import LessonState
from .mistake_words import spoken_seconds
from .mistakes import Mistake
from .rates import Count, rate_interval
from .reports import Report
from .small_groups import K, weeks_of_quarter

PEOPLE_MIN: Final = 8
_MEDIAN_MIN: Final = 6  # with fewer no interval of order statistics holds 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with the exact 95 % interval of the share."""

    count: int
    of: int
    lo: float
    hi: float

    @property
    def words(self) -> str:
        """ "7 of 10 (35 % to 93 %)"."""
        return f"{self.count} of {self.of} ({self.lo:.0%} to {self.hi:.0%})".replace("%", " %")


@dataclass(frozen=True, slots=True)
class Median:
    """The median of so many durations, with its 95 % interval."""

    seconds: float
    lo: float
    hi: float
    of: int

    @property
    def words(self) -> str:
        """ "3 days (2 days to 9 days)"."""
        return f"{spoken_seconds(self.seconds)} ({spoken_seconds(self.lo)} to {spoken_seconds(self.hi)})"


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many confidential reports were made in a quarter that is over; None for fewer than k."""

    name: str  # "2026 Q2"
    reports: int | None


@dataclass(frozen=True, slots=True)
class Culture:
    """The figures from `since` to `until` (not included). Where `held` says why, nothing else is told. A figure is None
    where there is too little for its interval.
    """

    since: Moment
    until: Moment
    held: str = ""
    found_by_us: Share | None = None
    to_find: Median | None = None
    unnoticed: int = 0  # a witness contradicts us, and nobody has acted or asked
    lessons_worked: Share | None = None
    lessons_open: int = 0  # done, and it cannot be told yet
    quarters: tuple[Quarter, ...] = ()

    def sentences(self, zone: ZoneInfo) -> tuple[str, ...]:
        """The figures in words, each with its interval."""
        if self.held:
            return (self.held,)
        told = [f"From {spoken_day(self.since, zone)} until {spoken_day(self.until, zone)}."]
        if self.found_by_us is not None:
            told.append(f"Found by ourselves before the customer told us: {self.found_by_us.words}.")
        if self.to_find is not None:
            told.append(f"Half of all mistakes were found within {self.to_find.words}.")
        if self.unnoticed:
            told.append(f"Seen by a witness, and nobody has acted or asked yet: {self.unnoticed}.")
        if self.lessons_worked is not None:
            told.append(f"Lessons that worked, of those of which it can be told: {self.lessons_worked.words}.")
        if self.lessons_open:
            told.append(f"Lessons of which it cannot be told yet: {self.lessons_open}.")
        said = (f"{f'fewer than {K}' if one.reports is None else one.reports} in {one.name}" for one in self.quarters)
        told += [f"Reports made in confidence: {', '.join(said)}."] if self.quarters else []
        return tuple(told)


def culture(
    mistakes: Iterable[Mistake],
    effects: Iterable[Effect],
    *,
    since: Moment,
    until: Moment,
    people: int,
    quarters: Sequence[Quarter] = (),
) -> Culture:
    """The figures of a group of so many `people`; of fewer than 8 nothing is told. Mistakes count by when they were
    found, those that nobody has noticed by when they happened.
    """
    if people < PEOPLE_MIN:
        words = f"These figures are of {PEOPLE_MIN} people or more: of fewer they would speak of persons."
        return Culture(since, until, held=words)
    told = list(mistakes)
    found = [one for one in told if one.found is not None and since <= one.found < until]
    by_us = [one.found_by_us for one in found if one.found_by_us is not None]
    times = [one.to_find_seconds for one in found if one.to_find_seconds is not None]
    unnoticed = [one for one in told if one.found is None and one.happened is not None]
    done = [one for one in effects if one.lesson.state is LessonState.DONE]
    judged = [one.worked for one in done if one.known]
    return Culture(
        since,
        until,
        found_by_us=share(sum(by_us), len(by_us)),
        to_find=median(times),
        unnoticed=sum(since <= one.happened < until for one in unnoticed if one.happened is not None),
        lessons_worked=share(sum(judged), len(judged)),
        lessons_open=len(done) - len(judged),
        quarters=tuple(quarters),
    )


def self_reports(reports: Iterable[Report], *, now: Moment, zone: ZoneInfo, k: int = K) -> tuple[Quarter, ...]:
    """Confidential reports by quarter, the newest first. One number a quarter, once it is over, and only from k on:
    nobody sees it grow. What the reviewer set aside is not counted; who leads counts like everybody.
    """
    made: Counter[tuple[Moment, Moment]] = Counter()
    for report in reports:
        if not report.excluded:
            weeks = weeks_of_quarter(report.week, zone)
            made[weeks[0][0], weeks[-1][1]] += 1
    closed = sorted((span for span in made if span[1] <= now), reverse=True)
    return tuple(
        Quarter(_name(first, zone), made[first, end] if made[first, end] >= k else None) for first, end in closed
    )


def share(count: int, of: int) -> Share | None:
    """With the exact interval (Clopper and Pearson 1934); None of nothing."""
    if not of:
        return None
    interval = rate_interval(Count(count, of))
    return Share(count, of, interval.lo, interval.hi)


def median(seconds: Sequence[float]) -> Median | None:
    """The median and the order statistics that hold it in 95 % of samples, whatever the distribution (Conover,
    Practical Nonparametric Statistics, section 3.2); None of fewer than six.
    """
    size, ordered = len(seconds), sorted(seconds)
    if size < _MEDIAN_MIN:
        return None
    left = _rank(size)
    middle = (ordered[(size - 1) // 2] + ordered[size // 2]) / 2
    return Median(middle, ordered[left - 1], ordered[size - left], size)


def _rank(size: int) -> int:
    """How far from the ends the two order statistics lie: of so many coins, fewer heads come in 2.5 % of throws."""
    from scipy.special import bdtr

    below = bdtr(np.arange(size // 2), size, 0.5)
    return int(np.searchsorted(below, 0.025, side="right"))


def _name(first: Moment, zone: ZoneInfo) -> str:
    day = datetime_of(first, zone)
    return f"{day.year} Q{(day.month + 2) // 3}"
