"""Wall times: what the clock shows at the customer's place, and the instants that this means by today's rules.

A promise is kept as wall time with its zone (IANA tz database) and never as an instant: when a parliament moves the
clocks between the making and the day, he still expects the call when *his* clock shows nine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.facts import Moment
from amends.facts.moments import datetime_of, moment_of

_DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 9000
_SEARCH_STEPS = 48  # halvings from days down to under a microsecond


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, the second one excluded."""

    start: Moment
    end: Moment


@cache
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of an IANA name such as "Europe/Berlin"; None where the tz database has none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def known_zones(names: Sequence[str]) -> tuple[str, ...]:
    """Those that the tz database has, each once, in their order."""
    return tuple(name for name in dict.fromkeys(names) if name and zone_of(name) is not None)


def hear_wall(text: str, *, end: bool = False) -> datetime | None:
    """The wall time that "2026-05-21T09:00" or "2026-05-21" says, or None where it says none. A day alone is its
    first moment, or with `end` its last: the next midnight. Text with an offset keeps it: it is an instant already.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        whole_day = end and _DAY_ALONE.fullmatch(text.strip())
    except ValueError:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:  # a slip of the finger, and nothing that every zone can show
        return None
    return at + timedelta(days=1) if whole_day else at


def instant_of(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> Moment:
    """When the clock in `zone` shows `wall`.

    In the hour that comes twice it is the first one, or with `last` the second. A time that the clock jumps over is
    the moment of the jump, which is when the clock first shows something later.
    """
    if wall.tzinfo is not None:
        return moment_of(wall)
    early, late = (moment_of(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if datetime_of(early, zone).replace(tzinfo=None) == wall.replace(fold=0):
        return late if last else early
    return _jump_between(late, early, zone)  # in a gap the two come in the other order


def window_of(wall_from: datetime, wall_to: datetime, zones: Sequence[str]) -> Span:
    """The instants at which the window is open in every one of `zones`, because he may be in any of them.

    Where there is no such instant it is all of them together: an early call is a smaller fault than none. A window
    that the clocks jump over keeps the length that was promised.
    """
    spans = [_window_in(wall_from, wall_to, zone) for name in zones if (zone := zone_of(name)) is not None]
    both = Span(max(s.start for s in spans), min(s.end for s in spans))
    return both if both.start < both.end else Span(min(s.start for s in spans), max(s.end for s in spans))


def _window_in(wall_from: datetime, wall_to: datetime, zone: ZoneInfo) -> Span:
    start, end = instant_of(wall_from, zone), instant_of(wall_to, zone, last=True)
    if start >= end and wall_from.tzinfo is None and wall_to.tzinfo is None:
        end = Moment(start + max(wall_to - wall_from, timedelta(minutes=1)) // timedelta(microseconds=1))
    return Span(start, max(start, end))


def wall_of(at: Moment, zone: ZoneInfo) -> datetime:
    """What the clock in `zone` shows at that instant, without the zone."""
    return datetime_of(at, zone).replace(tzinfo=None)


def _jump_between(before: Moment, after: Moment, zone: ZoneInfo) -> Moment:
    offset = datetime_of(before, zone).utcoffset()
    for _ in range(_SEARCH_STEPS):
        if after - before <= 1:
            break
        middle = Moment((before + after) // 2)
        if datetime_of(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
