"""The whole account, readable in ten seconds: what it has, what it pays, how it was served, what comes next. Pure.

The customer with a dozen circuits leaves because the cheapest was looked after badly; so the ticket on that circuit
says what it is a part of.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from amends.facts import Moment

from .attach import Attached
from .figures import Figures, of_service
from .roll_up import roll_up
from .shares import Share, shares
from .tree import Account, AccountTree, Service

ELSEWHERE = ""  # the contacts that are about no service


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service with how it was served. `revenue` is its share of what is paid in its currency, `contacts` that of
    all contacts of the last 90 days; each None where there is nothing to share.
    """

    service: Service
    figures: Figures
    revenue: Share | None
    contacts: Share | None
    here: bool = False  # the ticket in hand is about it


@dataclass(frozen=True, slots=True)
class AccountBrief:
    """All that the pane of an account shows. `services` are those in force and those that still have something open,
    the one in hand first, then by open cases, contacts and what they bring.
    """

    at: Moment
    account: Account
    above: tuple[Account, ...]  # nearest first
    below: tuple[Account, ...]
    own: Figures
    whole: Figures
    services: tuple[ServiceLine, ...]
    here: ServiceLine | None  # the line of the service that the ticket in hand is about
    next_renewal: tuple[str, Moment] | None  # which, and when


def account_brief(
    tree: AccountTree, happened: Iterable[Attached], account: str, *, service: str = ""
) -> AccountBrief | None:
    """The brief of an account and all below it; `service` is the one that the ticket in hand is about. None where the
    tree has no such account. Give `tree.top(account)` for the whole customer.
    """
    if account not in tree.accounts:
        return None
    within = tree.below(account)
    inside = frozenset(within)
    mine = [one for one in happened if one.account in inside]
    rolled = roll_up(tree, mine, account)
    lines = _lines(tree, mine, within, service)
    return AccountBrief(
        at=tree.at,
        account=tree.accounts[account],
        above=tuple(tree.accounts[one] for one in tree.above(account)),
        below=tuple(tree.accounts[one] for one in within[1:]),
        own=rolled[account].own,
        whole=rolled[account].whole,
        services=tuple(line for line in lines if line.here or line.service.in_force or _is_open(line.figures)),
        here=next((line for line in lines if line.here), None),
        next_renewal=_next_renewal(tree, within),
    )


def _lines(tree: AccountTree, happened: Collection[Attached], within: Iterable[str], here: str) -> list[ServiceLine]:
    services = [tree.services[one] for account in within for one in tree.services_of(account)]
    by_service: dict[str, list[Attached]] = defaultdict(list)
    for one in happened:
        by_service[one.service].append(one)
    quiet = Figures()
    figures = {one.id: of_service(by_service[one.id], tree.at) if one.id in by_service else quiet for one in services}
    elsewhere = of_service(by_service.get(ELSEWHERE, ()), tree.at).contacts_90
    contacts = shares({ELSEWHERE: elsewhere} | {name: one.contacts_90 for name, one in figures.items()})
    revenue = _revenue(services)
    lines = [
        ServiceLine(one, figures[one.id], revenue.get(one.id), contacts.get(one.id), one.id == here) for one in services
    ]
    return sorted(lines, key=_pressing)


def _revenue(services: Iterable[Service]) -> dict[str, Share]:
    """Of each priced service in force its share within its currency; a credit has none."""
    priced: dict[str, dict[str, int]] = defaultdict(dict)
    for one in services:
        if one.in_force and one.per_month is not None and one.per_month.amount_minor >= 0:
            priced[one.per_month.currency][one.id] = one.per_month.amount_minor
    found: dict[str, Share] = {}
    for told in priced.values():
        found |= shares(told)
    return found


def _pressing(line: ServiceLine) -> tuple[bool, int, int, int, str]:
    brings = line.service.per_month.amount_minor if line.service.per_month is not None else 0
    return not line.here, -line.figures.cases_open, -line.figures.contacts_90, -brings, line.service.id


def _is_open(figures: Figures) -> bool:
    return bool(figures.cases_open or figures.promises_broken or figures.errors_ours)


def _next_renewal(tree: AccountTree, within: Iterable[str]) -> tuple[str, Moment] | None:
    """Of the contracts and the accounts, the next that is not past."""
    coming: list[tuple[Moment, str]] = []
    for account in within:
        coming += _coming(tree.accounts[account].renewal, tree.accounts[account].words, tree.at)
        for name in tree.services_of(account):
            service = tree.services[name]
            coming += _coming(service.renewal, service.words, tree.at) if service.in_force else []
    return (min(coming)[1], min(coming)[0]) if coming else None


def _coming(renewal: Moment | None, words: str, at: Moment) -> list[tuple[Moment, str]]:
    return [(renewal, words)] if renewal is not None and renewal >= at else []
