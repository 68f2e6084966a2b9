"""What every account is worth, from the files of accounts and services: the whole of it, with all accounts below."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from amends.facts import Moment, Money, Problem
from amends.link.chains import Sheet

from ..amounts import hear_amounts
from ..choose import choose
from ..codes import ALWAYS, NEVER, Ints, Wrong, moments, one_space, texts
from ..columns import RolledColumns, read_ahead, roll_up_columns
from .aliases import ACCOUNTS, SERVICES, Renamed
from .hear_chances import hear_chances, middle
from .worth import HELPS, REVENUE_ALONE, AccountValue, Chance, typical


@dataclass(frozen=True, slots=True)
class ServiceOf:
    """The account of a service, and what it brings in a month; None where nobody says, or where it has ended. Without
    an account where it stands only in rows that were left out.
    """

    account: str
    revenue: Money | None


@dataclass(frozen=True, slots=True)
class Values:
    """`notes` are said once. `left_out` counts rows and chances that could not be used."""

    accounts: tuple[AccountValue, ...]
    services: Mapping[str, ServiceOf]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: int


def hear_values(
    accounts: Sheet,
    services: Sheet,
    named: Collection[str],
    now: Moment,
    *,
    currency: str | None = None,
    helps: Decimal = HELPS,
) -> Values:
    """Both files at a moment, by the rules of the roll-up: circles are cut, orphans and overlaps named, currencies kept
    apart. `helps` is what handling first takes off a chance of leaving that is told alone,
    `named` are the services that tickets are about. Raises Refused.
    """
    accounts, services = Renamed(accounts, ACCOUNTS), Renamed(services, SERVICES)
    rolled = roll_up_columns(accounts, services, None, now, currency)
    chances = hear_chances(accounts, helps)
    found = tuple(_accounts(rolled, chances.of))
    problems = (*_no_revenue(services), *rolled.problems, *chances.problems)
    wrong = rolled.left_out + chances.wrong
    return Values(found, _services(services, named, now, currency), problems, rolled.notes, wrong)


def _no_revenue(services: Renamed) -> Iterator[Problem]:
    if not {"revenue_minor", "revenue"} & set(services.names):
        step = "Name it revenue_minor, or revenue in decimals, for a month"
        yield Problem(services.where, "has no column of revenue: no ticket has a value", step, line=1)


def _accounts(rolled: RolledColumns, told: Mapping[str, Chance]) -> Iterator[AccountValue]:
    """By id. The chance is that of the highest account above it that has one: who leaves there leaves with all."""
    ids, parents = rolled.ids.to_pylist(), rolled.forest.parent.tolist()
    delta = middle(told)
    unknown = REVENUE_ALONE if delta is None else typical(delta)
    top, chance = _from_above(rolled, ids, parents, told)
    moneys = {name: rolled.whole[f"per_month:{name}"] for name in rolled.currencies}
    revenue: dict[int, tuple[Money, ...]] = {}
    for one in sorted(np.flatnonzero(rolled.exists).tolist(), key=lambda place: str(ids[place])):
        above = top[one]
        if above not in revenue:
            revenue[above] = tuple(_moneys(moneys, above))
        yield AccountValue(ids[one], revenue[above], chance.get(one, unknown), ids[above])


def _from_above(
    rolled: RolledColumns, ids: list[Any], parents: list[int], told: Mapping[str, Chance]
) -> tuple[dict[int, int], dict[int, Chance]]:
    """The top of each account, and the chance that holds for it, the tops before what is below them."""
    top: dict[int, int] = {}
    chance: dict[int, Chance] = {}
    for one in np.argsort(rolled.forest.depth, kind="stable").tolist():
        above = parents[one]
        top[one] = top[above] if above >= 0 else one
        if above in chance:
            chance[one] = chance[above]
        elif (own := told.get(ids[one])) is not None:
            chance[one] = own if above < 0 else replace(own, told_for=ids[one])
    return top, chance


def _moneys(columns: Mapping[str, Ints], one: int) -> Iterator[Money]:
    for currency, amounts in columns.items():
        if amount := int(amounts[one]):
            yield Money(amount, currency)


def _services(services: Sheet, named: Collection[str], now: Moment, currency: str | None) -> dict[str, ServiceOf]:
    """Those that are `named`. What is wrong with a row the roll-up has named already."""
    read_ahead(services)
    ids, (of,) = one_space([texts(services, "service_id")])
    homes = texts(services, "account_id")
    wrong = Wrong(services, len(of))
    wrong.note((of < 0) | np.asarray(homes.is_null()), "account_id", "is empty", "Fill it in")
    starts, _ = moments(services, "start", len(of), ALWAYS, wrong)
    ends, _ = moments(services, "end", len(of), NEVER, wrong)
    wrong.note(ends <= starts, "end", "is not after its beginning", "Correct one of the two times")
    moments(services, "renewal", len(of), NEVER, wrong)
    amounts, priced, money_of, currencies = hear_amounts(services, len(of), currency, wrong)
    chosen = choose(of, starts, ends, ~wrong.bad, now, len(ids))
    found: dict[str, ServiceOf] = {}
    for service, place in _places(ids, named):
        row, home = int(chosen.row[place]), int(chosen.home[place])
        if home < 0:
            found[service] = ServiceOf("", None)
            continue
        known = row >= 0 and bool(priced[row])
        money = Money(int(amounts[row]), currencies[money_of[row]]) if known else None
        found[service] = ServiceOf(homes[home].as_py(), money)
    return found


def _places(ids: Any, named: Collection[str]) -> Iterator[tuple[str, int]]:
    """Of a million services few have a ticket."""
    import pyarrow as pa
    import pyarrow.compute as pc

    asked = sorted(named)
    places = pc.index_in(pa.array(asked, pa.string()), value_set=ids).to_pylist()
    return ((service, place) for service, place in zip(asked, places, strict=True) if place is not None)
