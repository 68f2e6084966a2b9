"""Which windows to offer for a call-back: soon, in business hours by the customer's own clock, outside quiet hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from amends.facts import Moment, Policy
from amends.facts.moments import MINUTE_US
from amends.recovery.hours.quiet_hours import may_dial, zones_or
from amends.recovery.hours.wall_times import wall_of, window_of, zone_of

OFFERED: Final = 3
DAYS_AHEAD: Final = 14
NOT_WITHIN_MINUTES: Final = 30  # the caller needs the time to read the case
_SLOTS: Final = (("09:00", "12:00"), ("13:00", "16:00"), ("16:00", "18:00"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A window as wall time at the customer's place, and in words: "tomorrow, 09:00 to 12:00"."""

    window_from: str
    window_to: str
    words: str


def suggestions(now: Moment, zones: Sequence[str], policy: Policy) -> tuple[Suggestion, ...]:
    """The next windows on business days. Where nobody knows where he is, they fit every place where he may be."""
    known = zones_or(zones, policy)
    zone = zone_of(known[0])
    assert zone is not None, "zones_or gives known ones"
    today = wall_of(now, zone).date()
    found = (
        Suggestion(f"{start:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}", _words(today, start, end))
        for start, end in _slots(today, policy)
        if _fits(start, end, now, known, policy)
    )
    return tuple(one for one, _ in zip(found, range(OFFERED), strict=False))


def _slots(today: date, policy: Policy) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if day.weekday() < 5 and day not in policy.holidays:
            for start, end in _SLOTS:
                yield datetime.combine(day, time.fromisoformat(start)), datetime.combine(day, time.fromisoformat(end))


def _fits(start: datetime, end: datetime, now: Moment, zones: Sequence[str], policy: Policy) -> bool:
    span = window_of(start, end, zones)
    ahead = span.start >= now + NOT_WITHIN_MINUTES * MINUTE_US
    return ahead and all(may_dial(Moment(at), zones, policy) for at in (span.start, span.end - 1))


def _words(today: date, start: datetime, end: datetime) -> str:
    days = (start.date() - today).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"{start:%A} {start.day} {start:%B}")
    return f"{day}, {start:%H:%M} to {end:%H:%M}"
