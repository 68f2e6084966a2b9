"""Quiet hours: when a customer may be called, by his own clock.

The habit is `policy.dial_from` to `policy.dial_until`. 47 CFR 64.1200(c)(1) allows solicitations from 8:00 to 21:00 at
the called party's location; that binds here for every call, unless he chose the time himself, and for debts always
(15 USC 1692c(a)(1) presumes the same hours). An area code is no location: who has moved keeps his number.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import Moment, Policy
from amends.facts.policy import DIAL_HARD_FROM, DIAL_HARD_UNTIL

from .wall_times import FIRST_YEAR, LAST_YEAR, Span, instant_of, known_zones, wall_of, zone_of

UTC: Final = ZoneInfo("UTC")
_SATURDAY: Final = 5
_WORKING_DAYS_SEARCHED: Final = 60  # longer than any holidays
DAYS_AHEAD: Final = 3  # hours repeat daily: what is not found in three days is never found


def may_dial(
    at: Moment, zones: Sequence[str], policy: Policy, *, chosen: Span | None = None, about_debt: bool = False
) -> bool:
    """Whether a call at that instant is decent in every zone that he may be in.

    `chosen` is a window that the customer chose: inside it he may be called at any hour, but about a debt. Without a
    zone that the tz database knows it is the team's own.
    """
    if chosen is not None and not about_debt and chosen.start <= at < chosen.end:
        return True
    opens, closes = dialling_hours(policy)
    return all(
        opens <= wall_of(at, zone).time() < closes for name in zones_or(zones, policy) if (zone := zone_of(name))
    )


def next_dial(
    after: Moment, zones: Sequence[str], policy: Policy, *, chosen: Span | None = None, about_debt: bool = False
) -> Moment | None:
    """The first instant from `after` on at which he may be called; None where his zones have no such hour in common
    (then somebody has to ask where he is).
    """
    if not FIRST_YEAR <= wall_of(after, UTC).year <= LAST_YEAR:
        return None
    starts = [after, *_openings(after, zones_or(zones, policy), policy)]
    if chosen is not None:
        starts.append(chosen.start)
    fit = (at for at in starts if at >= after and may_dial(at, zones, policy, chosen=chosen, about_debt=about_debt))
    return min(fit, default=None)


def dialling_hours(policy: Policy) -> tuple[time, time]:
    """The hours of habit, never outside those of law."""
    opens = max(time.fromisoformat(policy.dial_from), time.fromisoformat(DIAL_HARD_FROM))
    return opens, min(time.fromisoformat(policy.dial_until), time.fromisoformat(DIAL_HARD_UNTIL))


def zones_or(zones: Sequence[str], policy: Policy) -> tuple[str, ...]:
    """The zones that are known by name; the team's own where none is."""
    return known_zones(zones) or (policy.zone,)


def _openings(after: Moment, zones: Sequence[str], policy: Policy) -> list[Moment]:
    """When the hours open in each zone, from the day of `after` on: the hours in common can begin at no other time,
    but after a clock that is set back over them, where the next day's will do.
    """
    opens, _ = dialling_hours(policy)
    found = []
    for zone in filter(None, map(zone_of, zones)):
        day = wall_of(after, zone).date()
        days = (day + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
        found += [instant_of(datetime.combine(each, opens), zone) for each in days]
    return found


def own_by(broken: Moment, policy: Policy) -> Moment:
    """Until when a broken promise is to be owned: so many of the team's working hours after it broke. They are the
    hours in which it calls, on business days.
    """
    opens, closes = dialling_hours(policy)
    left = timedelta(hours=policy.broken_owned_within_hours)
    at = wall_of(broken, policy.zoneinfo)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return broken
    for _ in range(_WORKING_DAYS_SEARCHED):
        start, end = max(at, datetime.combine(at, opens)), datetime.combine(at, closes)
        if not _rests(at.date(), policy) and start < end:
            if start + left <= end:
                return instant_of(start + left, policy.zoneinfo)
            left -= end - start
        at = datetime.combine(at.date() + timedelta(days=1), time())
    return broken


def _rests(day: date, policy: Policy) -> bool:
    return day.weekday() >= _SATURDAY or day in policy.holidays
