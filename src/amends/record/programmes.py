"""The remediations of an organisation, as the record tells them: few entries, read by their kinds."""

from amends.facts import Entry, Programme
from amends.facts.kinds import ProgrammeClosed, ProgrammeOpened, ScopeChanged, ScopeTested, SuspectListed

from .record import Record

_KINDS = (ProgrammeOpened, ScopeChanged, ScopeTested, ProgrammeClosed)
_PAGE_ENTRIES = 1000


def programmes_told(record: Record) -> tuple[Entry, ...]:
    """Every entry about a programme itself, of all programmes: what `remediation.programmes` folds."""
    return tuple(entry for kind in _KINDS for entry in _of_kind(record, kind.kind))


def erased(record: Record, programme: Programme) -> int:
    """How many of its refunds are on its list no more, because their customers were erased from the record: all were
    written down at once with it, and nobody is ever taken off.
    """
    listed = {
        entry.what.matter
        for entry in _of_kind(record, SuspectListed.kind)
        if isinstance(entry.what, SuspectListed) and entry.what.programme == programme.id
    }
    return max(programme.rows - len(listed), 0)


def _of_kind(record: Record, kind: str) -> list[Entry]:
    found: list[Entry] = []
    after = 0
    while page := record.of_kind(kind, after=after, limit=_PAGE_ENTRIES):
        after = page[-1][0]
        found += (entry for _, entry in page)
    return found
