"""Writing rows. Everything in one transaction with the follower's cursor, so that both are true or neither."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from dataclasses import fields as dataclass_fields

from django.db.models import F, Model

from amends.facts import Moment

from ..accounts import kept as accounts_kept
from ..care import helped_kept, kept
from ..care.models import DeskHandled, DeskHelped
from ..mistake_row import DoneRow, MistakeRow
from ..queue_row import Row
from ..shown import Shown
from ..sweep_row import RefundRow, VictimRow
from ..taken_row import TakenRow
from . import private
from .many import insert_many
from .models import (
    DeskDone,
    DeskHandle,
    DeskMistake,
    DeskPromise,
    DeskRefund,
    DeskRow,
    DeskState,
    DeskTaken,
    DeskTask,
    DeskVictim,
    DeskWindow,
)
from .taken import Counted

_COLUMNS = tuple(f.name for f in dataclass_fields(Row) if f.name not in ("promises", "tasks"))
_TAKEN = tuple(f.name for f in dataclass_fields(TakenRow))
_MISTAKE = tuple(f.name for f in dataclass_fields(MistakeRow))
_DONE = tuple(f.name for f in dataclass_fields(DoneRow))
_LISTS: tuple[type[Model], ...] = (DeskPromise, DeskRefund, DeskVictim, DeskTaken, DeskMistake, DeskDone)
AT_ONCE = 400  # SQLite takes a limited number of values in one statement


def state() -> DeskState:
    """How far the follower is, and the version of the desk."""
    return DeskState.objects.get_or_create(id=1)[0]


def begin() -> None:
    """At the beginning of every transaction that writes rows: of two that would write at once, one waits here."""
    state()
    DeskState.objects.select_for_update().get(id=1)


def record_progress(cursor: int, *, changed: bool) -> None:
    """Move the cursor; a changed desk gets a new version."""
    state()
    DeskState.objects.filter(id=1).update(cursor=cursor, version=F("version") + (1 if changed else 0))


def record_change() -> None:
    """A changed desk gets a new version, wherever the cursor is."""
    DeskState.objects.filter(id=1).update(version=F("version") + 1)


def replace(shown: Shown | None, handles: Collection[str]) -> set[str]:
    """Put what is listed of the customer who has these handles. Gives the handles that belonged to rows which went
    away and are not his: whose they are now must be asked again.
    """
    keys = sorted(handles)
    old_rows = set(DeskHandle.objects.filter(handle__in=keys).values_list("row_key", flat=True))
    old_handles = set(DeskHandle.objects.filter(row_key__in=old_rows).values_list("handle", flat=True))
    counted = Counted(old_rows)
    if shown is not None and old_rows == {shown.key} and old_handles == set(shown.handles):
        _put_row(shown)
        _clear_lists([shown.key])
        _insert_lists([shown])
        counted.now([shown])
        return set()
    _remove(old_rows)
    customers = [shown] if shown is not None else []
    _insert(customers)
    counted.now(customers)
    return old_handles - set(keys)


def _put_row(shown: Shown) -> None:
    if shown.row is None:
        DeskRow.objects.filter(key=shown.key).delete()
    elif not DeskRow.objects.filter(key=shown.key).update(**fields(shown.row)):
        DeskRow.objects.create(**fields(shown.row))


def insert(customers: Sequence[Shown]) -> None:
    """Write what is listed of customers who are known to be new."""
    _insert(customers)
    Counted().now(customers)


def _insert(customers: Sequence[Shown]) -> None:
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
    tasks = [private.task_of(row.key, task.user, Moment(task.at)) for row in rows for task in row.tasks]
    refunds = [DeskRefund(row_key=one.key, **columns(told)) for one in customers for told in one.refunds]
    victims = [DeskVictim(row_key=one.key, **columns(told)) for one in customers for told in one.victims]
    if promises:
        DeskPromise.objects.bulk_create(promises, batch_size=AT_ONCE // 8)
    if tasks:
        DeskTask.objects.bulk_create(sorted(tasks, key=lambda task: task.digest), batch_size=AT_ONCE // 3)
    if refunds:
        DeskRefund.objects.bulk_create(refunds, batch_size=AT_ONCE // 8)
    if victims:
        DeskVictim.objects.bulk_create(victims, batch_size=AT_ONCE // 16)
    taken = ((one.key, *(getattr(told, name) for name in _TAKEN)) for one in customers for told in one.taken)
    insert_many(DeskTaken, ("row_key", *_TAKEN), taken)
    for one in customers:
        insert_mistakes(one.key, one.mistakes)
    done = ((one.key, *(getattr(told, name) for name in _DONE)) for one in customers for told in one.done)
    insert_many(DeskDone, ("row_key", *_DONE), done)
    kept.insert((one.key, one.handled) for one in customers)
    helped_kept.insert((one.key, one.helped) for one in customers)
    accounts_kept.insert((one.key, one.of_account) for one in customers)


def insert_mistakes(key: str, rows: Iterable[MistakeRow]) -> None:
    """Write what the register lists of the customer with this key; with an empty one, of nobody's.

    A row that only says when to look again has its customer sealed: it is there because of a call that our side ended,
    or a notice that is somebody's alone, and other tables say who took his contacts.
    """
    told = ((key if row.known else private.sealed(key), *(getattr(row, name) for name in _MISTAKE)) for row in rows)
    insert_many(DeskMistake, ("row_key", *_MISTAKE), told)


def _clear_lists(keys: Sequence[str]) -> None:
    for model in _LISTS:
        model._default_manager.filter(row_key__in=keys).delete()
    DeskMistake.objects.filter(row_key__in=[private.sealed(key) for key in keys]).delete()
    private.forget(keys)
    kept.forget(keys)
    helped_kept.forget(keys)
    accounts_kept.forget(keys)


def clear() -> None:
    """Take every row away, before all are made again."""
    everything: tuple[type[Model], ...] = (*_LISTS, DeskTask, DeskHandled, DeskHelped, DeskHandle, DeskRow, DeskWindow)
    for model in everything:
        model._default_manager.all().delete()
    accounts_kept.clear()


def _remove(keys: Iterable[str]) -> None:
    gone = list(keys)
    DeskHandle.objects.filter(row_key__in=gone).delete()
    _clear_lists(gone)
    DeskRow.objects.filter(key__in=gone).delete()


def fields(row: Row) -> dict[str, object]:
    """The columns of a row."""
    return {name: getattr(row, name) for name in _COLUMNS}


def columns(row: RefundRow | VictimRow) -> dict[str, object]:
    """The columns of a row of the sweep; `asdict` would copy every value of a great many."""
    return {f.name: getattr(row, f.name) for f in dataclass_fields(row)}
