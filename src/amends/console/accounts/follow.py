"""Bringing the tables of accounts up to date, as entries about accounts come in and as customers change."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from django.db import transaction

from amends.facts import Entry, Moment, Tie
from amends.facts.kinds import AccountTold, ServiceConcerned, ServiceTold, TicketTold
from amends.record import Record
from amends.record.accounts import told_of

from ..desk import store
from ..desk.models import DeskHandle
from . import kept, watch
from .models import DeskAccountTold, DeskMemberTold, DeskServed, DeskServiceTold, DeskWriter

SUBJECT: Final = "account:"  # the key under which what is told of an account is sealed


def follow(record: Record, entries: Iterable[Entry], now: Moment) -> list[str]:
    """Take in what these entries tell of accounts, services and mail domains. Gives the handle keys of customers who
    are to be read again: those with an address of a domain that is an account's now, and those who stand on a ticket, a
    call or an order of which it is told what it is about.
    """
    entries = list(entries)
    beside = _beside(record, entries)
    mine = [entry for entry in entries if _is_mine(entry)]
    if not mine:
        return beside
    named = {_account_of(entry) for entry in mine}
    nameless = [entry for entry in mine if not _account_of(entry)]
    return [*_read_again(record, named - {""}, nameless, now), *beside]


def renew(record: Record, accounts: Collection[str], now: Moment) -> list[str]:
    """The same for accounts of which something may be erased."""
    return _read_again(record, accounts, (), now) if accounts else []


def accounts_among(keys: Iterable[str]) -> set[str]:
    """The accounts among subject keys."""
    return {key.removeprefix(SUBJECT) for key in keys if key.startswith(SUBJECT)}


def touched_by(row_keys: Collection[str]) -> set[str]:
    """The accounts for which these customers' rows may count."""
    keys = list(row_keys)
    things = list(DeskServed.objects.filter(row_key__in=keys).values_list("service", "account").distinct())
    found = {account for _, account in things}
    services = [service for service, _ in things if service]
    found |= set(DeskServiceTold.objects.filter(service__in=services).values_list("account", flat=True))
    found |= set(DeskMemberTold.objects.filter(row_key__in=keys).exclude(row_key="").values_list("account", flat=True))
    domains = list(DeskWriter.objects.filter(row_key__in=keys).values_list("domain", flat=True))
    found |= set(DeskMemberTold.objects.filter(domain__in=domains, row_key="").values_list("account", flat=True))
    return found - {""}


def _read_again(record: Record, accounts: Collection[str], nameless: Collection[Entry], now: Moment) -> list[str]:
    """All that is told of these accounts, read again: to follow the same entries twice changes nothing."""
    told = [entry for entry in told_of(record, sorted(accounts)) if _is_mine(entry)]
    before, dirty = _domains(accounts), set(accounts)
    with transaction.atomic():
        store.begin()
        dirty |= _elsewhere(accounts)
        kept.take_back(accounts)
        for entry in nameless:
            DeskServiceTold.objects.filter(source=entry.source.name, source_id=entry.source_id).delete()
        kept.put([*told, *nameless])
        dirty |= _elsewhere(accounts) | {f"service/{name}" for name in _services(nameless)}
        watch.renew(dirty, now)
        store.record_change()
    changed = before ^ _domains(accounts)
    return sorted(handle for domain in sorted(changed) for handle in _handles_of(domain))


def _beside(record: Record, entries: Iterable[Entry]) -> list[str]:
    """Everybody who is named on a thing of which a service or an account is told: several write on one ticket, and only
    the one whom the entry names is read again by himself.
    """
    things, tickets = set[str](), set[str]()
    for entry in entries:
        what = entry.what
        if isinstance(what, ServiceConcerned) or (isinstance(what, TicketTold) and what.organisation):
            things |= {handle.key for handle in what.handles() if handle.tie is Tie.THING}
        elif isinstance(what, TicketTold):
            tickets.add(what.ticket)
    told = record.about(sorted(things)) if things else []
    own = {handle.key for entry in told for handle in entry.what.handles() if handle.tie is Tie.OWN}
    rows = DeskServed.objects.filter(ticket__in=sorted(tickets)).values_list("row_key", flat=True)
    return sorted(own | (set(rows.distinct()) if tickets else set()))


def _elsewhere(accounts: Collection[str]) -> set[str]:
    """The other accounts of which the services of these were told: where one moved, both change."""
    services = list(DeskServiceTold.objects.filter(account__in=list(accounts)).values_list("service", flat=True))
    found = set(DeskServiceTold.objects.filter(service__in=services).values_list("account", flat=True))
    parents = DeskAccountTold.objects.filter(account__in=list(accounts)).values_list("parent", flat=True)
    return (found | {parent for parent in parents if parent}) - {""}


def _domains(accounts: Collection[str]) -> set[str]:
    rows = DeskMemberTold.objects.filter(account__in=list(accounts), row_key=kept.NOBODY)
    return set(rows.values_list("domain", flat=True))


def _handles_of(domain: str) -> Iterator[str]:
    yield from DeskHandle.objects.filter(handle__startswith="email:", handle__endswith=f"@{domain}").values_list(
        "handle", flat=True
    )


def _services(entries: Iterable[Entry]) -> set[str]:
    return {entry.what.service for entry in entries if isinstance(entry.what, ServiceTold)}


def _is_mine(entry: Entry) -> bool:
    return isinstance(entry.what, AccountTold | ServiceTold) or kept.is_of_domain(entry)


def _account_of(entry: Entry) -> str:
    return getattr(entry.what, "account", "")
