"""How much hard talk somebody had: for himself, line by line, and two numbers for the router. Nobody else.

Made when it is asked for, from contacts and own taps; no points are stored. Only `console.care`, the page "my day" and
the router's API may name what is here; a test holds that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from amends.care.exposure_step import Exposure, Reason
from amends.care.team_sum import TeamSum, team_sum
from amends.facts import Moment

from ..desk.models import DeskRow
from . import kept
from .handled_rows import kept_from
from .in_force import weights_of_home
from .sums import Step, Sums
from .taps import opened_taps, sealed_taps_of, taps_of

__all__ = ["Day", "Line", "day_of", "loads", "team_today", "weights_of_home"]

_EPOCH: Final = date(1970, 1, 1)
_ASKED_ONE_BY_ONE: Final = 100  # more owners than these are not named in the question
_made: dict[str, tuple[tuple[object, ...], Exposure]] = {}  # by owner: what it was made from, and the last step


@dataclass(frozen=True, slots=True)
class Line:
    """One contact that he handled. `customer` is the key of its row, `name` what the desk calls it. `level` is what the
    record says of it, `own_tap` his own word, which wins.
    """

    contact: str
    customer: str
    name: str
    at: Moment
    channel: str
    points: float
    reasons: tuple[Reason, ...]
    level: str
    own_tap: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """`load` is what is left now, `total` all of today; `lines` are today's, the newest first; `days` the points of
    each day with contacts, as far as all of it is kept, the newest first.
    """

    load: float
    total: float
    lines: tuple[Line, ...]
    days: tuple[tuple[date, float], ...]


def day_of(user: str, now: Moment) -> Day:
    """What he himself may read of his day."""
    sums, owner = Sums(now), kept.owner_of(user)
    taps = taps_of(user)
    steps = sums.steps(kept.of((owner,), kept_from(now), now).get(owner, []), taps)
    load, total = sums.now_of(steps[-1].after if steps else Exposure())
    today = [one for one in reversed(steps) if one.after.day == sums.today]
    keys = {one.kept.row_key: kept.customer_of(one.kept.row_key) for one in today}
    names = dict(DeskRow.objects.filter(key__in=set(keys.values())).values_list("key", "name"))
    lines = tuple(_line(one, keys[one.kept.row_key], names, taps) for one in today)
    return Day(load, total, lines, _days(steps, sums))


def loads(now: Moment) -> dict[str, tuple[float, float]]:
    """By user his load now and the total of today, for the router alone; whoever had no contact lately is left out.

    What is left of a load after it has halved 20 times is not looked for. Somebody's contacts are opened again only
    where they or his taps changed: for a thousand people see docs/howto-care.md.
    """
    sums = Sums(now)
    users = _known(sums)
    marks = {owner: mark for owner, mark in kept.sums_of(sums.since).items() if owner in users}
    taps = sealed_taps_of({users[owner] for owner in marks})
    made_from = {owner: (sums.made_from, mark, tuple(taps.get(users[owner], ()))) for owner, mark in marks.items()}
    known = {owner: one for owner in marks if (one := _made.get(owner)) and _holds(one, made_from[owner], now)}
    anew = marks.keys() - known.keys()
    found = kept.of(anew if len(anew) < _ASKED_ONE_BY_ONE else None, sums.since, now) if anew else {}
    for owner in anew & found.keys():
        steps = sums.steps(found[owner], opened_taps(taps.get(users[owner], ())))
        known[owner] = made_from[owner], steps[-1].after
    _made.clear()
    _made.update(known)
    return {users[owner]: sums.now_of(last) for owner, (_, last) in known.items()}


def _holds(one: tuple[tuple[object, ...], Exposure], made_from: tuple[object, ...], now: Moment) -> bool:
    """Whether it was made from the same, and none of it is later than now."""
    return one[0] == made_from and one[1].at is not None and one[1].at <= now


def team_today(now: Moment) -> TeamSum | None:
    """One sum over the contacts of today, without own taps, told so that no two looks tell one person apart.

    Of those who are known by name here: one person under three names of a phone system is not three, and nobody makes
    up a group around one person by telling the record of calls of people that there are not.
    """
    sums = Sums(now)
    known, found = _known(sums), kept.of(None, sums.since, now)
    steps = (one for owner in known.keys() & found.keys() for one in sums.steps(found[owner], {}))
    return team_sum([(one.kept.owner, one.kept.ended, one.points) for one in steps if one.after.day == sums.today], now)


def _known(sums: Sums) -> dict[str, str]:
    """By owner, the names of those who may log in, and of those for whom the policy has names."""
    from django.contrib.auth.models import User

    names = {*User.objects.filter(is_active=True).values_list("username", flat=True), *sums.policy.agents}
    return {kept.owner_of(name): name for name in names}


def _line(one: Step, customer: str, names: dict[str, str], taps: dict[str, str]) -> Line:
    return Line(
        contact=one.kept.contact,
        customer=customer,
        name=names.get(customer, ""),
        at=one.kept.ended,
        channel=one.kept.channel,
        points=one.points,
        reasons=one.reasons,
        level=one.kept.level,
        own_tap=taps.get(one.kept.contact),
    )


def _days(steps: Iterable[Step], sums: Sums) -> tuple[tuple[date, float], ...]:
    first = sums.day(kept_from(sums.now)) + 1  # of the first day kept, a part may be gone
    totals: dict[int, float] = {}
    for one in steps:
        if one.after.day >= first:
            totals[one.after.day] = totals.get(one.after.day, 0.0) + one.points
    return tuple((_EPOCH + timedelta(days=day), totals[day]) for day in sorted(totals, reverse=True))
