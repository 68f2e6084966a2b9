"""The windows of time that scores are made for: whole months of the calendar, the same every year.

They are fixed, and do not slide with today: who looks every day at the last ninety days tests anew every day, and
finds in the end what is not there.
"""

from calendar import month_name
from dataclasses import dataclass
from datetime import datetime

from amends.facts import Moment, Policy
from amends.facts.moments import DAY_US, datetime_of, moment_of

_YEAR_FIRST, _YEAR_LAST = 2, 9998  # a year inside what the calendar can say


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to, and without, `end`; `name` is how it is spoken of: "2026 Q3", "July 2026", "2026 H1"."""

    start: Moment
    end: Moment
    name: str

    def holds(self, moment: Moment) -> bool:
        """Whether it lies within."""
        return self.start <= moment < self.end


def window_of(moment: Moment, policy: Policy) -> Window:
    """The window in which a moment lies, by the wall clock of `policy.zone`."""
    at = datetime_of(moment, policy.zoneinfo)
    year = min(max(at.year, _YEAR_FIRST), _YEAR_LAST)
    month = at.month if year == at.year else (1 if at.year < year else 12)
    first = month - (month - 1) % policy.scores_months
    return Window(
        _month(year, first, policy),
        _month(year, first + policy.scores_months, policy),
        _name(year, first, policy.scores_months),
    )


def closed(first: Moment, now: Moment, policy: Policy) -> tuple[Window, ...]:
    """Every window since the one of `first` that is closed at `now`, oldest first.

    One is closed when `policy.resolved_after_days` have passed since its end: only then is it known who returned.
    """
    found: list[Window] = []
    window = window_of(first, policy)
    while is_closed(window, now, policy):
        found.append(window)
        following = window_of(window.end, policy)
        if following.end <= window.end:  # the end of the calendar
            break
        window = following
    return tuple(found)


def is_closed(window: Window, now: Moment, policy: Policy) -> bool:
    """Whether it is known of everybody in it whether he returned."""
    return now >= window.end + policy.resolved_after_days * DAY_US


def _month(year: int, month: int, policy: Policy) -> Moment:
    """Midnight at which a month begins there; month 13 is the next January."""
    over, before = divmod(month - 1, 12)
    return moment_of(datetime(year + over, before + 1, 1, tzinfo=policy.zoneinfo))


def _name(year: int, first: int, months: int) -> str:
    match months:
        case 1:
            return f"{month_name[first]} {year}"
        case 2:
            return f"{month_name[first]} and {month_name[first + 1]} {year}"
        case 3:
            return f"{year} Q{(first + 2) // 3}"
        case 4:
            return f"{year} T{(first + 3) // 4}"
        case 6:
            return f"{year} H{(first + 5) // 6}"
    return str(year)
