"""Who asked the router about whom: everybody sees his own part of it, and nobody else's.

A question names many people and is to be answered at once, so it is counted in memory, and written once a minute: one
sealed row a day, for everybody together. A crash loses the counts of a minute. Whoever opens the tables with the
console's own secret asks nobody, and leaves nothing here.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson
from django.db import transaction

from amends.facts import Moment
from amends.facts.moments import DAY_US, MINUTE_US

from ..desk import store
from ..world import world
from .handled_rows import kept_from
from .models import CareRead
from .sealing import digest, opened, sealed
from .sums import Sums

_PURPOSE: Final = "read"
_OWNER_DIGITS: Final = 24  # 96 bits: no two of us share one
_Told = dict[str, dict[str, list[int]]]  # by asker and person: how often, and the minute of the last time
_lock = threading.Lock()
_waiting: dict[str, dict[int, _Told]] = {}  # by home and day, of this process, not written yet; by user name


@dataclass(frozen=True, slots=True)
class Asking:
    """How often this asker's question had somebody in it: today, and on the days before that are kept."""

    asker: str
    today: int
    before: int
    last: Moment


def note(asker: str, users: Iterable[str], now: Moment) -> None:
    """Somebody asked, and these were in his question. Nothing is written yet."""
    minute = now // MINUTE_US
    with _lock:
        people = _waiting.setdefault(str(world().home), {}).setdefault(_day(now), {}).setdefault(asker, {})
        for user in set(users):
            _add(people, user, 1, minute)


def write() -> None:
    """Put what waits into the table. What cannot be written waits on."""
    home = str(world().home)
    with _lock:
        days = _waiting.pop(home, {})
    try:
        if days:
            _write(days)
    except Exception:
        with _lock:
            here = _waiting.setdefault(home, {})
            for day, told in days.items():
                _merge(here.setdefault(day, {}), told)
        raise


def of(user: str, now: Moment) -> tuple[Asking, ...]:
    """Who asked about this person, for him alone; whoever asked last comes first."""
    today, found = _day(now), dict[str, list[int]]()
    for day, asker, count, minute in _rows_of(user, now):
        one = found.setdefault(asker, [0, 0, 0])
        one[0 if day == today else 1] += count
        one[2] = max(one[2], minute)
    asked = [Asking(name, one[0], one[1], Moment(one[2] * MINUTE_US)) for name, one in found.items()]
    return tuple(sorted(asked, key=lambda one: (-one.last, one.asker)))


def forget_before(first: Moment) -> int:
    """Take away what is of days before this one. A row's day is one of the zone, so one more goes."""
    return CareRead.objects.filter(day__lt=_oldest(first)).delete()[0]


def _rows_of(user: str, now: Moment) -> list[tuple[int, str, int, int]]:
    """(day, asker, how often, the minute of the last time)."""
    owner, found = _owner(user), list[tuple[int, str, int, int]]()
    with _lock:
        for day, told in _waiting.get(str(world().home), {}).items():
            found += _own(day, told, user)
    for row in CareRead.objects.filter(day__gte=_oldest(kept_from(now)), day__lte=_day(now)):
        found += _own(row.day, _opened(row), owner)
    return found


def _own(day: int, told: _Told, name: str) -> list[tuple[int, str, int, int]]:
    return [(day, asker, people[name][0], people[name][1]) for asker, people in told.items() if name in people]


def _write(days: dict[int, _Told]) -> None:
    """Only whoever may log in can look, and the caller may have sent any name."""
    from django.contrib.auth.models import User

    known = set(User.objects.values_list("username", flat=True))
    with transaction.atomic():
        store.begin()
        for day, told in days.items():
            row = CareRead.objects.filter(day=day).first()
            whole = _opened(row) if row is not None else {}
            for asker, people in told.items():
                _merge(whole, {asker: {_owner(user): one for user, one in people.items() if user in known}})
            text = orjson.dumps(whole, option=orjson.OPT_SORT_KEYS).decode()
            CareRead.objects.update_or_create(day=day, defaults={"body": sealed(_PURPOSE, text, str(day))})


def _opened(row: CareRead) -> _Told:
    told: _Told = orjson.loads(opened(_PURPOSE, row.body, str(row.day)))
    return told


def _merge(into: _Told, told: _Told) -> None:
    for asker, people in told.items():
        for name, (count, minute) in people.items():
            _add(into.setdefault(asker, {}), name, count, minute)


def _add(people: dict[str, list[int]], name: str, count: int, minute: int) -> None:
    one = people.setdefault(name, [0, minute])
    one[0] += count
    one[1] = max(one[1], minute)


def _day(now: Moment) -> int:
    """Today by the clock of the zone, as a row's day."""
    return Sums(now).today * DAY_US


def _oldest(first: Moment) -> int:
    """A day of the zone may begin before that of UTC: nothing is kept for longer than what it is about."""
    return first + DAY_US


def _owner(user: str) -> str:
    return digest(_PURPOSE, user)[:_OWNER_DIGITS]
