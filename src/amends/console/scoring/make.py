"""One window of scores: its rows read, fitted, and what was found stored in their place."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db import transaction

from amends.facts import Moment, Refused
from amends.scores.taken import Taken
from amends.scores.windows import Window

from ..desk.many import insert_many
from ..desk.models import DeskFit, DeskStep, DeskTaken
from ..taken_row import taken_of

if TYPE_CHECKING:
    from amends.scores.fair import FairFit

READ_AT_ONCE: Final = 5_000
WRITTEN_AT_ONCE: Final = 5_000  # so that nobody waits long for the database while steps are written
_STEP_COLUMNS: Final = ("steps", "window_start", "contact", "case", "seq", "before", "low", "high", "after")
_COLUMNS: Final = tuple(field.name for field in fields(Taken))


def make(window: Window, now: Moment, made_from: str) -> None:
    """Fit this window and store what was found, or in words why nothing could be.

    Steps of cases are there only where the gate passes. They are written before the fit that they belong to, and count
    from the moment at which it is there; those of the former fit go in that moment.
    """
    found, refused = _fitted(taken_in(window))
    number = secrets.randbits(62)
    payload = ""
    if found is not None:
        payload = _payload(found, window, now)
        if not found.gate().held:
            _write_steps(found, window, number)
    told = {"end": window.end, "name": window.name, "made_from": made_from, "made_at": now}
    with transaction.atomic():
        DeskFit.objects.update_or_create(
            start=window.start, defaults={**told, "payload": payload, "refused": refused, "steps": number}
        )
        DeskStep.objects.filter(window_start=window.start).exclude(steps=number).delete()


def forget(starts: Collection[int]) -> None:
    """Take the fits of these windows away."""
    if starts:
        with transaction.atomic():
            DeskFit.objects.filter(start__in=starts).delete()
            DeskStep.objects.filter(window_start__in=starts).delete()


def taken_in(window: Window) -> list[Taken]:
    """Everything that was taken in a window and of which it is known what came of it; a contact that stands with two
    customers counts once.
    """
    rows = DeskTaken.objects.filter(window_start=window.start, returned__isnull=False)
    ordered = rows.order_by("started_at", "contact", "row_key").values_list(*_COLUMNS, named=True)
    found: list[Taken] = []
    for row in ordered.iterator(READ_AT_ONCE):
        if not found or found[-1].contact != row.contact:
            found.append(taken_of(row))
    return found


def _fitted(rows: Sequence[Taken]) -> "tuple[FairFit | None, str]":
    from amends.scores.fair import fit
    from amends.scores.tables import tables_of

    try:
        contacts, arrival, spared = tables_of(rows)
        return fit(contacts, arrival, spared=spared), ""
    except Refused as error:
        return None, str(error)


def _payload(found: "FairFit", window: Window, now: Moment) -> str:
    from amends.scores.published import published

    from .stored import payload_of

    return payload_of(published(found, window, now))


def _write_steps(found: "FairFit", window: Window, number: int) -> None:
    rows = (
        (number, window.start, one.contact_id, case, one.seq, one.before, one.low, one.high, one.after)
        for case, one in found.steps()
    )
    while batch := list(islice(rows, WRITTEN_AT_ONCE)):
        with transaction.atomic():
            insert_many(DeskStep, _STEP_COLUMNS, batch)
