"""What the desk knows of some accounts, read from its tables: the whole tree they stand in, and what happened in it.

Read is what may matter, and a little more; B is below A or not by `accounts.tree` alone, as everywhere.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, Q

from amends.accounts.attach import Attached, Served, attached
from amends.accounts.figures import LATELY_DAYS
from amends.accounts.members import members
from amends.accounts.tree import AccountTree, account_tree
from amends.facts import Entry, Moment
from amends.facts.kinds import AccountTold
from amends.facts.moments import DAY_US

from ..desk.models import DeskHandle
from .as_entries import SERVED_COLUMNS, ServedTold, account_entry, member_entry, served_of, service_entry
from .models import DeskAccountTold, DeskMemberTold, DeskServed, DeskServiceTold, DeskWriter

COUNTS_DAYS: Final = LATELY_DAYS + 8
AT_ONCE: Final = 400  # SQLite takes a limited number of values in one statement
_ALONE: Final = "service/"  # the account of a service of which nobody says the account


@dataclass(frozen=True, slots=True)
class Told:
    """`entries` tell accounts and services, `people` who writes for whom, and `served` is what happened. `accounts` are
    those of which everything that was told is here; of others it may be a part.
    """

    entries: tuple[Entry, ...]
    people: tuple[Entry, ...]
    served: tuple[Served, ...]
    accounts: frozenset[str]

    def tree(self, at: Moment) -> AccountTree:
        """The tree of a moment."""
        return account_tree(self.entries, at)

    def attached(self, tree: AccountTree) -> tuple[Attached, ...]:
        """Everything with the account it counts for at the moment of the tree."""
        return tuple(attached(self.served, tree, members(self.people, tree.at)))


def told_about(account: str, now: Moment) -> Told:
    """All about the tree in which an account stands or ever stood; of what happened only what can still count."""
    accounts = _Loaded(DeskAccountTold, account_entry)
    wanted = {account}
    while wanted:  # upwards
        found = accounts.load_in("account", wanted)
        accounts.names |= wanted
        wanted = {what.parent for what in found if what.parent} - accounts.names
    below = set(accounts.names)
    while below:  # and down again
        found = accounts.load_in("parent", below)
        below = {what.account for what in found} - accounts.names
        accounts.load_in("account", below)
        accounts.names |= below
    whole = frozenset(accounts.names)
    services = _services_of(whole)
    people, served = _happened(whole, {what.service for what in services.whats()}, now)
    others = {one.account for one in served} - whole - {""}
    elsewhere = {one.service for one in served} - services.names - {""}
    if others or elsewhere:  # whether they are known decides where such a thing counts
        accounts.load_in("account", others)
        accounts.load_in("parent", others)
        services.load_in("account", others)
        services.load_in("service", elsewhere)
    return Told((*accounts.entries(), *services.entries()), people, served, whole)


def all_told(now: Moment, *, everything: bool = False) -> Told:
    """All about all accounts: for a rebuild or a fit, not for a page. `everything`: what is old, too."""
    accounts = [account_entry(row) for row in DeskAccountTold.objects.iterator(AT_ONCE)]
    services = [service_entry(row) for row in DeskServiceTold.objects.iterator(AT_ONCE)]
    people = tuple(member_entry(row) for row in DeskMemberTold.objects.iterator(AT_ONCE))
    found = DeskServed.objects.values_list(*SERVED_COLUMNS) if everything else _counting(now)
    rows = [ServedTold(*row) for row in found.iterator(AT_ONCE)]
    handles = _handles({row.row_key for row in rows})
    served = tuple(served_of(row, handles.get(row.row_key, ())) for row in rows)
    known = {row.what.account for row in accounts if isinstance(row.what, AccountTold)}
    return Told((*accounts, *services), people, served, frozenset(known))


class _Loaded:
    """Tellings of one kind, each once. `names` are those of which all tellings are here."""

    def __init__(self, model: type[Model], read: Callable[[Any], Entry]) -> None:
        self._model, self._read = model, read
        self._found: dict[int, Entry] = {}
        self.names: set[str] = set()

    def load_in(self, column: str, values: Iterable[str]) -> list[Any]:
        """Those with one of these values that are new here."""
        fresh = {row.pk: row for row in _in(self._model, column, values) if row.pk not in self._found}
        self._found |= {number: self._read(row) for number, row in fresh.items()}
        return [self._found[number].what for number in fresh]

    def whats(self) -> list[Any]:
        """What they say."""
        return [entry.what for entry in self._found.values()]

    def entries(self) -> Iterator[Entry]:
        """All of them."""
        yield from self._found.values()


def _services_of(accounts: Collection[str]) -> _Loaded:
    """Those that were ever told of these accounts, with all that was told of them."""
    found = _Loaded(DeskServiceTold, service_entry)
    found.load_in("account", accounts)
    alone = {one.removeprefix(_ALONE) for one in accounts if one.startswith(_ALONE)}
    found.names = {what.service for what in found.whats()} | alone
    found.load_in("service", found.names)
    return found


def _happened(
    accounts: Collection[str], services: Collection[str], now: Moment
) -> tuple[tuple[Entry, ...], tuple[Served, ...]]:
    """Who writes for these accounts, and what happened with them or on these services."""
    named = list(_in(DeskMemberTold, "account", accounts))
    domains = {row.domain for row in named if row.domain}
    keys = {row.row_key for row in named if row.row_key}
    keys |= {row.row_key for row in _in(DeskWriter, "domain", domains)}
    rows: dict[int, ServedTold] = {}
    for column, values in (("row_key", keys), ("service", services), ("account", accounts)):
        for some in _parts(values):
            found = _counting(now).filter(**{f"{column}__in": some})
            new = found.exclude(row_key__in=keys) if column != "row_key" and len(keys) <= AT_ONCE else found
            rows |= {row[0]: ServedTold(*row) for row in new}
    handles = _handles({row.row_key for row in rows.values()})
    people = {row.pk: row for row in (*_in(DeskMemberTold, "row_key", handles), *named)}
    writes_from = {row.domain for row in _in(DeskWriter, "row_key", handles)} | domains
    people |= {row.pk: row for row in _in(DeskMemberTold, "domain", writes_from)}
    return (
        tuple(member_entry(row) for row in people.values()),
        tuple(served_of(row, handles.get(row.row_key, ())) for row in rows.values()),
    )


def _handles(row_keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {key: [] for key in row_keys}
    for some in _parts(found):
        for key, handle in DeskHandle.objects.filter(row_key__in=some).values_list("row_key", "handle"):
            found[key].append(handle)
    return {key: tuple(sorted(handles)) for key, handles in found.items()}


def _in(model: type[Model], column: str, values: Iterable[str]) -> Iterator[Any]:
    for some in _parts(values):
        yield from model._default_manager.filter(**{f"{column}__in": some})


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    told = sorted({one for one in values if one})
    return (told[begin : begin + AT_ONCE] for begin in range(0, len(told), AT_ONCE))


def _counting(now: Moment) -> Any:
    """What is open, and what is not too old to count today or a week ago."""
    recent = Q(at__gt=now - COUNTS_DAYS * DAY_US) | Q(open=True)
    return DeskServed.objects.filter(recent).values_list(*SERVED_COLUMNS)
