"""Writing rows. Everything in one transaction with the follower's cursor, so that both are true or neither."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from dataclasses import fields as dataclass_fields

from django.db.models import F

from ..queue_row import Row
from .models import DeskHandle, DeskPromise, DeskRow, DeskState, DeskTask
from .private import digest

_COLUMNS = tuple(f.name for f in dataclass_fields(Row) if f.name not in ("handles", "promises", "tasks"))
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
        _clear_lists([row.key])
        _insert_lists([row])
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
    _insert_lists(rows)


def _insert_lists(rows: Iterable[Row]) -> None:
    rows = list(rows)
    promises = [DeskPromise(row_key=row.key, **asdict(one)) for row in rows for one in row.promises]
    tasks = [DeskTask(digest=digest(row.key, t.user), row_key=row.key, at=t.at) for row in rows for t in row.tasks]
    if promises:
        DeskPromise.objects.bulk_create(promises, batch_size=AT_ONCE // 8)
    if tasks:
        DeskTask.objects.bulk_create(tasks, batch_size=AT_ONCE // 3)


def _clear_lists(keys: Sequence[str]) -> None:
    DeskPromise.objects.filter(row_key__in=keys).delete()
    DeskTask.objects.filter(row_key__in=keys).delete()


def clear() -> None:
    """Take every row away, before all are made again."""
    for model in (DeskTask, DeskPromise, DeskHandle, DeskRow):
        model.objects.all().delete()


def remove(keys: Iterable[str]) -> int:
    """Take rows away, with their handles."""
    gone = list(keys)
    DeskHandle.objects.filter(row_key__in=gone).delete()
    _clear_lists(gone)
    return DeskRow.objects.filter(key__in=gone).delete()[0]


def fields(row: Row) -> dict[str, object]:
    """The columns of a row."""
    return {name: getattr(row, name) for name in _COLUMNS}
