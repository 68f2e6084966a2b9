"""The programmes of an organisation, as their entries tell them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from amends.facts import Entry, Moment, Programme, Scope, ScopeTest, in_order_of_happening
from amends.facts.kinds import ProgrammeClosed, ProgrammeOpened, ScopeChanged, ScopeTested

from .requests import same_person


def programmes(entries: Iterable[Entry]) -> tuple[Programme, ...]:
    """Every programme that was opened, the oldest first. A function of the set of entries: their order does not matter.

    A name that was opened twice is the first of the two. The last scope counts, with its rows and their hash.
    """
    told = in_order_of_happening(entries)
    found: dict[str, Programme] = {}
    for entry in told:
        if isinstance(entry.what, ProgrammeOpened) and entry.what.programme not in found:
            found[entry.what.programme] = _opened(entry.what, entry.occurred)
    return tuple(_as_told(programme, told) for programme in found.values())


def _opened(what: ProgrammeOpened, at: Moment) -> Programme:
    scope = Scope(what.slice, what.since, what.until, what.reasons)
    return Programme(
        id=what.programme,
        title=what.title,
        opened=at,
        opened_by=what.by,
        as_of=what.as_of,
        scopes=(scope,),
        rows=what.rows,
        rows_hash=what.rows_hash,
        rules=what.rules,
        evidence=what.evidence,
    )


def _as_told(programme: Programme, told: Sequence[Entry]) -> Programme:
    closings: list[Entry] = []
    for entry in told:
        what = entry.what
        if isinstance(what, ScopeChanged) and what.programme == programme.id:
            programme = _changed(programme, what)
            closings.clear()  # who signed it off had not seen those who are in it now
        elif isinstance(what, ScopeTested) and what.programme == programme.id:
            programme = replace(programme, tests=(*programme.tests, _tested(what, entry.occurred)))
        elif isinstance(what, ProgrammeClosed) and what.programme == programme.id:
            closings.append(entry)
    return _closed(programme, closings)


def _changed(programme: Programme, what: ScopeChanged) -> Programme:
    scope = Scope(what.slice, what.since, what.until, what.reasons)
    scopes = (*programme.scopes, scope)
    return replace(programme, scopes=scopes, as_of=what.as_of, rows=what.rows, rows_hash=what.rows_hash)


def _tested(what: ScopeTested, at: Moment) -> ScopeTest:
    return ScopeTest(
        at=at,
        seed=what.seed,
        outside=what.outside,
        drawn=len(what.matters),
        answered=what.answered,
        hit=what.hit,
        missed_at_most=what.missed_at_most,
        by=what.by,
    )


def _closed(programme: Programme, closings: Sequence[Entry]) -> Programme:
    """Each person signs once; the second one closes it."""
    signed: dict[str, tuple[str, Moment]] = {}
    for entry in closings:
        if isinstance(entry.what, ProgrammeClosed) and same_person(entry.what.by):
            signed.setdefault(same_person(entry.what.by), (entry.what.by, entry.occurred))
    people = list(signed.values())
    closed_at = people[1][1] if len(people) > 1 else None
    return replace(programme, closed_by=tuple(name for name, _ in people), closed_at=closed_at)
