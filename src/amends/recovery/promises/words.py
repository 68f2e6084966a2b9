"""What a promise in words comes to: a call, a refund, a repair or an answer, and by when on the customer's clock.

"Tomorrow" is reckoned from the day on which it was said. A day without a time is the whole day. What names no day gets
no end here; the policy has one for it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Moment, NotAMoment, Policy
from amends.facts.moments import moment_of, plus_business_days

from ..hours.wall_times import wall_of, zone_of
from .days import Day, find_day
from .times import find_time

_WALL = "%Y-%m-%dT%H:%M"
_CALL = re.compile(
    r"\b(?:call|calls|calling|phone|phoning|ring|ringing|telephone|dial)\b(?!\s+(?:us|me|our|this|the|number|center|centre))"
    r"|\bcall-?back\b|\bspeak (?:to|with) you\b",
    re.IGNORECASE,
)
_REFUND = re.compile(
    r"\brefund\w*|\breimburs\w*|\bcredit(?:ed|ing)?\b|\bmoney back\b|\b(?:pay|paid|send|transfer) (?:you )?back\b",
    re.IGNORECASE,
)
_FIX = re.compile(
    r"\b(?:fix|repair|replac|resend|re-send|reship|re-ship|ship|dispatch|deliver|correct|cancel|remov|restor|reset"
    r"|reconnect|switch|technician|engineer|install|updat)\w*",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\b(?:within|in|inside)\s+(?:the\s+)?(?:next\s+|coming\s+|about\s+|around\s+)?(?:(\d{1,3})\s?(?:-|–|to|or)\s?)?"
    r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few)\s+"
    r"(business |working |work )?(minute|hour|day|week|month)s?\b",
    re.IGNORECASE,
)
_NUMBERS: Final = {
    word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
} | {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
_MONTH_DAYS = 30
_POINT = timedelta(minutes=30)
_DAY_END = time(23, 59)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A promise as it was said. The window is wall time; an empty end: no time was named."""

    what: str  # callback | refund | fix | info
    window_from: str = ""
    window_to: str = ""


def read_promise(quote: str, said: Moment, zone: str, policy: Policy) -> Spoken:
    """What and by when. `zone` is the place by whose clock it was said."""
    what = what_of(quote)
    try:
        return _read(quote, what, said, zone_of(zone) or policy.zoneinfo, policy)
    except (NotAMoment, OverflowError):  # a clock at the end of the calendar said it
        return Spoken(what)


def _read(quote: str, what: str, said: Moment, here: ZoneInfo, policy: Policy) -> Spoken:
    now = wall_of(said, here).replace(second=0, microsecond=0)
    if length := _LENGTH.search(quote):
        until = _after(now, length, moment_of(now.replace(tzinfo=here)), policy)
        return Spoken(what, "", until.strftime(_WALL)) if until is not None else Spoken(what)
    at, day = find_time(quote), find_day(quote, now.date())
    if day is None and at is None:
        return Spoken(what)
    start, end = _window(day or Day(now.date(), now.date(), by=False), at, now)
    if day is None and end <= now:  # "at ten", said at eleven, is tomorrow's
        start, end = start and start + timedelta(days=1), end + timedelta(days=1)
    return Spoken(what, start.strftime(_WALL) if start else "", end.strftime(_WALL))


def what_of(quote: str) -> str:
    """A call before all else: "I will call you about the refund" is no refund."""
    if _CALL.search(quote):
        return "callback"
    if _REFUND.search(quote):
        return "refund"
    return "fix" if _FIX.search(quote) else "info"


def _after(now: datetime, found: re.Match[str], said: Moment, policy: Policy) -> datetime | None:
    """The end of "within N ...". Of "3 to 5 days" it is the fifth: that is what was promised at the latest."""
    _, word, working, unit = found.groups()
    number = int(word) if word.isdigit() else _NUMBERS[re.sub(r"\s+", " ", word.lower())]
    if unit.lower() == "day" and working:
        due = plus_business_days(said, number, zone=policy.zoneinfo, holidays=policy.holidays)
        moved = wall_of(due, policy.zoneinfo) - wall_of(said, policy.zoneinfo)
        return datetime.combine((now + moved).date(), _DAY_END)
    if unit.lower() in ("minute", "hour"):
        return now + timedelta(**{f"{unit.lower()}s": number})
    days = {"day": 1, "week": 7, "month": _MONTH_DAYS}[unit.lower()] * number
    return datetime.combine(now.date() + timedelta(days=days), _DAY_END)


def _window(day: Day, at: "tuple[time | None, time | None] | None", now: datetime) -> tuple[datetime | None, datetime]:
    """The window of a day and a time of day. `at` is (from, to); from alone is a point or a beginning."""
    first = datetime.combine(day.first, time()) if not day.by else None
    if at is None:
        return (first if first and first > now else None), datetime.combine(day.last, _DAY_END)
    start, end = at
    if end is None and start is not None:
        begin = datetime.combine(day.last, start)
        return (None, begin) if day.by else (begin, begin + _POINT)
    stop = datetime.combine(day.last, end or _DAY_END)
    if start is None:
        return (first if first and first > now else None), stop
    return datetime.combine(day.last, start), stop
