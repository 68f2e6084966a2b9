"""What was taken in each window, counted as rows come and go: whether a window changed is known without reading it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from django.db.models import F

from ..shown import Shown
from ..taken_row import MARKS
from .models import DeskStep, DeskTaken, DeskWindow

AT_ONCE = 400


class Counted:
    """The rows of some customers before and after they were written. What explained a contact that is gone goes too."""

    def __init__(self, keys: Collection[str] = ()) -> None:
        rows = DeskTaken.objects.filter(row_key__in=list(keys)) if keys else DeskTaken.objects.none()
        self._before = list(rows.values_list("window_start", "mark", "contact"))

    def now(self, customers: Iterable[Shown]) -> None:
        """These rows stand there instead."""
        rows = [row for one in customers for row in one.taken]
        _add(_change(self._before, [(row.window_start, row.mark) for row in rows]))
        gone = {contact for _, _, contact in self._before} - {row.contact for row in rows}
        for batch in _batches(sorted(gone)):
            DeskStep.objects.filter(contact__in=batch).delete()


def sweep_steps() -> None:
    """After all rows were made again: what explains a contact that is no more goes."""
    DeskStep.objects.exclude(contact__in=DeskTaken.objects.values("contact")).delete()


def _change(before: Iterable[tuple[int, int, str]], after: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """By window: how many contacts more, and what is to be added to the mark. Windows in which nothing changed are
    left out.
    """
    contacts, marks = Counter[int](), Counter[int]()
    for start, mark, _ in before:
        contacts[start] -= 1
        marks[start] -= mark
    for start, mark in after:
        contacts[start] += 1
        marks[start] += mark
    found = {start: (contacts[start], marks[start] % MARKS) for start in sorted(contacts)}
    return {start: change for start, change in found.items() if change != (0, 0)}


def _add(changes: dict[int, tuple[int, int]]) -> None:
    for start, (contacts, mark) in changes.items():
        window = DeskWindow.objects.filter(start=start)
        if not window.update(contacts=F("contacts") + contacts, mark=(F("mark") + mark) % MARKS):
            DeskWindow.objects.create(start=start, contacts=contacts, mark=mark)
    if changes:
        DeskWindow.objects.filter(contacts=0).delete()


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
