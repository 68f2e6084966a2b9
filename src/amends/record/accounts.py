"""Accounts, services and memberships, as the record tells them: by their kinds, or those of one account."""

from collections.abc import Iterable, Iterator
from typing import Final

from amends.facts import Entry
from amends.facts.kinds import AccountMember, AccountTold, ServiceTold

from .record import Record

_PAGE_ENTRIES: Final = 1000


def accounts_told(record: Record) -> Iterator[Entry]:
    """Every telling of an account or a service: what `accounts.tree` makes a tree of. A page at a time, since there may
    be a million; no page of the desk reads them all.
    """
    for kind in (AccountTold.kind, ServiceTold.kind):
        yield from _of_kind(record, kind)


def members_told(record: Record) -> Iterator[Entry]:
    """Every telling of who writes for an account: what `accounts.members` reads."""
    return _of_kind(record, AccountMember.kind)


def told_of(record: Record, accounts: Iterable[str]) -> tuple[Entry, ...]:
    """What was told of these accounts: themselves, their services, and the mail domains of their people. Found by the
    key under which it is sealed. Who is a member by number or address is sealed with the person, and not here.
    """
    return tuple(record.about([f"account:{account}" for account in accounts]))


def _of_kind(record: Record, kind: str) -> Iterator[Entry]:
    after = 0
    while page := record.of_kind(kind, after=after, limit=_PAGE_ENTRIES):
        after = page[-1][0]
        yield from (entry for _, entry in page)
