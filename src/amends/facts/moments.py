"""Moments: an instant is an integer of UTC microseconds; a wall time always has its zone.

Why integers: they compare, sort and add the same in Python, SQLite, PostgreSQL and DuckDB, and never round.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

Moment = NewType("Moment", int)

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# A day inside what the calendar can say, so that every moment can be shown in every zone.
_FIRST = (datetime(1, 1, 2, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime(9999, 12, 30, tzinfo=UTC) - _EPOCH) // _MICROSECOND


class NotAMoment(ValueError):
    """The text is no instant: not ISO 8601, or without a zone so that nobody can say when it was."""


def hear_moment(text: str, *, zone: ZoneInfo | None = None) -> Moment:
    """An instant from ISO 8601 text (`2026-05-03T14:20:00Z`). `zone` is taken only where the text names none.

    Raises NotAMoment, in words a person can act on.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotAMoment("is not a time as ISO 8601, for example 2026-05-03T14:20:00Z") from None
    if at.tzinfo is None:
        if zone is None:
            raise NotAMoment("has no time zone; add one, for example Z or +02:00")
        at = at.replace(tzinfo=zone)
    return moment_of(at)


def moment_of(at: datetime) -> Moment:
    """The instant of a datetime that has a zone. Raises NotAMoment."""
    if at.tzinfo is None:
        raise NotAMoment("has no time zone")
    moment = Moment((at - _EPOCH) // _MICROSECOND)
    if not _FIRST <= moment <= _LAST:
        raise NotAMoment("is outside the years 1 to 9999")
    return moment


def datetime_of(moment: Moment, zone: ZoneInfo | None = None) -> datetime:
    """The instant as a datetime, in `zone` or in UTC. What was reckoned beyond the calendar is shown as its end."""
    at = _EPOCH + timedelta(microseconds=min(max(moment, _FIRST), _LAST))
    return at.astimezone(zone) if zone else at


def iso(moment: Moment) -> str:
    """ISO 8601 in UTC with a Z; microseconds only where there are some."""
    return datetime_of(moment).isoformat().replace("+00:00", "Z")


def spoken_day(moment: Moment, zone: ZoneInfo | None = None) -> str:
    """`3 May 2026`: the day as a person says it."""
    at = datetime_of(moment, zone)
    return f"{at.day} {at:%B %Y}"


def spoken_time(moment: Moment, zone: ZoneInfo | None = None) -> str:
    """`3 May 2026 14:20`: day and minute as a person says them."""
    return f"{spoken_day(moment, zone)} {datetime_of(moment, zone):%H:%M}"


def plus_business_days(
    start: Moment, days: int, *, zone: ZoneInfo | None = None, holidays: Collection[date] = ()
) -> Moment:
    """The same wall time `days` business days later; Saturdays, Sundays and `holidays` do not count.

    A start on a weekend counts from the next business day's same wall time, as banks do. Across a clock change the
    wall time is kept, so that a due time of 09:12 stays 09:12. At the end of the calendar it is the end of it.
    """
    try:
        return _plus_business_days(start, days, zone, holidays)
    except (OverflowError, NotAMoment):
        return Moment(_LAST)


def _plus_business_days(start: Moment, days: int, zone: ZoneInfo | None, holidays: Collection[date]) -> Moment:
    at = datetime_of(start, zone)
    wall, offset_day = at.replace(tzinfo=None), at.date()
    while _rests(offset_day, holidays):
        offset_day += timedelta(days=1)
    left = days
    while left > 0:
        offset_day += timedelta(days=1)
        if not _rests(offset_day, holidays):
            left -= 1
    due = datetime.combine(offset_day, wall.time(), tzinfo=at.tzinfo)
    return moment_of(due)


def _rests(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() >= 5 or day in holidays
