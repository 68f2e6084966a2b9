"""How long calls take by what they are about, from the calls of the last days: a class is never a person."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db.models import Count

from amends.care.durations import durations
from amends.facts import Moment
from amends.facts.moments import HOUR_US, MINUTE_US

from ..desk.models import DeskTaken
from ..world import world
from . import kept
from .handled_rows import kept_from
from .models import DeskHandled

CALLS_MIN: Final = 20  # with fewer of all classes together, what care.toml says is the better guess
READ_MAX: Final = 5_000  # rows: enough for a quantile of each class, and quickly opened
AT_ONCE: Final = 400
_CALLS: Final = ("phone", "video")
_ALL: Final = ""
_lock = threading.Lock()
_made: dict[str, tuple[int, dict[str, float]]] = {}  # by home: the hour in which it was made


def q80_of(before: Iterable[str], channel: str, now: Moment) -> float | None:
    """The minutes within which four of five calls are over that are about the same as these contacts; made once an
    hour. None for what is written, and where too few calls are known.
    """
    if channel not in _CALLS:
        return None
    table = _table(now)
    reason = _reasons(before)
    return table.get(_class(next(iter(reason.values()), _ALL), channel), table.get(_ALL))


def _table(now: Moment) -> dict[str, float]:
    hour, home = now // HOUR_US, str(world().home)
    with _lock:
        made = _made.get(home)
        if made is None or made[0] != hour:
            made = _made[home] = (hour, _make(now))
        return made[1]


def _make(now: Moment) -> dict[str, float]:
    since = kept_from(now)
    found = kept.of(_some_owners(since), since, now)
    lasted = {
        one.contact: (one.channel, (one.ended - one.began) / MINUTE_US)
        for rows in found.values()
        for one in rows
        if one.channel in _CALLS and one.began is not None and one.ended > one.began
    }
    if len(lasted) < CALLS_MIN:
        return {}
    about = _reasons(lasted)
    told: dict[str, list[float]] = defaultdict(list, {_ALL: []})
    for contact, (channel, minutes) in lasted.items():
        told[_class(about.get(contact, _ALL), channel)].append(minutes)
    return {name: found.minutes for name, found in durations(told).items()}


def _some_owners(since: Moment) -> list[str]:
    """By their digests, which say nothing about them, so many that what is read stays small."""
    rows = DeskHandled.objects.filter(day__gte=since).values_list("owner").annotate(n=Count("digest")).order_by("owner")
    some, count = list[str](), 0
    for owner, number in rows:
        if some and count + number > READ_MAX:
            break
        some.append(owner)
        count += number
    return some


def _reasons(contacts: Iterable[str]) -> dict[str, str]:
    """What each is about, the latest first."""
    names = list(contacts)
    found: dict[str, str] = {}
    for begin in range(0, len(names), AT_ONCE):
        rows = DeskTaken.objects.filter(contact__in=names[begin : begin + AT_ONCE]).order_by("-started_at")
        found |= dict(rows.values_list("contact", "reason"))
    return found


def _class(reason: str, channel: str) -> str:
    return f"{reason}/{channel}" if reason else _ALL
