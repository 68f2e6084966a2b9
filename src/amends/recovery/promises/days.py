"""The day that a promise names, reckoned from the day on which it was made."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_WEEKDAYS: Final = {name: number for number, name in enumerate("mon tue wed thu fri sat sun".split())}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}{_YEAR}\b", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](20\d\d|\d\d)\b")
_ORDINAL = re.compile(r"\bthe\s+(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?P<which>next |this |coming )?(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b",
    re.IGNORECASE,
)
_BY = re.compile(  # of the day; "before noon" is of the time
    r"\b(?:by|before|until|till|no later than|latest|not later than)\b"
    r"(?!\s+(?:noon|midday|midnight|\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\b|o'clock)|\d{1,2}:\d\d))",
    re.IGNORECASE,
)
_NEAR: Final = (
    (re.compile(r"\bday after tomorrow\b", re.IGNORECASE), 2),
    (re.compile(r"\btomorrow\b", re.IGNORECASE), 1),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|end of (?:the )?day|eod)\b", re.IGNORECASE), 0),
)
_END_OF_WEEK = re.compile(r"\b(?:end of (?:the|this) week|this week)\b", re.IGNORECASE)
_NEXT_WEEK = re.compile(r"\bnext week\b", re.IGNORECASE)
_FRIDAY = 4
_YEAR_DAYS = 366


@dataclass(frozen=True, slots=True)
class Day:
    """From the first to the last day that is meant; `by`: any time until then will do."""

    first: date
    last: date
    by: bool


def find_day(text: str, today: date) -> Day | None:
    """The day that is named, or None. Never one before `today`, for nobody promises the past."""
    found = next((day for day in _named(text, today) if day is not None and day.last >= today), None)
    if found is None:
        return None
    return Day(found.first, found.last, bool(_BY.search(text)) or found.by)


def _named(text: str, today: date) -> Iterable[Day | None]:
    """Ways of naming a day, the exact ones first."""
    if iso := _ISO.search(text):
        yield _one(_date(int(iso[1]), int(iso[2]), int(iso[3])))
    for words in (_DAY_MONTH, _MONTH_DAY):
        if found := words.search(text):
            month = _MONTHS[found["month"].lower()]
            yield _one(_in_year(today, month, int(found["day"]), found["year"]))
    if numeric := _NUMERIC.search(text):
        yield _one(_either_way(today, int(numeric[1]), int(numeric[2]), numeric[3]))
    for words, ahead in _NEAR:
        if words.search(text):
            yield _one(today + timedelta(days=ahead))
    if _NEXT_WEEK.search(text):
        monday = today + timedelta(days=7 - today.weekday())
        yield Day(monday, monday + timedelta(days=_FRIDAY), by=False)
    if found := _WEEKDAY.search(text):
        yield _one(_next_weekday(today, found))
    if _END_OF_WEEK.search(text):
        yield Day(today, today + timedelta(days=(_FRIDAY - today.weekday()) % 7), by=True)
    if ordinal := _ORDINAL.search(text):
        yield _one(_in_month(today, int(ordinal[1])))


def _one(day: date | None) -> Day | None:
    return Day(day, day, by=False) if day is not None else None


def _next_weekday(today: date, found: re.Match[str]) -> date:
    """The next one after today; "this Friday" on a Friday is today."""
    ahead = (_WEEKDAYS[found["day"].lower()[:3]] - today.weekday()) % 7
    this = (found["which"] or "").strip().lower() == "this"
    return today + timedelta(days=ahead or (0 if this else 7))


def _in_year(today: date, month: int, day: int, year: str | None) -> date | None:
    """Without a year it is the next such day."""
    if year:
        return _date(int(year), month, day)
    this, later = _date(today.year, month, day), _date(today.year + 1, month, day)
    return this if this is not None and this >= today else later


def _in_month(today: date, day: int) -> date | None:
    this = _date(today.year, today.month, day)
    following = today.replace(day=1) + timedelta(days=32)
    return this if this is not None and this >= today else _date(following.year, following.month, day)


def _either_way(today: date, one: int, two: int, year: str) -> date | None:
    """06/07 is a day in June or in July: the earlier one still to come, because asking early harms nobody."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    days = [day for day in (_date(full, two, one), _date(full, one, two)) if day is not None]
    near = [day for day in days if timedelta() <= day - today <= timedelta(days=_YEAR_DAYS)]
    return min(near or days, default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
