"""Writing rows. Everything in one transaction with the follower's cursor, so that both are true or neither."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from dataclasses import fields as dataclass_fields

from django.db.models import F, Model

from ..queue_row import Row
from ..shown import Shown
from ..sweep_row import RefundRow, VictimRow
from .models import DeskHandle, DeskPromise, DeskRefund, DeskRow, DeskState, DeskTask, DeskVictim
from .private import digest

_COLUMNS = tuple(f.name for f in dataclass_fields(Row) if f.name not in ("promises", "tasks"))
_LISTS: tuple[type[Model], ...] = (DeskPromise, DeskTask, DeskRefund, DeskVictim)
AT_ONCE = 400  # SQLite takes a limited number of values in one statement


def state() -> DeskState:
    """How far the follower is, and the version of the desk."""
    return DeskState.objects.get_or_create(id=1)[0]


def record_progress(cursor: int, *, changed: bool) -> None:
    """Move the cursor; a changed desk gets a new version."""
    state()
    DeskState.objects.filter(id=1).update(cursor=cursor, version=F("version") + (1 if changed else 0))


def replace(shown: Shown | None, handles: Collection[str]) -> set[str]:
    """Put what is listed of the customer who has these handles. Gives the handles that belonged to rows which went
    away and are not his: whose they are now must be asked again.
    """
    keys = sorted(handles)
    old_rows = set(DeskHandle.objects.filter(handle__in=keys).values_list("row_key", flat=True))
    old_handles = set(DeskHandle.objects.filter(row_key__in=old_rows).values_list("handle", flat=True))
    if shown is not None and old_rows == {shown.key} and old_handles == set(shown.handles):
        _put_row(shown)
        _clear_lists([shown.key])
        _insert_lists([shown])
        return set()
    remove(old_rows)
    if shown is not None:
        insert([shown])
    return old_handles - set(keys)


def _put_row(shown: Shown) -> None:
    if shown.row is None:
        DeskRow.objects.filter(key=shown.key).delete()
    elif not DeskRow.objects.filter(key=shown.key).update(**fields(shown.row)):
        DeskRow.objects.create(**fields(shown.row))


def insert(customers: Sequence[Shown]) -> None:
    """Write what is listed of customers who are known to be new."""
    rows = [one.row for one in customers if one.row is not None]
    DeskRow.objects.bulk_create([DeskRow(**fields(row)) for row in rows], batch_size=AT_ONCE // 14 * 4)
    DeskHandle.objects.bulk_create(
        [DeskHandle(handle=handle, row_key=one.key) for one in customers for handle in one.handles],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    _insert_lists(customers)


def _insert_lists(customers: Iterable[Shown]) -> None:
    customers = list(customers)
    rows = [one.row for one in customers if one.row is not None]
    promises = [DeskPromise(row_key=row.key, **asdict(one)) for row in rows for one in row.promises]
    tasks = [DeskTask(digest=digest(row.key, t.user), row_key=row.key, at=t.at) for row in rows for t in row.tasks]
    refunds = [DeskRefund(row_key=one.key, **columns(told)) for one in customers for told in one.refunds]
    victims = [DeskVictim(row_key=one.key, **columns(told)) for one in customers for told in one.victims]
    if promises:
        DeskPromise.objects.bulk_create(promises, batch_size=AT_ONCE // 8)
    if tasks:
        DeskTask.objects.bulk_create(tasks, batch_size=AT_ONCE // 3)
    if refunds:
        DeskRefund.objects.bulk_create(refunds, batch_size=AT_ONCE // 8)
    if victims:
        DeskVictim.objects.bulk_create(victims, batch_size=AT_ONCE // 16)


def _clear_lists(keys: Sequence[str]) -> None:
    for model in _LISTS:
        model._default_manager.filter(row_key__in=keys).delete()


def clear() -> None:
    """Take every row away, before all are made again."""
    everything: tuple[type[Model], ...] = (*_LISTS, DeskHandle, DeskRow)
    for model in everything:
        model._default_manager.all().delete()


def remove(keys: Iterable[str]) -> int:
    """Take rows away, with their handles."""
    gone = list(keys)
    DeskHandle.objects.filter(row_key__in=gone).delete()
    _clear_lists(gone)
    return DeskRow.objects.filter(key__in=gone).delete()[0]


def fields(row: Row) -> dict[str, object]:
    """The columns of a row."""
    return {name: getattr(row, name) for name in _COLUMNS}


def columns(row: RefundRow | VictimRow) -> dict[str, object]:
    """The columns of a row of the sweep; `asdict` would copy every value of a great many."""
    return {f.name: getattr(row, f.name) for f in dataclass_fields(row)}
