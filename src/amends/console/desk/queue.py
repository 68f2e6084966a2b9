"""Reading the queue: one page of rows in order, and how many stand in each band."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from ..queue_row import OPEN, Band
from .models import DeskRow

PAGE_ROWS = 50
SIDE_ROWS = 15
PAGES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` in the order of the queue. `number` counts from 1."""

    rows: tuple[DeskRow, ...]
    number: int
    more: bool
    band: Band | None


def page(number: int = 1, band: Band | None = None, *, rows: int = PAGE_ROWS) -> Page:
    """One page: what is owed, then promised, then waiting. Without a band, everything that is open."""
    number = min(max(number, 1), PAGES_MAX)
    bands = OPEN if band is None else (band,)
    found = DeskRow.objects.filter(band__gte=min(bands), band__lte=max(bands)).order_by("band", "weight", "key")
    start = (number - 1) * rows
    taken = list(found[start : start + rows + 1])
    return Page(tuple(taken[:rows]), number, len(taken) > rows, band)


_counted: tuple[tuple[object, int], dict[Band, int]] | None = None


def counts(version: int) -> dict[Band, int]:
    """How many rows each band has; counted once per version of the desk."""
    global _counted
    of = (connection.settings_dict["NAME"], version)
    if _counted is None or _counted[0] != of:
        rows = DeskRow.objects.values_list("band").annotate(n=Count("key")).order_by("band")
        _counted = (of, {Band(band): n for band, n in rows})
    return _counted[1]
