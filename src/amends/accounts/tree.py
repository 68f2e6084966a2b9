"""Accounts below one another, each with its services, as they stand at a moment. Pure: order never matters.

What is told about them is rarely clean, so each flaw has a named problem and a defined result: a circle of parents is
cut at the link that was told last; a parent or an account that nobody told, or that has ended, stands alone under its
own id; of contracts of one service that overlap the one that started later counts.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amends.facts import Entry, Moment, Money, Problem, in_order_of_happening, iso
from amends.facts.kinds import AccountTold, ServiceTold

from .effective import corrected, holding, span, told_order


@dataclass(frozen=True, slots=True)
class Account:
    """`parent` is empty for one that stands at the top. `known` is false where others only name it."""

    id: str
    parent: str = ""
    name: str = ""
    renewal: Moment | None = None
    known: bool = True

    @property
    def words(self) -> str:
        """Its name, else its number."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Service:
    """`in_force` where a contract holds at the moment of the tree; else it has ended, or has not begun. `per_month` is
    None where nobody says, and negative for a credit.
    """

    id: str
    account: str
    name: str = ""
    per_month: Money | None = None
    start: Moment | None = None
    end: Moment | None = None
    renewal: Moment | None = None
    in_force: bool = True

    @property
    def words(self) -> str:
        """Its name, else its number."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class AccountTree:
    """All accounts and services at `at`. `problems` are for whoever keeps the data; none of them stops anything."""

    at: Moment
    accounts: Mapping[str, Account]
    services: Mapping[str, Service]
    problems: tuple[Problem, ...] = ()
    _children: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _services: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def children(self, account: str) -> Sequence[str]:
        """The accounts directly below, sorted."""
        return self._children.get(account, ())

    def services_of(self, account: str) -> Sequence[str]:
        """The services of the account itself, sorted, ended ones too."""
        return self._services.get(account, ())

    def above(self, account: str) -> tuple[str, ...]:
        """The accounts above, nearest first."""
        found: list[str] = []
        while parent := self.accounts[found[-1] if found else account].parent:
            found.append(parent)
        return tuple(found)

    def top(self, account: str) -> str:
        """The account at the top: the whole customer."""
        return (self.above(account) or (account,))[-1]

    def below(self, account: str) -> tuple[str, ...]:
        """The account and all below it, each after its parent."""
        found = [account]
        for one in found:
            found.extend(self.children(one))
        return tuple(found)


def account_tree(entries: Iterable[Entry], at: Moment) -> AccountTree:
    """The tree at a moment, from `account.told` and `service.told`; other entries are passed over.

    Every entry given counts, also one that was told after `at`: a merger is often told when it is done. Whoever asks
    what was known at a time leaves out what was told later.
    """
    told, contracts = _by_id(entries)
    problems: list[Problem] = []
    accounts, links = _accounts(told, at)
    services = dict(_services(contracts, at, problems))
    _stand_alone([one.account for one in services.values()], "by {} of its services", accounts, told, problems)
    _stand_alone([one.parent for one in accounts.values() if one.parent], "as a parent", accounts, told, problems)
    _cut_circles(accounts, links, problems)
    return AccountTree(at, accounts, services, tuple(sorted(problems, key=str)), *_below(accounts, services))


def _by_id(entries: Iterable[Entry]) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
    told: dict[str, list[Entry]] = defaultdict(list)
    contracts: dict[str, list[Entry]] = defaultdict(list)
    for entry in in_order_of_happening(e for e in entries if isinstance(e.what, AccountTold | ServiceTold)):
        if isinstance(entry.what, AccountTold):
            told[entry.what.account].append(entry)
        elif isinstance(entry.what, ServiceTold):
            contracts[entry.what.service].append(entry)
    return told, contracts


def _accounts(told: Mapping[str, Sequence[Entry]], at: Moment) -> tuple[dict[str, Account], dict[str, Entry]]:
    """Each account that exists at the moment, and the entry that told its parent. Fields are taken one by one, since a
    teller that knows no parents takes none back.
    """
    accounts: dict[str, Account] = {}
    links: dict[str, Entry] = {}
    for account, tellings in told.items():
        parents = [e for e in tellings if isinstance(e.what, AccountTold) and e.what.parent is not None]
        if not (here := holding(tellings, at)):
            continue
        whats = [e.what for e in here if isinstance(e.what, AccountTold)]
        parent = ""
        if held := holding(parents, at):
            links[account] = held[-1]
            parent = getattr(held[-1].what, "parent", "")
        name = next((what.name for what in reversed(whats) if what.name), "")
        renewal = next((what.renewal for what in reversed(whats) if what.renewal is not None), None)
        accounts[account] = Account(account, parent, name, renewal)
    return accounts, links


def _services(
    contracts: Mapping[str, Sequence[Entry]], at: Moment, problems: list[Problem]
) -> Iterator[tuple[str, Service]]:
    for service, tellings in sorted(contracts.items()):
        held = holding(tellings, at)
        if len(held) > 1:
            starts = " and ".join(_from(entry) for entry in held)
            what = f"has contracts that overlap, from {starts}; the later one counts"
            problems.append(Problem("services", what, "End the earlier one where the later begins", value=service))
        begun = [e for e in corrected(tellings) if span(e)[0] <= at] or corrected(tellings)[:1]
        entry = held[-1] if held else begun[-1]
        told = entry.what
        assert isinstance(told, ServiceTold)
        account = told.account or f"service/{service}"
        yield (
            service,
            Service(
                service, account, told.name, told.per_month, told.start, told.end, told.renewal, in_force=bool(held)
            ),
        )


def _from(entry: Entry) -> str:
    what = entry.what
    start = what.start if isinstance(what, ServiceTold) else None
    return "no told beginning" if start is None else iso(start)


def _stand_alone(
    named: Sequence[str], how: str, accounts: dict[str, Account], told: Container[str], problems: list[Problem]
) -> None:
    """What is named and not there becomes an account at the top, so that whatever names it stays together."""
    for account, count in sorted(Counter(one for one in named if one not in accounts).items()):
        accounts[account] = Account(account, known=False)
        why = "does not hold at this moment" if account in told else "was never told"
        what = f"is named {how.format(count)} and {why}; it stands at the top, under that number"
        problems.append(Problem("accounts", what, "Tell the account, or correct what names it", value=account))


def _cut_circles(accounts: dict[str, Account], links: Mapping[str, Entry], problems: list[Problem]) -> None:
    """Each account has one parent, so circles never share an account, and one cut opens each."""
    done: set[str] = set()
    for start in sorted(accounts):
        way: dict[str, None] = {}
        one = start
        while one and one not in done and one not in way:
            way[one] = None
            one = accounts[one].parent
        if one in way:
            circle = list(way)[list(way).index(one) :]
            last = max(circle, key=lambda account: told_order(links[account]))
            problems.append(_circle(circle, last, accounts[last].parent))
            accounts[last] = _at_the_top(accounts[last])
        done |= way.keys()


def _circle(circle: Sequence[str], last: str, parent: str) -> Problem:
    shown = ", ".join(sorted(circle)[:5]) + (f" and {len(circle) - 5} more" if len(circle) > 5 else "")
    what = f"is below itself by way of {shown}; the link that was told last, to {parent}, does not count"
    return Problem("accounts", what, f"Correct the parent of {last}, or of another of them", value=last)


def _at_the_top(account: Account) -> Account:
    return Account(account.id, "", account.name, account.renewal, account.known)


def _below(
    accounts: Mapping[str, Account], services: Mapping[str, Service]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    children: dict[str, list[str]] = defaultdict(list)
    for account in sorted(accounts):
        if parent := accounts[account].parent:
            children[parent].append(account)
    own: dict[str, list[str]] = defaultdict(list)
    for service in sorted(services):
        own[services[service].account].append(service)
    return dict(children), dict(own)
