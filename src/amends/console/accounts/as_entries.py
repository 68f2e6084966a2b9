"""Rows of the desk as the entries that they were made from, because the pure stages take entries."""

from typing import Final, NamedTuple

from amends.accounts.attach import Served, ServedKind
from amends.facts import US, Entry, Moment, Money, Source
from amends.facts.kinds import AccountMember, AccountTold, ServiceTold

from .models import DeskAccountTold, DeskMemberTold, DeskServiceTold


def account_entry(row: DeskAccountTold) -> Entry:
    """One `account.told`. The root is not kept, because accounts are not weighed."""
    what = AccountTold(row.account, row.parent, _at(row.since), _at(row.until), _at(row.renewal), name=row.name)
    return Entry(Source(row.source, US), row.source_id, Moment(row.occurred), what)


def service_entry(row: DeskServiceTold) -> Entry:
    """One `service.told`."""
    money = None if row.amount_minor is None else Money(row.amount_minor, row.currency)
    days = (_at(row.start), _at(row.end), _at(row.renewal))
    what = ServiceTold(row.service, row.account, money, *days, name=row.name)
    return Entry(Source(row.source, US), row.source_id, Moment(row.occurred), what)


def member_entry(row: DeskMemberTold) -> Entry:
    """One `account.member`."""
    what = AccountMember(row.account, _at(row.since), _at(row.until), row.customer_id, row.email, row.domain)
    return Entry(Source(row.source, US), row.source_id, Moment(row.occurred), what)


class ServedTold(NamedTuple):
    """A row of DeskServed without the model, of which there may be hundreds on one page."""

    id: int
    row_key: str
    kind: str
    ref: str
    at: int
    service: str
    account: str
    ticket: str
    repeat: bool
    open: bool


SERVED_COLUMNS: Final = ServedTold._fields


def served_of(row: ServedTold, handles: tuple[str, ...]) -> Served:
    """One thing that happened, with the handles that its customer has now."""
    return Served(
        ServedKind(row.kind),
        row.ref,
        row.row_key,
        Moment(row.at),
        row.service,
        row.account,
        handles,
        row.ticket,
        row.repeat,
        row.open,
    )


def _at(us: int | None) -> Moment | None:
    return None if us is None else Moment(us)
