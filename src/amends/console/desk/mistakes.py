"""Reading the register: one page of it, its counts by step and cause, one mistake, and those of a span of time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from amends.facts import Moment
from amends.learning.checked import Done
from amends.learning.mistakes import Mistake
from amends.learning.names import folded
from amends.learning.register import with_causes

from ..mistake_row import done_in, mistake_in
from ..sweep_row import lines, told_in
from .models import DeskDone, DeskMistake

PAGE_ROWS: Final = 50
PAGES_MAX: Final = 2_000
READ_AT_ONCE: Final = 2_000
ASKED_WORDS_MAX: Final = 8
Slices = Mapping[str, tuple[str, ...]]  # of remediations, by their names


@dataclass(frozen=True, slots=True)
class Filter:
    """Which mistakes are listed. Empty text is no filter; `asked` are words that all have to occur."""

    step: str = ""
    cause: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the register, the newest first."""

    rows: tuple[Mistake, ...]
    count: int
    number: int
    more: bool


def page(chosen: Filter, number: int, slices: Slices) -> Page:
    """The mistakes of this choice."""
    number = min(max(number, 1), PAGES_MAX)
    found = _chosen(chosen, slices)
    start = (number - 1) * PAGE_ROWS
    rows = list(found.order_by("-at", "mistake", "row_key")[start : start + PAGE_ROWS + 1])
    shown = tuple(with_causes((mistake_in(row) for row in rows[:PAGE_ROWS]), slices))
    return Page(shown, found.count(), number, len(rows) > PAGE_ROWS)


def by_step() -> dict[str, int]:
    """How many mistakes each step has, the most first."""
    rows = _known().values_list("step").annotate(Count("id")).order_by()
    return dict(sorted(rows, key=lambda one: (-one[1], one[0])))


def by_cause(slices: Slices) -> dict[str, int]:
    """How many mistakes share a trait that was named as their cause, the most first."""
    found = Counter[str]()
    for cause, programme, number in _known().values_list("cause", "programme").annotate(Count("id")).order_by():
        for literal in told_in(cause) or slices.get(programme, ()):
            found[literal] += number
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def row_of(mistake: str) -> DeskMistake | None:
    """The row of the mistake with this id."""
    return _known().filter(mistake=mistake).order_by("row_key").first()


def found_between(since: Moment, until: Moment, slices: Slices) -> tuple[Mistake, ...]:
    """Those found in this span, `until` not included; where nobody has noticed, those that happened in it."""
    rows = _known().filter(at__gte=since, at__lt=until).order_by("at", "mistake", "row_key")
    return tuple(with_causes((mistake_in(row) for row in rows.iterator(READ_AT_ONCE)), slices))


def done_for_good() -> Iterator[Done]:
    """Everything that was done for good, and what came of it."""
    return (done_in(row) for row in DeskDone.objects.order_by("at", "id").iterator(READ_AT_ONCE))


def first_checked() -> dict[str, Moment]:
    """When the list of each action was answered first before it was done: from then on it is asked."""
    rows = DeskDone.objects.filter(checked=True).values_list("action").annotate(Min("at")).order_by()
    return {action: Moment(at) for action, at in rows}


def with_slice(mistake: Mistake, slices: Slices) -> Mistake:
    """With the slice of its remediation where nobody has noted a cause."""
    return mistake if mistake.cause else replace(mistake, cause=slices.get(mistake.programme, ()))


def _known() -> "QuerySet[DeskMistake, DeskMistake]":
    return DeskMistake.objects.filter(known=True)


def _chosen(chosen: Filter, slices: Slices) -> Any:
    found = _known()
    if chosen.step:
        found = found.filter(step=chosen.step)
    if chosen.cause:
        inside = [name for name, slice_ in slices.items() if chosen.cause in slice_]
        found = found.alias(place=StrIndex("cause", Value(lines((chosen.cause,)))))
        found = found.filter(Q(place__gt=0) | Q(cause="", programme__in=inside))
    for number, word in enumerate(folded(chosen.asked).split()[:ASKED_WORDS_MAX]):
        name = f"word_{number}"
        found = found.alias(**{name: StrIndex("words", Value(word))}).filter(**{f"{name}__gt": 0})
    return found
