"""How many people work a day, and from when to when: as a distribution, and of nobody.

A shift is told where eight or more different people worked it; of fewer it would be about them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Moment
from amends.facts.moments import MINUTE_US

from .calibrate_days import Opening
from .calibrate_measured import PEOPLE_MIN, ROWS_MIN, Measured, Settings, clock, local
from .calibrate_seen import Seen
from .settings import DAY_MINUTES, Shift

_CONTACTS_MIN: Final = 3  # a day, of who was at work and did not just answer something
_SPAN_MIN: Final = 120.0
_HALF_HOUR: Final = 30.0
_NEAR: Final = 45.0  # minutes by which first and last contact may lie beside the shift
_SHIFTS_MAX: Final = 4
_RARE: Final = 0.05  # of the days of all people, less of which are no shift
_COMMON: Final = 0.5  # of them, that the shifts have to be together
_Day = tuple[str, float, float]  # who, from, to: in half hours, as minutes since midnight


def people(rows: Sequence[Seen], zone: ZoneInfo, hours: Opening) -> Settings:
    """The median of people on an open day, and the shifts that many worked."""
    days = _days_of(rows, zone)
    users = {user for user, _ in days}
    counts = Counter(day for _, day in days)
    told = [counts[day] for day in hours.days if counts[day]]
    if len(users) < PEOPLE_MIN:
        few = Measured(None, f"fewer than {PEOPLE_MIN} people were seen at work")
        return {"agents": few, "shifts": few}
    if len(days) < ROWS_MIN:
        few = Measured(None, f"{len(days):,} days of people with {_CONTACTS_MIN} contacts, fewer than {ROWS_MIN}")
        return {"agents": few, "shifts": few}
    usual = round(median(told)) if told else 0
    if usual < PEOPLE_MIN:
        few = Measured(None, f"on most days fewer than {PEOPLE_MIN} people were seen at work")
        return {"agents": few, "shifts": few}
    agents = Measured(usual, f"from the median of {len(told):,} days")
    return {"agents": agents, "shifts": _shifts(days)}


def _days_of(rows: Iterable[Seen], zone: ZoneInfo) -> dict[tuple[str, int], tuple[float, float]]:
    """By person and day the minutes of the first and of the last contact, of days at work."""
    seen: dict[tuple[str, int], list[float]] = defaultdict(list)
    number: Counter[tuple[str, int]] = Counter()
    for row in rows:
        for stint in row.stints:
            (day, minutes), ends = local(stint.began, zone), _minutes_after(stint.began, stint.ended)
            if minutes + ends < DAY_MINUTES and ends < _SPAN_MIN:
                seen[stint.user, day] += [minutes, minutes + ends]
            else:  # picked up one day, over another: only its end is work of that day
                day, minutes = local(stint.ended, zone)
                seen[stint.user, day].append(minutes)
            number[stint.user, day] += 1
    return {key: (min(told), max(told)) for key, told in seen.items() if number[key] >= _CONTACTS_MIN}


def _minutes_after(began: Moment, ended: Moment) -> float:
    return (ended - began) / MINUTE_US


def _shifts(days: dict[tuple[str, int], tuple[float, float]]) -> Measured:
    left = [_rounded(user, first, last) for (user, _), (first, last) in days.items() if last - first >= _SPAN_MIN]
    spans = len(left)
    found: list[Shift] = []
    while left and len(found) < _SHIFTS_MAX:
        spot = max(sorted(Counter((begin, end) for _, begin, end in left).items()), key=lambda item: item[1])[0]
        near = [abs(begin - spot[0]) <= _NEAR and abs(end - spot[1]) <= _NEAR for _, begin, end in left]
        here = [one for one, is_near in zip(left, near, strict=True) if is_near]
        left = [one for one, is_near in zip(left, near, strict=True) if not is_near]
        if len({user for user, _, _ in here}) >= PEOPLE_MIN and len(here) >= _RARE * spans:
            found.append(Shift(clock(spot[0]), clock(spot[1]), float(len(here))))
    worked = sum(shift.share for shift in found)
    if worked < _COMMON * spans or spans < ROWS_MIN:
        return Measured(None, f"{spans:,} days of people, too few of them in shifts that {PEOPLE_MIN} or more worked")
    ordered = tuple(sorted(found, key=lambda shift: (shift.starts, shift.ends)))
    return Measured(ordered, f"from first to last contact on {worked:,.0f} of {spans:,} days of people")


def _rounded(user: str, first: float, last: float) -> _Day:
    """The half hour before the first contact, and the one nearest to the end of the last."""
    end = min(round(last / _HALF_HOUR) * _HALF_HOUR, DAY_MINUTES)
    return user, first // _HALF_HOUR * _HALF_HOUR, end
