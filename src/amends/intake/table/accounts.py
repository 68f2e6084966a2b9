"""Rows of accounts, their services, who writes for them, and which ticket is about which service."""

from amends.facts import Moment, Money, iso
from amends.facts.kinds import AccountMember, AccountTold, ServiceConcerned, ServiceTold

from .cells import Row
from .told import Told

_ALL_OF_MONEY = ("amount_minor", "amount", "currency")


def account(row: Row) -> Told:
    """An account with its parent and the time from which it is so. An empty parent says that it stands alone; a file
    without that column says nothing about it.
    """
    account_id, at, since = row.need("account_id"), row.as_of("as_of", "updated_at"), row.moment_or_none("from")
    parent = (row.text("parent_id") or "") if row.has("parent_id") else None
    if parent == account_id:
        raise row.bad("parent_id", "is the account itself", "Leave it empty, or name the account above it")
    what = AccountTold(
        account=account_id,
        parent=parent,
        since=since,
        until=_end(row, since, "until"),
        renewal=row.moment_or_none("renewal"),
        name=row.words("name").strip(),
    )
    return Told(_id("account", account_id, since, at), at, what)


def service(row: Row) -> Told:
    """A service of an account, with what it brings in a month. A contract that starts later is a row of its own."""
    service_id, at, start = row.need("service_id"), row.as_of("as_of", "updated_at"), row.moment_or_none("start")
    what = ServiceTold(
        service=service_id,
        account=row.need("account_id"),
        per_month=_per_month(row),
        start=start,
        end=_end(row, start, "end"),
        renewal=row.moment_or_none("renewal"),
        name=row.words("name").strip(),
    )
    return Told(_id("service", service_id, start, at), at, what)


def member(row: Row) -> Told:
    """Who writes for an account. A row with a customer number and an address tells of two, and joins them not."""
    account_id, at, since = row.need("account_id"), row.as_of("as_of", "updated_at"), row.moment_or_none("from")
    until = _end(row, since, "until")
    customer_id, email, domain = row.text("customer_id"), row.email(), (row.text("domain") or "").lower().lstrip("@")
    told = [AccountMember(account_id, since, until, customer_id=customer_id)] if customer_id else []
    told += [AccountMember(account_id, since, until, email=email)] if email else []
    told += [AccountMember(account_id, since, until, domain=domain)] if domain else []
    if not told:
        step = "Say who it is: customer_id, email, or the domain of everybody's address"
        raise row.bad("customer_id", "is empty, and no email or domain is told", step)
    ids = [_id("member", f"{account_id}:{m.customer_id or m.email or m.domain}", since, at) for m in told]
    return _together([Told(own, at, what) for own, what in zip(ids, told, strict=True)])


def concerned(row: Row) -> Told:
    """A ticket, a call or an order is about a service. A row that names several tells it of each."""
    service_id, at = row.need("service_id"), row.as_of("occurred_at", "as_of")
    ticket, call, order = row.ticket(), row.call(), row.text("order_id")
    told = [ServiceConcerned(service_id, ticket=ticket)] if ticket else []
    told += [ServiceConcerned(service_id, call=call)] if call else []
    told += [ServiceConcerned(service_id, order_id=order)] if order else []
    if not told:
        raise row.bad(
            "ticket", "is empty, and no call or order is named", "Say what it is about: ticket, call, order_id"
        )
    keys = [what.handles()[0].key for what in told]
    return _together(
        [Told(f"concerned:{key}:{service_id}:{iso(at)}", at, what) for key, what in zip(keys, told, strict=True)]
    )


def _together(told: list[Told]) -> Told:
    return told[0]._replace(also=tuple(told[1:]))


def _id(kind: str, own_id: str, start: Moment | None, at: Moment) -> str:
    """What was told at another time is history; told again at the same time it is a duplicate or a conflict."""
    return f"{kind}:{own_id}:{iso(start) if start is not None else ''}:{iso(at)}"


def _end(row: Row, start: Moment | None, name: str) -> Moment | None:
    end = row.moment_or_none(name)
    if end is not None and start is not None and end <= start:
        raise row.bad(name, "is not after its beginning", "Correct one of the two times")
    return end


def _per_month(row: Row) -> Money | None:
    """A month's revenue; a credit is negative. None where the row names neither amount nor currency."""
    return row.money(negative=True) if any(row.text(name) for name in _ALL_OF_MONEY) else None
