"""Which days a customer speaks of when he says "yesterday" or "on 3 May": in the past, as seen from when he wrote."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Moment, NotAMoment
from amends.facts.moments import DAY_US, datetime_of, moment_of

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS: Final = "mon tue wed thu fri sat sun".split()
_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3})[a-z]*\.?(?:,?\s+(\d{4}))?")
_MONTH_DAY: Final = re.compile(r"([a-z]{3})[a-z]*\.?\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_AGO: Final = re.compile(r"(\d{1,2}|[a-z]+)\s+(?:business |working )?(day|week)s?\s+ago")
_WEEKDAY: Final = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_LAST_NIGHT: Final = re.compile(r"\blast night\b")
_NIGHTFALL: Final = time(17)
_DAYBREAK: Final = time(10)
_SAME_DAY: Final = ("today", "tonight", "this morning", "this afternoon", "this evening")


@dataclass(frozen=True, slots=True)
class Span:
    """From start to end, both included."""

    start: Moment
    end: Moment


def days_meant(words: Collection[str], at: Moment, zone: ZoneInfo) -> list[Span]:
    """One span for each date that can be worked out; where there is none, the 24 hours before he wrote.

    A weekday is the last one, a date without a year the last such date. `03/04/2026` is nobody's to decide and none.
    "Last night" goes on until the morning of the day on which he wrote.
    """
    try:
        found = _spans(words, at, zone)
    except (NotAMoment, OverflowError):  # a clock at the end of the calendar wrote it
        found = []
    return list(dict.fromkeys(found)) or [Span(Moment(at - DAY_US), at)]


def _spans(words: Collection[str], at: Moment, zone: ZoneInfo) -> list[Span]:
    today = datetime_of(at, zone).date()
    found = [_span(day, at, zone) for day in _days(words, today)]
    if any(_LAST_NIGHT.search(word.lower()) for word in words):
        start = datetime.combine(today - timedelta(days=1), _NIGHTFALL, zone)
        found.append(Span(moment_of(start), min(at, moment_of(datetime.combine(today, _DAYBREAK, zone)))))
    return found


def _days(words: Collection[str], today: date) -> dict[date, None]:
    days = (_day(word.lower(), today) for word in words if not _LAST_NIGHT.search(word.lower()))
    return dict.fromkeys(day for day in days if day is not None and day <= today)


def _span(day: date, at: Moment, zone: ZoneInfo) -> Span:
    start = moment_of(datetime.combine(day, time(), zone))
    end = moment_of(datetime.combine(day + timedelta(days=1), time(), zone)) - 1
    return Span(start, Moment(min(end, at)))


def _day(words: str, today: date) -> date | None:
    if words.startswith(_SAME_DAY):
        return today
    if "yesterday" in words:
        return today - timedelta(days=2 if "before" in words else 1)
    if (ago := _AGO.search(words)) is not None:
        count = int(ago[1]) if ago[1].isdigit() else _NUMBERS.get(ago[1], 0)
        return today - timedelta(days=count * (7 if ago[2] == "week" else 1)) if count else None
    return _written(words, today) or _weekday(words, today)


def _written(words: str, today: date) -> date | None:
    if (iso := _ISO.search(words)) is not None:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if (dotted := _DOTTED.search(words)) is not None:
        return _date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    for pattern, day_group, month_group in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        found = pattern.search(words)
        if found is not None and found[month_group] in _MONTHS:
            month, number = _MONTHS.index(found[month_group]) + 1, int(found[day_group])
            if found[3]:
                return _date(int(found[3]), month, number)
            tried = (_date(year, month, number) for year in (today.year, today.year - 1))
            return next((day for day in tried if day is not None and day <= today), None)
    return None


def _weekday(words: str, today: date) -> date | None:
    found = _WEEKDAY.search(words)
    if found is None or words.startswith("next"):
        return None
    back = (today.weekday() - _DAYS.index(found[1])) % 7
    return today - timedelta(days=back)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
