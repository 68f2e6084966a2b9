"""Writing rows. Everything in one transaction with the follower's cursor, so that both are true or neither."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

from django.db.models import F

from ..queue_row import Row
from .models import DeskHandle, DeskRow, DeskState

AT_ONCE = 400  # SQLite takes a limited number of values in one statement


def state() -> DeskState:
    """How far the follower is, and the version of the desk."""
    return DeskState.objects.get_or_create(id=1)[0]


def record_progress(cursor: int, *, changed: bool) -> None:
    """Move the cursor; a changed desk gets a new version."""
    state()
    DeskState.objects.filter(id=1).update(cursor=cursor, version=F("version") + (1 if changed else 0))


def replace(row: Row | None, handles: Collection[str]) -> set[str]:
    """Put the row of the customer who has these handles. Gives the handles that belonged to rows which went away and
    are not his: whose they are now must be asked again.
    """
    keys = sorted(handles)
    old_rows = set(DeskHandle.objects.filter(handle__in=keys).values_list("row_key", flat=True))
    old_handles = set(DeskHandle.objects.filter(row_key__in=old_rows).values_list("handle", flat=True))
    if row is not None and old_rows == {row.key} and old_handles == set(row.handles):
        DeskRow.objects.filter(key=row.key).update(**fields(row))
        return set()
    remove(old_rows)
    if row is not None:
        insert([row])
    return old_handles - set(keys)


def insert(rows: Sequence[Row]) -> None:
    """Write rows that are known to be new."""
    DeskRow.objects.bulk_create([DeskRow(**fields(row)) for row in rows], batch_size=AT_ONCE // 14 * 4)
    DeskHandle.objects.bulk_create(
        [DeskHandle(handle=handle, row_key=row.key) for row in rows for handle in row.handles],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


def remove(keys: Iterable[str]) -> int:
    """Take rows away, with their handles."""
    gone = list(keys)
    DeskHandle.objects.filter(row_key__in=gone).delete()
    return DeskRow.objects.filter(key__in=gone).delete()[0]


def fields(row: Row) -> dict[str, object]:
    """The columns of a row."""
    return {name: value for name, value in asdict(row).items() if name != "handles"}
