"""Mistakes that concern no customer: they stand in notes alone, which the record finds by their kind."""

from collections.abc import Iterable

from django.db import transaction

from amends.facts import Entry
from amends.facts.kinds import MistakeNoted
from amends.learning.register import noted_alone
from amends.record import Record
from amends.record.lessons import notes_told

from ..mistake_row import row_of
from . import store
from .models import DeskMistake

NOBODY = ""  # the row_key of what concerns no customer


def follow(record: Record, entries: Iterable[Entry]) -> None:
    """Bring them up to date where one of these entries is such a note."""
    if any(_is_alone(entry) for entry in entries):
        renew(record)


def renew(record: Record) -> None:
    """Make them again from all notes in the record."""
    with transaction.atomic():
        store.begin()
        put(notes_told(record))
        store.record_change()


def put(entries: Iterable[Entry]) -> None:
    """Write those of these entries instead of what is there. The caller has begun a transaction."""
    found = noted_alone(entry for entry in entries if _is_alone(entry))
    DeskMistake.objects.filter(row_key=NOBODY).delete()
    store.insert_mistakes(NOBODY, (row_of(one) for one in found))


def _is_alone(entry: Entry) -> bool:
    return isinstance(entry.what, MistakeNoted) and not entry.what.about
