"""Writing down what is learnt: once, however often its form is sent."""

from collections.abc import Callable
from datetime import date, datetime

from django.http import HttpRequest

from amends.facts import Entry, Moment, Problem, Refused
from amends.facts.kinds import What
from amends.facts.moments import moment_of

from ..days import end_of_day
from ..world import world
from .doing import DESK, form_id_of, text_of


def record_once(request: HttpRequest, said: str, making: Callable[[], What]) -> None:
    """Write down what `making` gives, unless this very form was sent before. It is asked under the lock of all acts, so
    that what it checked is still so; it raises what a page may say.
    """
    here = world()
    with here.acting:
        if recorded(request, said) is None:
            here.record.append([Entry(DESK, _id_of(request, said), here.now(), making())], source=DESK.name)


def recorded(request: HttpRequest, said: str) -> What | None:
    """What this very form wrote down when it was sent before."""
    entry = world().record.entry(f"{DESK.name}/{_id_of(request, said)}")
    return None if entry is None else entry.what


def _id_of(request: HttpRequest, said: str) -> str:
    return f"{said}:{form_id_of(request)}"


def lines_of(request: HttpRequest, name: str) -> tuple[str, ...]:
    """What was written in a field, a value to a line."""
    return tuple(dict.fromkeys(line.strip() for line in text_of(request, name).splitlines() if line.strip()))


def slice_of(request: HttpRequest, name: str) -> tuple[str, ...]:
    """Traits as people write them: `gateway=acme, version=4.2`."""
    told = (literal.strip() for line in lines_of(request, name) for literal in line.split(","))
    return tuple(dict.fromkeys(literal for literal in told if literal))


def day_of(request: HttpRequest, name: str) -> date | None:
    """The day that a field names; None of an empty one. Raises Refused."""
    told = text_of(request, name)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise Refused(Problem("The day", "is none", "Write for example 2026-06-30", value=told)) from None


def begin_of(day: date | None) -> Moment | None:
    """The first moment of a day on the team's clock."""
    zone = world().policy.zoneinfo
    return None if day is None else moment_of(datetime(day.year, day.month, day.day, tzinfo=zone))


def end_of(day: date | None) -> Moment | None:
    """The moment at which a day is over on the team's clock."""
    begin = begin_of(day)
    return None if begin is None else end_of_day(begin, world().policy.zoneinfo)
