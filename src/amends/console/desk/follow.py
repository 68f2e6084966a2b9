"""The follower: reads what was appended, and brings the rows of the customers it touched up to date."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Model

from amends.facts import CustomerFile, Entry, HandleKind, Moment, Policy, Tie
from amends.facts.kinds import CompletenessDeclared, PayoutTold
from amends.record import Record
from amends.record.gather import understand_now

from ..accounts import follow as accounts
from ..accounts import watch
from ..accounts.models import DeskServed
from ..shown import shown_of
from . import alone, private, store
from .models import DeskDone, DeskHandle, DeskMistake, DeskRefund, DeskRow, DeskTaken, DeskVictim
from .rebuild import rebuild

PAGE_ENTRIES = 500
REBUILD_ABOVE_ENTRIES = 2_000  # so far behind, and behind by this share of all,
REBUILD_ABOVE_SHARE = 25  # one in 25, everything at once is quicker than one by one
DUE_AT_ONCE = 500
_DUE: tuple[tuple[type[Model], str], ...] = (
    (DeskRow, "key"),
    (DeskRefund, "row_key"),
    (DeskVictim, "row_key"),
    (DeskTaken, "row_key"),
    (DeskMistake, "row_key"),
    (DeskDone, "row_key"),
    (DeskServed, "row_key"),
)


def catch_up(record: Record, policy: Policy, now: Moment) -> int:
    """Follow the record to its end, then look again where the time has come. Gives how many customers were read."""
    state, (last, _) = store.state(), record.head()
    behind = last - state.cursor
    if behind > max(REBUILD_ABOVE_ENTRIES, last // REBUILD_ABOVE_SHARE) or behind < 0:
        return rebuild(record, policy, now)
    done = 0
    while page := record.after(store.state().cursor, PAGE_ENTRIES):
        entries = [entry for _, entry in page]
        if any(isinstance(e.what, CompletenessDeclared | PayoutTold) for e in entries):
            return rebuild(record, policy, now)  # what a witness is complete about concerns everybody
        alone.follow(record, entries)
        also = accounts.follow(record, entries, now)
        done += _refresh(record, policy, now, [*_touched(entries), *also], cursor=page[-1][0])
    if last > store.state().cursor:  # the last entries were erased ones
        store.record_progress(last, changed=False)
    return done + _look_again(record, policy, now)


def renew(record: Record, policy: Policy, now: Moment, handles: Iterable[str]) -> int:
    """The rows of these handles made again from what the record has now; after an erasure that may be nothing."""
    keys = set(handles)
    also = accounts.renew(record, accounts.accounts_among(keys), now)
    return _refresh(record, policy, now, [*sorted(keys), *also], cursor=store.state().cursor)


def _look_again(record: Record, policy: Policy, now: Moment) -> int:
    """Time alone may have changed what these rows say, also of who is in no queue. What is left comes with the next
    round.
    """
    keys: dict[str, None] = {}
    for model, name in _DUE:
        due = model._default_manager.filter(look_again__lte=now).order_by("look_again").values_list(name, flat=True)
        keys.update(dict.fromkeys(map(private.opened, due[: DUE_AT_ONCE - len(keys)])))
    done = _refresh(record, policy, now, keys, cursor=store.state().cursor) if keys else 0
    return done + _watch_again(now)


def _watch_again(now: Moment) -> int:
    """The same of whole accounts."""
    with transaction.atomic():
        store.begin()
        if done := watch.look_again(now):
            store.record_change()
    return done


def _touched(entries: Iterable[Entry]) -> list[str]:
    """One key per entry leads to its customer: the person where one is named, else the thing."""
    keys: dict[str, None] = {}
    for entry in entries:
        handles = [h for h in entry.what.handles() if h.kind is not HandleKind.MESSAGE]
        own = [h.key for h in handles if h.tie is Tie.OWN]
        things = [h.key for h in handles if h.tie is Tie.THING]
        named = [h.key for h in handles if h.tie is Tie.NAMED]  # judged links name both sides, who may part
        keys.update(dict.fromkeys((own[:1] or things) + (named if entry.what.kind == "link.judged" else [])))
    return list(keys)


def _refresh(record: Record, policy: Policy, now: Moment, keys: Iterable[str], *, cursor: int) -> int:
    """Read the customers outside the transaction, write them inside: looking takes longer than writing."""
    files = list(_files(record, policy, now, keys))
    with transaction.atomic():
        store.begin()
        keys = {file.identity.id for file, _ in files if file}
        keys |= _rows_of([handle for _, handles in files for handle in handles])
        wholes = accounts.touched_by(keys)
        for file, handles in files:
            store.replace(shown_of(file, policy) if file else None, handles)
        watch.renew(wholes | accounts.touched_by(keys), now)
        store.record_progress(cursor, changed=bool(files))
    return len(files)


def _files(
    record: Record, policy: Policy, now: Moment, keys: Iterable[str]
) -> Iterator[tuple[CustomerFile | None, frozenset[str]]]:
    """Each customer once, with the handles he has now. Asked as well: handles that fell off him, and whoever else is
    named on the orders and payments in his file, because what was told about those concerns both.
    """
    pending, done = list(keys), set[str]()
    while pending:
        key = pending.pop(0)
        if key in done:
            continue
        file = understand_now(record, key, now=now, policy=policy)  # no list shows what was thought before
        handles = frozenset({file.identity.id, *file.identity.handles} if file else {key})
        told = [h for entry in file.told for h in entry.what.handles()] if file else []
        done |= handles | {key} | {h.key for h in told if h.tie is Tie.THING}
        others = {h.key for h in told if h.tie is Tie.OWN}
        pending.extend(sorted((_fallen_off(handles) | others) - done))
        yield file, handles


def _rows_of(handles: Sequence[str]) -> set[str]:
    some = (handles[begin : begin + store.AT_ONCE] for begin in range(0, len(handles), store.AT_ONCE))
    return {
        key for part in some for key in DeskHandle.objects.filter(handle__in=part).values_list("row_key", flat=True)
    }


def _fallen_off(handles: frozenset[str]) -> set[str]:
    rows = DeskHandle.objects.filter(handle__in=handles).values_list("row_key", flat=True)
    return set(DeskHandle.objects.filter(row_key__in=list(rows)).values_list("handle", flat=True)) - handles
