"""What the queue lists of one customer: a pure function of his file. Imports no Django: workers start without it."""

import multiprocessing
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from amends import customer
from amends.facts import Bundle, CustomerFile, Entry, Moment, Money, Opinion, Owed, OwedState, Policy, Verdict
from amends.facts.kinds import CallBackPromised, CaseClosed


class Band(IntEnum):
    """Why a customer stands where he stands in the queue: the first that fits."""

    OWED = 0  # we owe, and nobody asked finance yet
    PROMISED = 1  # we promised to come back
    SECOND_LOOK = 2  # he waits, and nobody can tell: a person looks
    WAITING = 3  # he waits for an answer
    ON_ITS_WAY = 4  # asked for, under way, or too early: look again
    DONE = 5


OPEN = tuple(band for band in Band if band is not Band.DONE)
_PENDING = (OwedState.REQUESTED, OwedState.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of DeskRow, and the handle keys by which the customer is found."""

    key: str
    name: str
    band: int
    weight: int
    verdict: str
    reason: str
    sentence: str
    owed_minor: int | None
    owed_currency: str
    state: str
    contacts: int
    waiting_since: int | None
    promised_due: int | None
    look_again: int | None
    handles: tuple[str, ...]


def row_of(file: CustomerFile) -> Row | None:
    """The row, or None for a customer who neither contacted us nor is owed, promised or given anything back."""
    owed = [o for o in file.owed if o.state is OwedState.OWED]
    pending = [o for o in file.owed if o.state in _PENDING]
    promised, waiting = promised_due(file), waiting_since(file)
    if not (file.contacts or owed or pending or promised):
        return None
    first = file.opinions[0] if file.opinions else None
    look = look_again(file)
    money, band = _sum(owed or pending), _band(owed, promised, waiting, first, pending, look)
    return Row(
        key=file.identity.id,
        name=file.identity.name,
        band=band,
        weight=_weight(band, money, promised, waiting, look),
        verdict=first.verdict if first else "",
        reason=first.reason if first else "",
        sentence=first.sentence if first else "",
        owed_minor=money.amount_minor if money else None,
        owed_currency=money.currency if money else "",
        state=(owed or pending)[0].state if owed or pending else "",
        contacts=len(file.contacts),
        waiting_since=waiting,
        promised_due=promised,
        look_again=look,
        handles=tuple(sorted({file.identity.id, *file.identity.handles})),
    )


def waiting_since(file: CustomerFile) -> Moment | None:
    """When the oldest contact that nobody answered came in. Closing a matter answers what came before it."""
    closed = max(
        (e.occurred for e in file.told if isinstance(e.what, CaseClosed) and _with(file, e.what)), default=None
    )
    open_since = [c.entry.occurred for c in file.contacts if closed is None or c.entry.occurred > closed]
    return min(open_since, default=None)


def promised_due(file: CustomerFile) -> Moment | None:
    """The next call-back that was promised. A later promise on the same matter replaces it, closing ends it."""
    open_promises: dict[str, Entry] = {}
    for entry in file.told:  # in order of happening
        if isinstance(entry.what, CallBackPromised):
            if not _with(file, entry.what):
                continue
            open_promises[entry.what.matter] = entry
        elif isinstance(entry.what, CaseClosed):
            open_promises.pop(entry.what.matter, None)
    dues = [e.what.due for e in open_promises.values() if isinstance(e.what, CallBackPromised)]
    return min(dues, default=None)


def _with(file: CustomerFile, act: CaseClosed | CallBackPromised) -> bool:
    """Whether it was done with this customer. Two may share a matter: a refund of one that went to the other."""
    return not act.about or act.about in (file.identity.id, *file.identity.handles)


def look_again(file: CustomerFile) -> Moment | None:
    """The first moment at which time alone may change what the file says."""
    told = [o.look_again for o in file.opinions] + [o.look_again for o in file.owed]
    return min((m for m in told if m is not None and m > file.as_of), default=None)


def _band(
    owed: list[Owed],
    promised: Moment | None,
    waiting: Moment | None,
    first: Opinion | None,
    pending: list[Owed],
    look: Moment | None,
) -> Band:
    if owed:
        return Band.OWED
    if promised is not None:
        return Band.PROMISED
    if pending:
        return Band.ON_ITS_WAY
    if waiting is not None:
        return Band.SECOND_LOOK if first and first.verdict is Verdict.CANNOT_TELL else Band.WAITING
    if look is not None and first and first.verdict is Verdict.TOO_EARLY:
        return Band.ON_ITS_WAY
    return Band.DONE


def _sum(owed: list[Owed]) -> Money | None:
    """What is owed in the currency in which most is owed; the page shows the others."""
    sums: dict[str, int] = {}
    for one in owed:
        if one.money:
            sums[one.money.currency] = sums.get(one.money.currency, 0) + one.money.amount_minor
    if not sums:
        return None
    currency = max(sums, key=lambda c: (sums[c], c))
    return Money(sums[currency], currency)


def _weight(band: Band, money: Money | None, promised: int | None, waiting: int | None, look: int | None) -> int:
    if band is Band.OWED:
        # No exchange rates are known here. Minor units compare better than whole ones: a yen is more like a cent.
        return -money.amount_minor if money else 0
    if band is Band.PROMISED:
        return promised or 0
    if band is Band.ON_ITS_WAY:
        return look or 0
    return waiting or 0


def rows_of(bundles: Iterable[Bundle], policy: Policy, now: Moment) -> list[Row]:
    """The rows of these customers; those who need none are left out. What a worker process runs."""
    files = (customer.understand_bundle(bundle, now=now, policy=policy, history=False) for bundle in bundles)
    return [row for row in map(row_of, files) if row is not None]


def end_with_parent() -> None:
    """For a worker process: without this, one whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
