"""Everything derived, made again from the entries, in a pool of processes."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction
from django.db.models import Model

from amends import link
from amends.facts import Bundle, Entry, Moment, Policy
from amends.record import Record

from ..accounts import kept as accounts_kept
from ..accounts import watch
from ..accounts.models import (
    DeskAccountTold,
    DeskMemberTold,
    DeskServed,
    DeskServiceTold,
    DeskWatch,
    DeskWriter,
)
from ..care.models import DeskHandled, DeskHelped
from ..shown import Shown, end_with_parent, shown_of_bundles
from . import alone, store, taken
from .models import (
    DeskDone,
    DeskHandle,
    DeskMistake,
    DeskPromise,
    DeskRefund,
    DeskRow,
    DeskTaken,
    DeskTask,
    DeskVictim,
    DeskWindow,
)

if TYPE_CHECKING:
    from rich.progress import Progress

PROMISE_COLUMNS = ("row_key", "promise", "what", "state", "due_from", "due", "owner", "sentence")  # not its number
_LISTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (DeskRefund, ("row_key", "matter")),
    (DeskVictim, ("row_key", "programme", "matter")),
    (DeskTaken, ("row_key", "contact")),
    (DeskMistake, ("row_key", "mistake")),
    (DeskDone, ("row_key", "at", "action", "checked", "failed")),
    (DeskAccountTold, ("source", "source_id")),
    (DeskServiceTold, ("source", "source_id")),
    (DeskMemberTold, ("source", "source_id", "row_key")),
    (DeskServed, ("row_key", "kind", "ref", "at")),
    (DeskWriter, ("row_key", "domain")),
    (DeskWatch, ("account", "currency")),
)
WORKERS = 2
CHUNK_CUSTOMERS = 250
ALONE_BELOW_ENTRIES = 5_000  # starting processes costs more than it saves
READ_ENTRIES = 5_000


def rebuild(record: Record, policy: Policy, now: Moment, progress: "Progress | None" = None) -> int:
    """Make every row again. Gives how many customers stand in the queue. Repeated with the same `now`, the result is
    the same bytes.

    The page keeps showing the former rows until the new ones are there: it is one transaction.
    """
    last, _ = record.head()
    read = _told(progress, "Reading the record", record.count())
    entries: list[Entry] = []
    for entry in _all(record, last):
        entries.append(entry)
        read()
    # before the transaction: writing takes a moment, understanding everybody does not, and others want to log in
    rows = iter(list(_rows(entries, policy, now, _told(progress, "Understanding customers", None))))
    with transaction.atomic():
        store.begin()
        store.clear()
        accounts_kept.put(entries)
        done = 0
        while batch := list(islice(rows, CHUNK_CUSTOMERS * 4)):
            store.insert(batch)
            done += sum(one.row is not None for one in batch)
        alone.put(entries)
        watch.rebuild(now)
        taken.sweep_steps()
        store.record_progress(last, changed=True)
    return done


def dump() -> bytes:
    """All derived rows as canonical JSON lines, in order of key: what "byte for byte" is tested on."""
    lines: list[Any] = [*DeskRow.objects.order_by("key").values(), *DeskHandle.objects.order_by("handle").values()]
    lines += DeskPromise.objects.order_by("row_key", "promise").values(*PROMISE_COLUMNS)
    lines += DeskTask.objects.order_by("digest").values()
    lines += DeskHandled.objects.order_by("digest").values()
    lines += DeskHelped.objects.order_by("digest").values()
    lines += DeskWindow.objects.order_by("start").values()
    for model, order in _LISTS:
        columns = [f.name for f in model._meta.fields if f.name != "id"]
        lines += model._default_manager.order_by(*order).values(*columns)
    return b"\n".join(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) for line in lines)


def _all(record: Record, last: int) -> Iterator[Entry]:
    seq = 0
    while seq < last and (page := record.after(seq, READ_ENTRIES)):
        for seq, entry in page:
            if seq > last:
                return
            yield entry


def _rows(entries: list[Entry], policy: Policy, now: Moment, tick: Callable[[], None]) -> Iterator[Shown]:
    bundles = link.everybody(entries, policy)
    if len(entries) < ALONE_BELOW_ENTRIES:
        for bundle in bundles:
            tick()
            yield from shown_of_bundles((bundle,), policy, now)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy the record's writer thread half alive
    with ProcessPoolExecutor(WORKERS, mp_context=context, initializer=end_with_parent) as pool:
        yield from _pooled(pool, bundles, policy, now, tick)


def _pooled(
    pool: ProcessPoolExecutor, bundles: Iterable[Bundle], policy: Policy, now: Moment, tick: Callable[[], None]
) -> Iterator[Shown]:
    """A few chunks ahead of the workers and no more, in order."""
    source = iter(bundles)
    waiting: list[Future[list[Shown]]] = []
    while True:
        while len(waiting) < WORKERS * 2 and (chunk := tuple(islice(source, CHUNK_CUSTOMERS))):
            waiting.append(pool.submit(shown_of_bundles, chunk, policy, now))
        if not waiting:
            return
        rows = waiting.pop(0).result()
        tick()
        yield from rows


def _told(progress: "Progress | None", what: str, total: int | None) -> Callable[[], None]:
    if progress is None:
        return lambda: None
    task = progress.add_task(what, total=total)
    return lambda: progress.advance(task)
