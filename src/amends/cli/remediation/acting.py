"""One act for many: each is checked by the rules, written down once, and what a rule forbids is said in words."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Entry, Moment, NotAllowed, Problem
from amends.facts.kinds import What

from ..common import counted, say_json
from .placed import Placed

if TYPE_CHECKING:
    from amends.record import Record

Making = Callable[[Placed], What]
Naming = Callable[[Placed, What], str]


@dataclass(frozen=True, slots=True)
class Acted:
    """`done` were written down now, `known` before; `refused` are what the rules forbid, in words."""

    done: tuple[Placed, ...]
    known: tuple[Placed, ...]
    refused: tuple[Problem, ...]


def act(record: "Record", found: Sequence[Placed], making: Making, naming: Naming, *, now: Moment) -> Acted:
    """What `making` gives for each, under the id that `naming` gives it, in one commit. An id that the customer's file
    knows already is not written again. What the record did not take as new counts as known.
    """
    done, known, refused = [], [], []
    entries: list[Entry] = []
    for one in found:
        try:
            what = making(one)
        except NotAllowed as error:
            refused.append(error.problem)
            continue
        entry = desk_entry(naming(one, what), now, what)
        if any(told.id == entry.id for told in one.file.told):
            known.append(one)
        else:
            entries.append(entry)
            done.append(one)
    taken = applied(record, entries)
    known += [one for one, new in zip(done, taken, strict=True) if not new]
    done = [one for one, new in zip(done, taken, strict=True) if new]
    return Acted(tuple(done), tuple(known), tuple(refused))


def desk_entry(source_id: str, now: Moment, what: What) -> Entry:
    """What one of us did, as an entry."""
    from amends.remediation.opening import DESK

    return Entry(DESK, source_id, now, what)


def applied(record: "Record", entries: Sequence[Entry]) -> list[bool]:
    """Append them, and say of each whether the record took it as new."""
    from amends.record.words import Outcome
    from amends.remediation.opening import DESK

    if not entries:
        return []
    receipt = record.append(entries, source=DESK.name)
    return [outcome is Outcome.APPLIED for outcome in receipt.outcomes]


def tell_acted(acted: Acted, did: str, *, named: bool, as_json: bool) -> None:
    """What was done, in words ("requested") or JSON. What the rules forbid is said on standard error; where the matters
    were named, the command then ends with the exit code of a rule.
    """
    if as_json:
        say_json(acted_json(acted, did))
    else:
        click.echo(f"{counted(len(acted.done), 'refund')} {did}." + _known(acted.known))
    for problem in acted.refused:
        click.echo(f"amends: {problem}", err=True)
    if acted.refused and named:
        sys.exit(NotAllowed.exit_code)


def acted_json(acted: Acted, did: str) -> dict[str, Any]:
    """The documented shape in JSON."""
    return {
        did.replace(" ", "_"): [one.standing.matter for one in acted.done],
        "known_already": [one.standing.matter for one in acted.known],
        "refused": [{"matter": p.where, "why": p.what, "next_step": p.next_step} for p in acted.refused],
    }


def _known(known: Iterable[Placed]) -> str:
    number = len(list(known))
    return f" {number:,} were so already." if number else ""
