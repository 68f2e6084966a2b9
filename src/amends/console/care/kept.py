"""The table of handled contacts: who and with whom as digests and seals, what it was sealed (decision 17)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson
from django.conf import settings
from django.db.models import Count, Sum

from amends.care.handled import LEVELS, HandledContact
from amends.facts import Moment

from ..desk.many import insert_many
from .handled_rows import day_of_row
from .models import DeskHandled
from .sealing import digest, opened, sealed

_PURPOSE: Final = "handled"
_CUSTOMER: Final = "customer of handled"
_COLUMNS: Final = ("digest", "owner", "row_key", "day", "body", "mark")
_MARK_DIGITS: Final = 10  # 40 bits: the sum over a great many still fits into 64
_FIXABLE: Final = (None, False, True)
AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class Kept:
    """One contact that somebody handled, and the key of its customer's row. `owner` is the digest of who it was."""

    owner: str
    row_key: str
    contact: str
    began: Moment | None
    ended: Moment
    channel: str
    level: str
    fixable: bool | None
    repeat: bool

    @property
    def order(self) -> tuple[Moment, int, str]:
        """In which they were over."""
        return self.ended, len(self.contact), self.contact


def owner_of(user: str) -> str:
    """By which his rows are found."""
    return _owner(settings.SECRET_KEY, user)


def insert(told: Iterable[tuple[str, Iterable[HandledContact]]]) -> None:
    """Write these contacts, each customer's with the key of his row. The caller has begun a transaction."""
    rows = [row for key, some in told for row in _rows(key, some)]
    insert_many(DeskHandled, _COLUMNS, sorted(rows))


def forget(row_keys: Collection[str]) -> None:
    """Take the contacts with these customers away."""
    sealed_keys = [sealed(_CUSTOMER, key) for key in row_keys]
    DeskHandled.objects.filter(row_key__in=sealed_keys).delete()


def of(owners: Collection[str] | None, since: Moment, now: Moment) -> dict[str, list[Kept]]:
    """By owner, those that were over from the day of `since` on and until now, in order. None asks for everybody's."""
    rows = DeskHandled.objects.filter(day__gte=day_of_row(since))
    if owners is not None:
        rows = rows.filter(owner__in=list(owners))
    found: dict[str, dict[str, Kept]] = {}
    for owner, row_key, body in rows.values_list("owner", "row_key", "body"):
        kept = _kept(owner, row_key, body)
        if kept.ended <= now:
            found.setdefault(owner, {})[kept.contact] = kept
    return {owner: sorted(some.values(), key=lambda one: one.order) for owner, some in found.items()}


def sums_of(since: Moment) -> dict[str, tuple[int, int]]:
    """By owner, how many rows he has from the day of `since` on and the sum of their marks: it tells whether any of
    them changed, without opening one.
    """
    rows = DeskHandled.objects.filter(day__gte=day_of_row(since)).values_list("owner")
    return {owner: (count, int(mark)) for owner, count, mark in rows.annotate(Count("digest"), Sum("mark")).order_by()}


def customer_of(row_key: str) -> str:
    """The key of the customer's row again."""
    return opened(_CUSTOMER, row_key)


@lru_cache(maxsize=4_096)
def _owner(secret: str, user: str) -> str:
    """Under one secret."""
    return digest(_PURPOSE, user)


def _rows(key: str, some: Iterable[HandledContact]) -> Iterator[tuple[str, str, str, int, str, int]]:
    row_key = ""
    for one in some:
        row_key = row_key or sealed(_CUSTOMER, key)
        owner = owner_of(one.user)
        level, fixable = LEVELS.index(one.level), _FIXABLE.index(one.fixable)
        told = [one.contact, one.channel, one.began or 0, one.ended, level, fixable, int(one.repeat)]
        body = sealed(_PURPOSE, orjson.dumps(told).decode(), owner, row_key)
        mark = int(digest(_PURPOSE, body)[:_MARK_DIGITS], 16)
        yield digest(_PURPOSE, key, one.contact, one.user), owner, row_key, day_of_row(one.ended), body, mark


def _kept(owner: str, row_key: str, body: str) -> Kept:
    contact, channel, began, ended, level, fixable, repeat = orjson.loads(opened(_PURPOSE, body, owner, row_key))
    return Kept(
        owner=owner,
        row_key=row_key,
        contact=contact,
        began=Moment(began) if began else None,
        ended=Moment(ended),
        channel=channel,
        level=LEVELS[level],
        fixable=_FIXABLE[fixable],
        repeat=bool(repeat),
    )
