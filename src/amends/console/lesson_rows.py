"""What lessons are judged on, read from the desk: refunds that a witness answered for, and contacts of which is known
whether the customer came back. Nothing that anybody reported, nobody who took them, and no contact ended for abuse.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from amends.facts import Moment, Verdict
from amends.facts.moments import SECOND_US
from amends.learning.effects import Effect, judge_lessons
from amends.learning.lessons import CONTACTS, REFUNDS, Lesson, lessons
from amends.learning.literals import is_in
from amends.learning.witnessed import Witnessed, WitnessedContact, WitnessedRefund
from amends.record import Record
from amends.record.lessons import lessons_told
from amends.scores.taken import ENDED_FOR_ABUSE

from .desk import store
from .desk.models import DeskRefund, DeskTaken
from .sweep_row import told_in
from .world import world

READ_AT_ONCE: Final = 5_000
SLOW_SECONDS: Final = 1.0
STALE_FACTOR: Final = 100  # what took 3 seconds may be 5 minutes old: the desk changes all the time
OF_CONTACTS: Final = ("channel", "reason", "product")
_ANSWERED: Final = (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The effects as of `at`, of the desk in this version."""

    desk: object
    version: int
    lessons: tuple[Lesson, ...]
    effects: tuple[Effect, ...]
    at: Moment
    seconds: float


_lock = threading.Lock()
_kept: _Judged | None = None


def all_lessons(record: Record, now: Moment) -> tuple[Lesson, ...]:
    """Every lesson, the overdue ones first."""
    return lessons(lessons_told(record), now)


def all_effects(now: Moment) -> tuple[Effect, ...]:
    """What came of each lesson, in the order of `all_lessons`. Judged anew when the desk or a lesson has changed."""
    global _kept
    known, version, desk = all_lessons(world().record, now), store.state().version, connection.settings_dict["NAME"]
    with _lock:
        kept = _kept
        if kept is not None and kept.desk == desk and kept.lessons == known:
            slow = kept.seconds > SLOW_SECONDS and now - kept.at < kept.seconds * STALE_FACTOR * SECOND_US
            if kept.version == version or slow:
                return kept.effects
        began = time.perf_counter()
        effects = effects_of(known, now)
        _kept = _Judged(desk, version, known, effects, now, time.perf_counter() - began)
        return effects


def effects_of(known: Sequence[Lesson], now: Moment) -> tuple[Effect, ...]:
    """What came of these lessons as of `now`."""
    rows = {name: rows_of(name) for name in {one.population for one in known if one.since is not None}}
    return judge_lessons(known, rows, now, zone=world().policy.zoneinfo)


def rows_of(population: str) -> Sequence[Witnessed]:
    """The rows of a population."""
    told: dict[str, Iterator[Witnessed]] = {REFUNDS: _refunds(), CONTACTS: _contacts()}
    return tuple(told.get(population, ()))


def traits_of(population: str) -> frozenset[str]:
    """Every trait that a row of this population has, as `gateway=acme`: what a slice can be made of."""
    if population == REFUNDS:
        told = DeskRefund.objects.filter(verdict__in=_ANSWERED).values_list("traits", flat=True).distinct()
        return frozenset(trait for traits in told for trait in told_in(traits))
    rows = DeskTaken.objects.exclude(left_out=ENDED_FOR_ABUSE)
    return frozenset(
        f"{name}={value}" for name in OF_CONTACTS for value in rows.values_list(name, flat=True).distinct() if value
    )


def traits_as_text(literals: Iterable[str]) -> tuple[str, ...]:
    """Those of them that nothing here has: they are what somebody wrote, and may name one of us. What the sources told
    of refunds and contacts is no name, whatever it sounds like.
    """
    told = tuple(literals)
    known = traits_of(REFUNDS) | traits_of(CONTACTS) if told else frozenset()
    return tuple(literal for literal in told if not is_in(known, (literal,)))


def _refunds() -> Iterator[Witnessed]:
    rows = DeskRefund.objects.filter(verdict__in=_ANSWERED).order_by("at", "id")
    for at, verdict, traits in rows.values_list("at", "verdict", "traits").iterator(READ_AT_ONCE):
        yield WitnessedRefund(Moment(at), Verdict(verdict), told_in(traits))


def _contacts() -> Iterator[Witnessed]:
    told = DeskTaken.objects.filter(returned__isnull=False).exclude(left_out=ENDED_FOR_ABUSE)
    rows = told.order_by("started_at", "id")
    for at, returned, *told in rows.values_list("started_at", "returned", *OF_CONTACTS).iterator(READ_AT_ONCE):
        traits = tuple(f"{name}={value}" for name, value in zip(OF_CONTACTS, told, strict=True) if value)
        yield WitnessedContact(Moment(at), returned, traits)
