"""Lessons, and notes on mistakes, as the record tells them: few entries, read by their kinds."""

from typing import Final

from amends.facts import Entry
from amends.facts.kinds import LessonChanged, LessonMade, MistakeNoted

from .record import Record

_PAGE_ENTRIES: Final = 1000


def lessons_told(record: Record) -> tuple[Entry, ...]:
    """Every entry about a lesson: what `learning.lessons` folds."""
    return (*_of_kind(record, LessonMade.kind), *_of_kind(record, LessonChanged.kind))


def notes_told(record: Record) -> tuple[Entry, ...]:
    """Every note on a mistake, of customers and of none."""
    return tuple(_of_kind(record, MistakeNoted.kind))


def _of_kind(record: Record, kind: str) -> list[Entry]:
    found: list[Entry] = []
    after = 0
    while page := record.of_kind(kind, after=after, limit=_PAGE_ENTRIES):
        after = page[-1][0]
        found += (entry for _, entry in page)
    return found
