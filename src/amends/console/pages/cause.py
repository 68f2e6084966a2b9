"""The picture of a cause: how often refunds of a slice go wrong against all others, over time; and what to do then."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.causes import FAILED, UNKNOWN, RefundCause, Spell, Told, find_spell, series
from amends.facts import Problem, Refused

from ..cause_words import number, since_words, slice_words, sure_words, times, turn_words
from ..desk import refunds
from ..picture import described, picture
from ..world import world
from . import opening
from .sweep import seen

LITERALS_MAX: Final = 6
POINTS_MAX: Final = 62
WIDTHS_DAYS: Final = (1, 7, 28)
ROWS_A_POINT: Final = 3  # fewer, and the rate of a day says nothing


@dataclass(frozen=True, slots=True)
class Counts:
    """What a slice comes to over the whole time. `unknown` are those that no witness has answered for."""

    failures: int
    rows: int
    rest_failures: int
    rest_rows: int
    unknown: int
    spell: Spell


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`/causes?slice=gateway=acme&slice=version=4.2`."""
    return page(request, hear_slice(request.GET.getlist("slice")), told=request.GET)


def page(request: HttpRequest, slice_: tuple[str, ...], *, told: QueryDict, refused: str = "") -> HttpResponse:
    """The page of this slice; `told` is what its form says, `refused` the words of a rule that forbade it."""
    found, cause = _searched(slice_)
    literals = codes_of(found.told, slice_)
    counts = count(found.told, literals, cause)
    daily = series(found.told, literals)  # a week may lie on both sides of a turn
    width = width_of(len(daily), counts.rows)
    points = daily if width == 1 else series(found.told, literals, days_width=width)
    context = {
        "slice": slice_,
        "words": slice_words(slice_),
        "counts": counts,
        "picture": picture(points, counts.spell, width),
        "desc": described(daily, counts.spell),
        "points": [point for point in points if point.rows or point.rest_rows],
        "width": {1: "day", 7: "week", 28: "four weeks"}[width],
        "searched": found,
        "since": since_words(counts.spell),
        "refused": refused,
        "form_id": str(uuid.uuid4()),
    }
    context |= _in_words(cause) if cause else {}
    try:
        context |= opening.form_of(slice_, told, counts.spell)
    except Refused as error:
        context |= {"refused": str(error)} | opening.form_of(slice_, QueryDict(), counts.spell)
    return render(request, "desk/cause.html", context, status=409 if refused else 200)


def evidence_of(slice_: tuple[str, ...]) -> str:
    """What the search says of it, as JSON; empty where it was not found but chosen."""
    _, cause = _searched(slice_)
    return opening.evidence_json(cause.cause, cause.literals) if cause else ""


def _searched(slice_: tuple[str, ...]) -> tuple[refunds.Found, RefundCause | None]:
    found = refunds.causes(world().now())
    return found, next((one for one in found.causes if set(one.literals) == set(slice_)), None)


def _in_words(found: RefundCause) -> dict[str, object]:
    cause = found.cause
    return {
        "seen": seen(found),
        "lift": times(cause.lift),
        "lift_lo": number(cause.lift_lo),
        "lift_hi": number(cause.lift_hi),
        "sure": sure_words(cause.adj_p),
        "turns": turn_words(cause.spell),
        "aliases": [slice_words(alias) for alias in found.aliases],
    }


def hear_slice(told: Sequence[str]) -> tuple[str, ...]:
    """The traits of an address, each once. Raises Refused."""
    slice_ = tuple(dict.fromkeys(literal[:200] for literal in told))
    if not slice_ or len(slice_) > LITERALS_MAX or any("=" not in literal for literal in slice_):
        raise Refused(Problem("This slice", "needs one to six traits", "Choose a cause on the sweep page"))
    return slice_


def codes_of(told: Told, slice_: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The same traits as the table has them. Raises Refused for one that no refund has."""
    table, codes = told.table, []
    for literal in slice_:
        name, _, value = literal.partition("=")
        if name not in table.names or value not in table.values[table.names.index(name)]:
            step = "Choose a cause on the sweep page; a trait that all refunds share tells nothing apart"
            raise Refused(Problem("This slice", "is not one that the sweep can compare", step, value=literal))
        column = table.names.index(name)
        codes.append((column, table.values[column].index(value)))
    return tuple(codes)


def count(told: Told, literals: Sequence[tuple[int, int]], cause: RefundCause | None) -> Counts:
    """Failures and rows in the slice and outside, and when it began."""
    inside, known, failed = told.table.inside(literals), told.outcomes != UNKNOWN, told.outcomes == FAILED
    assert told.at is not None, "a sweep has times"
    mine = inside & known
    return Counts(
        failures=int(np.count_nonzero(inside & failed)),
        rows=int(np.count_nonzero(mine)),
        rest_failures=int(np.count_nonzero(~inside & failed)),
        rest_rows=int(np.count_nonzero(~inside & known)),
        unknown=int(np.count_nonzero(inside & ~known)),
        spell=cause.cause.spell if cause else find_spell(told.at[mine], failed[mine]),
    )


def width_of(days: int, rows: int) -> int:
    """Days where they hold enough and are not too many, else weeks, else four weeks: as many days as a point has."""
    for width in WIDTHS_DAYS[:-1]:
        points = -(-days // width)
        if points <= POINTS_MAX and rows >= points * ROWS_A_POINT:
            return width
    return WIDTHS_DAYS[-1] if days > POINTS_MAX * WIDTHS_DAYS[1] else WIDTHS_DAYS[1]
