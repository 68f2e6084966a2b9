"""Accounts, services and memberships in a few words each."""

from amends.facts import US, Entry, Moment, Money, Source, hear_moment
from amends.facts.kinds import AccountMember, AccountTold, ServiceTold, What

CRM = Source("crm", US)
NAMES = ("a", "b", "c", "d", "e", "f")


def at(day: str) -> Moment:
    """`2026-07-01`, at midnight UTC."""
    return hear_moment(f"{day}T00:00:00Z")


def told(what: What, day: str = "2026-01-01", number: int = 0) -> Entry:
    """An entry of the CRM; what was told under another number or on another day is another entry."""
    return Entry(CRM, f"{what.kind}:{number}:{what!r}:{day}", at(day), what)


def account(
    name: str, parent: str | None = "", told_on: str = "2026-01-01", since: str = "", until: str = "", renewal: str = ""
) -> Entry:
    """An account below another, or at the top."""
    days = [at(day) if day else None for day in (since, until, renewal)]
    return told(AccountTold(name, parent, *days, name=f"{name} Ltd"), told_on)


def service(
    name: str,
    of: str,
    euros: int | None = 100,
    start: str = "",
    end: str = "",
    renewal: str = "",
    told_on: str = "2026-01-01",
    currency: str = "EUR",
) -> Entry:
    """A circuit of an account with what it brings in a month."""
    money = None if euros is None else Money(euros * 100, currency)
    days = [at(day) if day else None for day in (start, end, renewal)]
    return told(ServiceTold(name, of, money, *days, name=f"Line {name}"), told_on)


def member(of: str, since: str = "", told_on: str = "2026-01-01", **who: str) -> Entry:
    """Somebody who writes for an account."""
    return told(AccountMember(of, at(since) if since else None, None, **who), told_on)
