"""Small groups: what others may read of confidential reports, so that nobody is guessed better than one in k.

Who guesses knows how many contacts everybody took: whoever took most is his best guess, and heads alone protect nobody
(one of five who took half of all contacts is guessed every second time). And whoever guesses may be one of them: he
knows that it was not he, and leaves himself out. So a cell is shown only where, whoever is left out, nobody else took
more than one in k of the contacts that remain: the dominance rule of statistical offices, in its form against an
insider (Hundepool and others, Statistical Disclosure Control, 2012, section 4.2).

Each report is in one cell and no more. What a finer cell shows is never part of a coarser one, so that nothing can be
found by taking one number from another; and a cell appears only when its time is over, so that nobody sees it grow.
Whether a cell is shown follows from contacts and the calendar, never from who reported.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from heapq import nlargest
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Moment
from amends.facts.moments import datetime_of, moment_of, spoken_day

K: Final = 5
_WEEK_DAYS: Final = 7


class Period(StrEnum):
    """How coarse a cell is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Shared:
    """A report of which others may read something: its week, and the step at which it went wrong."""

    report: str
    step: str
    week: Moment


@dataclass(frozen=True, slots=True)
class Took:
    """How many contacts somebody took at a step in a week: that is what makes him plausible."""

    agent: str
    step: str
    week: Moment
    contacts: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown: a step (empty: not said, because the group would be too small) and a period."""

    step: str
    period: Period
    since: Moment
    until: Moment
    words: str  # "the week of 1 June 2026", "June 2026", "2026 Q2"
    reports: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many reports."""
        return len(self.reports)


_Base = tuple[str, date]  # step, and the Monday of the week
# From fine to coarse. Words about a report tell its step, so that where the step is left out nothing is shown of it but
# that it was made.
_LADDER: Final = ((Period.WEEK, True), (Period.MONTH, True), (Period.QUARTER, True), (Period.QUARTER, False))


def week_of(moment: Moment, zone: ZoneInfo) -> Moment:
    """Monday, 00:00 of the week in which it is, in that zone."""
    return _start(_monday(moment, zone), zone)


def weeks_of_quarter(moment: Moment, zone: ZoneInfo) -> tuple[tuple[Moment, Moment], ...]:
    """From when to when each week of the quarter lasts to which the week of this moment belongs."""
    first = _first_day(_monday(moment, zone), Period.QUARTER)
    monday = first + timedelta(days=-first.weekday() % _WEEK_DAYS)
    days = [monday + timedelta(days=_WEEK_DAYS * n) for n in range((_end(first, Period.QUARTER) - monday).days // 7)]
    return tuple((_start(day, zone), _start(day + timedelta(days=_WEEK_DAYS), zone)) for day in days)


def is_hidden_among(contacts: Mapping[str, int], k: int = K) -> bool:
    """Whether the best guess at one of these people, by how many contacts each took, is right at most once in k, also
    when one of them guesses: the second guesses the first best of all.
    """
    most, second = nlargest(2, [*contacts.values(), 0, 0])
    return bool(most) and sum(contacts.values()) - second >= k * most


def cells(
    shared: Iterable[Shared], took: Iterable[Took], *, now: Moment, zone: ZoneInfo, k: int = K
) -> tuple[Cell, ...]:
    """Every cell that may be shown, with its reports; the newest first. A report that is in none stays unseen."""
    made: dict[_Base, list[str]] = defaultdict(list)
    for one in shared:
        made[one.step, _monday(one.week, zone)].append(one.report)
    plausible: dict[_Base, Counter[str]] = defaultdict(Counter)
    for his in took:
        plausible[his.step, _monday(his.week, zone)][his.agent] += his.contacts
    left, found = {*made, *plausible}, list[Cell]()
    for period, with_step in _LADDER:
        groups: dict[tuple[str, date], list[_Base]] = defaultdict(list)
        for base in left:
            groups[base[0] if with_step else "", _first_day(base[1], period)].append(base)
        for (step, first), inside in groups.items():
            until = _start(_end(first, period), zone)
            together = sum((plausible[base] for base in inside if base in plausible), Counter[str]())
            if until > now or not is_hidden_among(together, k):
                continue
            left.difference_update(inside)
            names = tuple(sorted(name for base in inside for name in made.get(base, ())))
            if names:
                since = _start(first, zone)
                found.append(Cell(step, period, since, until, _words(first, period, zone), names))
    return tuple(sorted(found, key=lambda cell: (-cell.since, cell.period, cell.step)))


def _monday(moment: Moment, zone: ZoneInfo) -> date:
    day = datetime_of(moment, zone).date()
    return day - timedelta(days=day.weekday())


def _first_day(monday: date, period: Period) -> date:
    """The first day of the period; a week belongs to the month in which it begins."""
    if period is Period.WEEK:
        return monday
    month = monday.month if period is Period.MONTH else (monday.month - 1) // 3 * 3 + 1
    return date(monday.year, month, 1)


def _end(first: date, period: Period) -> date:
    """The day on which the last week that belongs to it is over."""
    if period is Period.WEEK:
        return first + timedelta(days=_WEEK_DAYS)
    months = first.year * 12 + first.month - 1 + (1 if period is Period.MONTH else 3)
    after = date(months // 12, months % 12 + 1, 1)
    return after + timedelta(days=-after.weekday() % _WEEK_DAYS)


def _start(day: date, zone: ZoneInfo) -> Moment:
    return moment_of(datetime.combine(day, time(), zone))


def _words(first: date, period: Period, zone: ZoneInfo) -> str:
    if period is Period.WEEK:
        return f"the week of {spoken_day(_start(first, zone), zone)}"
    return f"{first:%B %Y}" if period is Period.MONTH else f"{first.year} Q{(first.month + 2) // 3}"
