"""The entries about reports: few, read by their kinds. They have no handle, and come into no customer's file."""

from typing import Final

from amends.facts import Entry
from amends.facts.kinds import ReportChanged, ReportIdentity, ReportMade

from .record import Record

_KINDS: Final = (ReportMade, ReportIdentity, ReportChanged)
_PAGE_ENTRIES: Final = 1000


def reports_told(record: Record) -> tuple[Entry, ...]:
    """All of them; what was destroyed is not among them. `learning.reports` folds them."""
    found: list[Entry] = []
    for kind in _KINDS:
        after = 0
        while page := record.of_kind(kind.kind, after=after, limit=_PAGE_ENTRIES):
            after = page[-1][0]
            found += (entry for _, entry in page)
    return tuple(found)
