"""Events of formbricks' webhook -> entries, each with its own fate."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from amends.facts import CUSTOMER, Entry, Problem, Source
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.table import Mapping
from amends.intake.table.cells import BadCell

from .formbricks import cells_of_response, is_response
from .json_items import Item
from .rows import hear_row


@dataclass(frozen=True, slots=True)
class Reading:
    """What is the same for all responses of one intake."""

    where: str
    source: str
    mapping: Mapping


def hear_responses(items: Iterable[Item], reading: Reading) -> Heard:
    """One answer for each state of a response, however often it is told."""
    return together(_hear(item, reading) for item in items)


def together(parts: Iterable[Heard]) -> Heard:
    """Many as one, without copying what is there for each that is added."""
    found = list(parts)
    return Heard(
        tuple(chain.from_iterable(one.entries for one in found)),
        tuple(chain.from_iterable(one.problems for one in found)),
        tuple(chain.from_iterable(one.not_understood for one in found)),
    )


def _hear(item: Item, reading: Reading) -> Heard:
    if item.wrong or not is_response(item.value):
        return not_understood(item, reading.where, item.wrong or "is no response of a survey")
    cells = cells_of_response(item.value, reading.mapping)
    notes = _without_bare_numbers(cells, item, reading)
    try:
        told, row = hear_row(cells, reading.mapping, reading.source)
    except BadCell as bad:
        problem = Problem(reading.where, bad.what, bad.next_step, item.line, bad.column, bad.value)
        return not_understood(item, reading.where, f"{bad.column}: {bad.what}", problem)
    notes += [Problem(reading.where, n.what, n.next_step, item.line, n.column, n.value) for n in row.notes]
    entries = (Entry(Source(reading.source, CUSTOMER), t.source_id, t.occurred, t.what) for t in (told, *told.also))
    return Heard(tuple(entries), tuple(notes))


def _without_bare_numbers(cells: dict[str, str], item: Item, reading: Reading) -> list[Problem]:
    """A posted answer cannot be posted again with an option more, so it is taken without a number that says no system;
    a row of a table waits for the option instead.
    """
    notes = []
    for name, system in (("ticket", reading.mapping.helpdesk), ("call", reading.mapping.phone_system)):
        number = cells.get(name, "")
        if number and "/" not in number and not system:
            del cells[name]
            step = "Put the system before it in the hidden field or the link, for example zendesk/4711"
            what = "does not say whose number it is; the answer was taken without it"
            notes.append(Problem(reading.where, what, step, item.line, name, number))
    return notes


def not_understood(item: Item, where: str, reason: str, problem: Problem | None = None) -> Heard:
    """The item with its bytes, under an id that is the same when it comes again; no bytes are only a problem."""
    step = "Correct it and take it in again; the others were taken"
    problem = problem or Problem(where, reason, step, line=item.line)
    if not item.raw:
        return Heard(problems=(problem,))
    source_id = f"survey:raw:{hashlib.sha256(item.raw).hexdigest()[:24]}"
    return Heard(problems=(problem,), not_understood=(NotUnderstood(source_id, reason, item.raw),))
