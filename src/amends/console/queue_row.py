"""What the queue lists of one customer: a pure function of his file. Imports no Django."""

from dataclasses import dataclass
from enum import IntEnum

from amends.facts import (
    CustomerFile,
    FollowUp,
    Moment,
    Money,
    Opinion,
    Owed,
    OwedState,
    Policy,
    Promise,
    PromiseState,
    Verdict,
)
from amends.facts.moments import SECOND_US
from amends.learning.inherited import notices

from .waiting import waiting_since


class Band(IntEnum):
    """Why a customer stands where he stands in the queue: the first that fits."""

    OWED = 0  # we owe, and nobody asked finance yet
    PROMISED = 1  # we promised to come back
    FOLLOW_UP = 2  # we owe him a conversation or a written answer
    SECOND_LOOK = 3  # he waits, and nobody can tell: a person looks
    WAITING = 4  # he waits for an answer
    ON_ITS_WAY = 5  # asked for, under way, or too early: look again
    DONE = 6


OPEN = tuple(band for band in Band if band is not Band.DONE)
_PENDING = (OwedState.REQUESTED, OwedState.UNDER_WAY)
NOT_OURS_TO_DO = (PromiseState.OFFERED, PromiseState.SAID_KEPT)  # his word, and a witness's, are waited for
_WEIGHT_MINOR_MAX = 1_000_000_000
_SECONDS_SPAN = 4_000_000_000  # more seconds than any moment of a follow-up has: money first, then time


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """The fields of DeskPromise: one open promise. Times are UTC microseconds."""

    promise: str
    what: str
    state: str
    due_from: int | None
    due: int
    owner: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TaskMark:
    """That `user` has a private task here. What is stored of it names nobody (see desk.private)."""

    user: str
    at: int


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of DeskRow, with his open promises and the marks of private tasks."""

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
    promises: tuple[PromiseRow, ...] = ()
    tasks: tuple[TaskMark, ...] = ()


def row_of(file: CustomerFile, policy: Policy) -> Row | None:
    """The row, or None for a customer who neither contacted us nor is owed, promised or given anything back."""
    owed = [o for o in file.owed if o.state is OwedState.OWED]
    pending = [o for o in file.owed if o.state in _PENDING]
    follow_up = first_follow_up(file)
    promised, waiting = promised_due(file), waiting_since(file)
    promises = tuple(_promise(p) for p in file.conversation.promises if p.open)
    tasks = _tasks(file, policy)
    if not (file.contacts or owed or pending or promises or follow_up or tasks):
        return None
    first = file.opinions[0] if file.opinions else None
    look = look_again(file)
    money, band = _sum(owed or pending), _band(owed, promised, follow_up, waiting, first, pending, look)
    if band is Band.DONE and promises:
        band = Band.ON_ITS_WAY
    return Row(
        key=file.identity.id,
        name=file.identity.name,
        band=band,
        weight=_weight(band, money, promised, follow_up, waiting, look),
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
        promises=promises,
        tasks=tasks,
    )


def promised_due(file: CustomerFile) -> Moment | None:
    """When the next promise has to be kept by, or had to be. What waits for his word or a witness's is not counted."""
    open_ones = (p for p in file.conversation.promises if p.open and p.state not in NOT_OURS_TO_DO)
    return min((due_of(p) for p in open_ones), default=None)


def due_of(promise: Promise) -> Moment:
    """The end of its window; where no time was named, when it was made."""
    return promise.due_to or promise.due_from or promise.made


def first_follow_up(file: CustomerFile) -> FollowUp | None:
    """The open follow-up that comes first: by what we owe, never by a model of his mood; then the oldest."""
    open_ones = (f for f in file.follow_ups if f.open)
    return min(open_ones, key=lambda f: (-f.weight_minor, f.at, f.id), default=None)


def _promise(promise: Promise) -> PromiseRow:
    return PromiseRow(
        promise.id,
        promise.what,
        promise.state,
        promise.due_from,
        due_of(promise),
        promise.owner,
        promise.sentence,
    )


def _tasks(file: CustomerFile, policy: Policy) -> tuple[TaskMark, ...]:
    """One mark for each of us who has a task or a notice that is his alone, with the latest."""
    latest: dict[str, int] = {}
    for task in file.tasks:
        if not task.done:
            user = policy.agent_behind(task.agent)
            latest[user] = max(task.at, latest.get(user, task.at))
    for notice in notices(file, policy):
        if not notice.seen:
            latest[notice.user] = max(notice.at, latest.get(notice.user, notice.at))
    return tuple(TaskMark(user, at) for user, at in sorted(latest.items()))


def look_again(file: CustomerFile) -> Moment | None:
    """The first moment at which time alone may change what the file says."""
    told = [o.look_again for o in file.opinions] + [o.look_again for o in file.owed]
    for promise in file.conversation.promises:
        if promise.open:
            told += [promise.due_from, _just_after(promise.due_to), promise.next_try]
    return min((m for m in told if m is not None and m > file.as_of), default=None)


def _just_after(moment: Moment | None) -> Moment | None:
    """A window is broken when it is over, not at its last microsecond."""
    return None if moment is None else Moment(moment + 1)


def _band(
    owed: list[Owed],
    promised: Moment | None,
    follow_up: FollowUp | None,
    waiting: Moment | None,
    first: Opinion | None,
    pending: list[Owed],
    look: Moment | None,
) -> Band:
    if owed:
        return Band.OWED
    if promised is not None:
        return Band.PROMISED
    if follow_up is not None:
        return Band.FOLLOW_UP
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


def _weight(
    band: Band,
    money: Money | None,
    promised: int | None,
    follow_up: FollowUp | None,
    waiting: int | None,
    look: int | None,
) -> int:
    if band is Band.OWED:
        # No exchange rates are known here. Minor units compare better than whole ones: a yen is more like a cent.
        return -money.amount_minor if money else 0
    if band is Band.PROMISED:
        return promised or 0
    if band is Band.FOLLOW_UP and follow_up is not None:
        return follow_up.at // SECOND_US - min(follow_up.weight_minor, _WEIGHT_MINOR_MAX) * _SECONDS_SPAN
    if band is Band.ON_ITS_WAY:
        return look or 0
    return waiting or 0
