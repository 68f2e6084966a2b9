"""How one mistake is shown: its sentences, its evidence, past lessons that may help, and those that came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from amends.learning.effects import Effect
from amends.learning.mistake_words import sentences
from amends.learning.mistakes import Mistake
from amends.learning.register import mistakes
from amends.learning.similar import Similar, similar, sought_of

from . import files
from .desk import mistakes as desk_mistakes
from .desk.alone import NOBODY
from .mistake_row import mistake_in
from .register_view import slices
from .world import world


@dataclass(frozen=True, slots=True)
class Shown:
    """A past lesson, why it is shown, and what came of it."""

    similar: Similar
    effect: Effect


def mistake_named(name: str) -> Mistake:
    """The mistake with this id, as the record has it now. Raises Http404.

    One told by its week alone is shown as it stands in the list: the customer's file could only add whose it is.
    """
    row = desk_mistakes.row_of(name)
    if row is None:
        raise Http404
    found = mistake_in(row)
    if row.row_key != NOBODY and not found.by_week:
        file = files.load(row.row_key)
        now = mistakes(file, world().policy) if file is not None else ()
        found = next((one for one in now if one.id == name), found)
    return desk_mistakes.with_slice(found, slices())


def told(mistake: Mistake) -> tuple[str, ...]:
    """Its sentences; the first is the heading."""
    return tuple(sentences(mistake, world().policy.zoneinfo))


def cause_query(mistake: Mistake) -> str:
    """The address part of the page of its cause; empty where none is known."""
    return urlencode([("slice", literal) for literal in mistake.cause])


def may_be_noted(mistake: Mistake) -> bool:
    """Of a call that ended nothing is noted: it would say whose it was."""
    return not mistake.by_week


def came_of(mistake: Mistake, effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """The lessons that came of it."""
    return tuple(one for one in effects if _is_of(one, mistake))


def helpful(mistake: Mistake, effects: Sequence[Effect]) -> tuple[Shown, ...]:
    """At most three past lessons that may help here, with what came of them."""
    by_id = {one.lesson.id: one for one in effects if not _is_of(one, mistake)}
    words = (desk_mistakes.row_of(name) for one in by_id.values() for name in one.lesson.mistakes)
    before = [mistake_in(row) for row in words if row is not None]
    found = similar(sought_of(mistake), [one.lesson for one in by_id.values()], told=before)
    return tuple(Shown(one, by_id[one.lesson.id]) for one in found)


def _is_of(effect: Effect, mistake: Mistake) -> bool:
    return mistake.id in effect.lesson.mistakes or effect.lesson.id in mistake.lessons
