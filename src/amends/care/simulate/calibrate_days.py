"""When a centre is open, how many come a day and at which hour, and about what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from .calibrate_measured import PEOPLE_MIN, ROWS_MIN, Measured, Settings, clock, enough, local, percent, rounded
from .calibrate_seen import Seen
from .settings import DAY_MINUTES

_HALF_HOUR: Final = 30.0
_EDGE: Final = 0.005  # so many of answered calls may lie before the opening, and after closing
_OPEN_ALL_DAY: Final = 20 * 60.0
_RARE: Final = 0.02  # skills of fewer contacts are one together
_OTHER: Final = "other"
_OWN_TWO: Final = 0.75  # of what people do on average lies in the two skills that each does most
_SECOND: Final = 0.05  # of what somebody does, from which on it is a skill of his
_FORTNIGHT: Final = 14
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Opening:
    """When calls are answered, by the clock, and the days on which some were; where too few were, the default hours and
    the days on which one of us handled anything.
    """

    from_minutes: float
    to_minutes: float
    days: frozenset[int]

    def is_open(self, when: tuple[int, float]) -> bool:
        """Hours alone: whether anybody was there that day shows in the calls."""
        return self.from_minutes <= when[1] < self.to_minutes


def opening(rows: Sequence[Seen], zone: ZoneInfo, usual: tuple[float, float]) -> tuple[Opening, Settings]:
    """From when to when 99 of 100 answered calls came, to the half hour; `usual` where too few were answered."""
    answered = [local(row.at, zone) for row in rows if row.answered]
    begin, end = usual
    if answered:
        low, high = np.quantile([minutes for _, minutes in answered], [_EDGE, 1 - _EDGE])
        begin = float(low // _HALF_HOUR) * _HALF_HOUR
        end = min(float(high // _HALF_HOUR + 1) * _HALF_HOUR, DAY_MINUTES)
        if end - begin >= _OPEN_ALL_DAY:
            begin, end = 0.0, DAY_MINUTES
    told = {
        "hours.opens": enough(len(answered), "answered calls", clock(begin)),
        "hours.closes": enough(len(answered), "answered calls", clock(end)),
    }
    if len(answered) >= ROWS_MIN:
        return Opening(begin, end, frozenset(day for day, _ in answered)), told
    worked = frozenset(local(stint.ended, zone)[0] for row in rows for stint in row.stints)
    return Opening(*usual, worked or frozenset(local(row.at, zone)[0] for row in rows)), told


def arrivals(rows: Sequence[Seen], zone: ZoneInfo, hours: Opening) -> Settings:
    """First calls and written contacts a day, and the share of each hour of those that came while it was open."""
    days = len(hours.days)
    calls = [local(row.at, zone) for row in rows if row.call and row.first]
    calls = [when for when in calls if when[0] in hours.days and hours.is_open(when)]
    first, last = min(hours.days, default=0), max(hours.days, default=0)
    mails = [when for row in rows if not row.call for when in [local(row.at, zone)] if first <= when[0] <= last]
    shape = calls if len(calls) >= len(mails) else [*calls, *(when for when in mails if hours.is_open(when))]
    whole = (hours.to_minutes - hours.from_minutes) % 60 == 0
    part = 60.0 if whole else _HALF_HOUR
    counts = Counter(int((minutes - hours.from_minutes) // part) for _, minutes in shape)
    parts = round((hours.to_minutes - hours.from_minutes) / part)
    what = "first calls" if shape is calls else "first calls and messages"
    return {
        "calls_per_day": _a_day(len(calls), "first calls", days),
        "mails_per_day": _a_day(len(mails), "written contacts", days),
        "hours.arrivals": enough(len(shape), f"{what} in these hours", tuple(float(counts[at]) for at in range(parts))),
    }


def weekdays_in_words(rows: Sequence[Seen], zone: ZoneInfo) -> str:
    """`Monday 22 %, Tuesday 20 % ...`: the simulator takes all days alike."""
    counts = Counter(local(row.at, zone)[0] for row in rows if row.first)
    first, last = min(counts, default=0), max(counts, default=0)
    if last - first < _FORTNIGHT - 1:
        return ""
    days = [[counts[day] for day in range(first, last + 1) if (day - 1) % 7 == at] for at in range(7)]
    means = [sum(told) / len(told) for told in days]
    return ", ".join(f"{name} {100 * mean / sum(means):.0f} %" for name, mean in zip(_WEEKDAYS, means, strict=True))


def skills(rows: Sequence[Seen]) -> Settings:
    """What contacts are about: the queues of calls, else the reasons of all. Where people do a bit of everything, they
    are no skills, and there is one.
    """
    queues = sum(bool(row.queue) for row in rows)
    what = "calls with a queue" if queues else "contacts with a reason"
    told = ((row, (row.queue if queues else row.reason).strip()) for row in rows)
    names = [(row, name) for row, name in told if name]
    counts = Counter(name for _, name in names)
    often = {name for name, count in counts.items() if count >= _RARE * len(names)}
    counts = Counter(name if name in often else _OTHER for _, name in names)
    whose: dict[str, Counter[str]] = {}
    for row, name in names:
        for user in {stint.user for stint in row.stints}:
            whose.setdefault(user, Counter())[name if name in often else _OTHER] += 1
    busy = [done for done in whose.values() if done.total() >= 20]
    second = _second_skill(busy, len(names))
    if len(busy) >= PEOPLE_MIN and _own_two(busy) < _OWN_TWO:
        words = f"from {len(names):,} {what}: people take them all alike"
        return {"skills.names": Measured(("any",), words), "skills.contacts": Measured((1.0,), words)}
    ordered = tuple(sorted(counts))
    return {
        "skills.names": enough(len(names), what, ordered or None),
        "skills.contacts": enough(len(names), what, tuple(float(counts[name]) for name in ordered) or None),
        "skills.second_skill_percent": second,
    }


def _own_two(busy: Sequence[Counter[str]]) -> float:
    return float(np.mean([sum(count for _, count in done.most_common(2)) / done.total() for done in busy]))


def _second_skill(busy: Sequence[Counter[str]], rows: int) -> Measured:
    """How many people have one more. Said of eight or more of them together."""
    if len(busy) < PEOPLE_MIN:
        return Measured(None, f"seen of fewer than {PEOPLE_MIN} people")
    with_two = sum(len(done) > 1 and done.most_common(2)[1][1] >= _SECOND * done.total() for done in busy)
    return enough(rows, f"contacts of {len(busy):,} people", percent(with_two, len(busy)))


def _a_day(count: int, what: str, days: int) -> Measured:
    found = enough(count, what, rounded(count / days) if days else None)
    return found if found.value is None else Measured(found.value, f"{found.note} on {days:,} days")
