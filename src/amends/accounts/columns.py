"""A million services on a hundred thousand accounts at once: the figures of roll_up.py, over columns of table files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from amends.facts import Moment, Problem, Refused
from amends.link.chains import Sheet

from .amounts import DECIMAL, MINOR, check_countable, hear_amounts
from .choose import choose
from .codes import ALWAYS, NEVER, PROBLEMS_MAX, Codes, Found, Ints, Mask, Wrong, moments, one_space, texts
from .columns_contacts import FLAGS, count_contacts
from .forest import Forest, forest

# All that is read of any file, in one pass where a pass costs: columns of few different values, and of many.
_FEW: Final = ("currency", "from", "until", "start", "end", "renewal", "occurred_at", "at", "repeat", *FLAGS)
_MANY: Final = ("account_id", "parent_id", "service_id", *MINOR, *DECIMAL)


@dataclass(frozen=True, slots=True)
class RolledColumns:
    """`own[name][i]` is a figure of `ids[i]` itself, `whole` with all accounts below it. `exists` are the accounts of
    the moment: others are only named by rows that do not hold. Money is `per_month:EUR` and `credits:EUR`, in minor
    units; `renewal` is `NEVER` where none comes.
    """

    ids: Any  # pyarrow strings
    exists: Mask
    known: Mask
    forest: Forest
    own: dict[str, Ints]
    whole: dict[str, Ints]
    currencies: tuple[str, ...]
    problems: tuple[Problem, ...]
    left_out: int
    notes: tuple[str, ...]


def roll_up_columns(
    accounts: Sheet, services: Sheet, contacts: Sheet | None, at: Moment, currency: str | None = None
) -> RolledColumns:
    """Both tables at a moment, and the contacts up to it. Columns are those of `amends intake table`.

    A row further down is told later. Bad rows are named and left out. Raises Refused for a missing column, for amounts
    without a currency, and for sums that no number holds.
    """
    files = (accounts, services) if contacts is None else (accounts, services, contacts)
    _check_columns(*files)
    for sheet in files:
        read_ahead(sheet)
    named = [texts(accounts, "account_id"), *_if_there(accounts, "parent_id"), texts(services, "account_id")]
    named += _if_there(contacts, "account_id")
    ids, codes = one_space(named)
    found, own = Found(), dict[str, Ints]()
    parents = codes[1] if "parent_id" in accounts.names else np.full(len(codes[0]), -1, np.int32)
    parent, told, known, renewal = _accounts(accounts, codes[0], parents, at, len(ids), found)
    of_services = codes[2] if "parent_id" in accounts.names else codes[1]
    service_ids, service_codes = one_space([texts(services, "service_id"), *_if_there(contacts, "service_id")])
    homes, currencies = _services(
        services, service_codes[0], of_services, at, (len(ids), service_ids), own, found, currency
    )
    exists = known.copy()
    exists[parent[known & (parent >= 0)]] = True
    exists[homes[homes >= 0]] = True
    found.problems += _unknown(ids, exists & ~known, accounts.where)
    own["accounts"] = exists.astype(np.int64)
    own["renewal"] = np.minimum(own["renewal"], renewal)
    if contacts is not None:
        asked = (service_codes[1] if "service_id" in contacts.names else None, codes[-1])
        count_contacts(contacts, asked, homes, exists, at, own, found)
    grown = forest(np.where(known, parent, -1), told)
    found.problems += _circles(ids, grown, accounts.where)
    whole = {name: grown.least(one) if name == "renewal" else grown.added(one) for name, one in own.items()}
    notes = tuple(dict.fromkeys(found.notes))
    return RolledColumns(
        ids, exists, known, grown, own, whole, currencies, tuple(found.problems), found.left_out, notes
    )


def read_ahead(sheet: Sheet) -> None:
    """All of a file that is looked at here."""
    sheet.read_ahead(_FEW, _MANY)


def _check_columns(accounts: Sheet, services: Sheet, contacts: Sheet | None = None) -> None:
    accounts.check_column("account_id")
    services.check_column("service_id")
    services.check_column("account_id")
    if contacts is None:
        return
    if "service_id" not in contacts.names:
        contacts.check_column("account_id")
    if "occurred_at" not in contacts.names and "at" not in contacts.names:
        contacts.check_column("occurred_at")


def _if_there(sheet: Sheet | None, name: str) -> list[Any]:
    return [texts(sheet, name)] if sheet is not None and name in sheet.names else []


def _accounts(
    sheet: Sheet, of: Codes, parents: Codes, at: Moment, count: int, found: Found
) -> tuple[Ints, Ints, Mask, Ints]:
    """Parent, the row that told it, whether it is an account of the moment, and its next renewal."""
    wrong = Wrong(sheet, len(of))
    wrong.note(of < 0, "account_id", "is empty", "Fill it in")
    starts, ends, renewals = _spans(sheet, ("from", "until"), len(of), wrong, found)
    chosen = choose(of, starts, ends, ~wrong.bad, at, count, renewals != NEVER)
    known = chosen.row >= 0
    parent = np.where(known, parents[chosen.row] if len(parents) else -1, -1).astype(np.int64)
    renewal = np.where(chosen.saying >= 0, renewals[chosen.saying] if len(renewals) else NEVER, NEVER)
    found.close(wrong)
    return parent, chosen.row, known, np.where(renewal >= at, renewal, NEVER)


def _spans(
    sheet: Sheet, names: tuple[str, str], rows_count: int, wrong: Wrong, found: Found
) -> tuple[Ints, Ints, Ints]:
    start, end = names
    starts, notes = moments(sheet, start, rows_count, ALWAYS, wrong)
    ends, more = moments(sheet, end, rows_count, NEVER, wrong)
    renewals, others = moments(sheet, "renewal", rows_count, NEVER, wrong)
    found.notes += [*notes, *more, *others]
    wrong.note(ends <= starts, end, "is not after its beginning", "Correct one of the two times")
    return starts, ends, renewals


def _services(
    sheet: Sheet,
    of: Codes,
    homes: Codes,
    at: Moment,
    spaces: tuple[int, Any],
    own: dict[str, Ints],
    found: Found,
    currency: str | None,
) -> tuple[Ints, tuple[str, ...]]:
    """Adds what services bring to `own`, and tells the account of each service."""
    count, service_ids = spaces
    wrong = Wrong(sheet, len(of))
    wrong.note(of < 0, "service_id", "is empty", "Fill it in")
    wrong.note(homes < 0, "account_id", "is empty", "Name the account that has the service")
    starts, ends, renewals = _spans(sheet, ("start", "end"), len(of), wrong, found)
    amounts, priced, money_of, currencies = hear_amounts(sheet, len(of), currency, wrong)
    check_countable(amounts, sheet.where)
    chosen = choose(of, starts, ends, ~wrong.bad, at, len(service_ids))
    for service in np.flatnonzero(chosen.holding > 1)[:PROBLEMS_MAX].tolist():
        what = f"has {chosen.holding[service]} contracts that overlap; the one that started last counts"
        step = "End the earlier ones where the later begins"
        found.problems.append(Problem(sheet.where, what, step, value=service_ids[service].as_py()))
    rows = chosen.row[chosen.row >= 0]
    account, amount, has = homes[rows].astype(np.int64), amounts[rows], priced[rows]
    own["services"] = np.bincount(account, minlength=count)
    own["unpriced"] = np.bincount(account[~has], minlength=count)
    own["credits"] = np.bincount(account[has & (amount < 0)], minlength=count)
    for number, name in enumerate(currencies):
        mine = has & (money_of[rows] == number)
        own[f"per_month:{name}"] = _summed(account[mine], amount[mine], count)
        own[f"credits:{name}"] = _summed(account[mine & (amount < 0)], amount[mine & (amount < 0)], count)
    own["renewal"] = np.full(count, NEVER, np.int64)
    coming = renewals[rows] >= at
    np.minimum.at(own["renewal"], account[coming], renewals[rows][coming])
    found.close(wrong)
    home = np.where(chosen.home >= 0, homes[chosen.home] if len(homes) else -1, -1).astype(np.int64)
    return home, currencies


def _summed(places: Ints, amounts: Ints, count: int) -> Ints:
    whole = np.zeros(count, np.int64)
    np.add.at(whole, places, amounts)
    return whole


def _unknown(ids: Any, unknown: Mask, where: str) -> Iterator[Problem]:
    step = "Tell the account, or correct what names it"
    for one in np.flatnonzero(unknown)[:PROBLEMS_MAX].tolist():
        what = "is named and does not hold at this moment; it stands at the top, under that number"
        yield Problem(where, what, step, value=ids[one].as_py())


def _circles(ids: Any, grown: Forest, where: str) -> Iterator[Problem]:
    for one in grown.cut[:PROBLEMS_MAX]:
        what = "is below itself; of the links of that circle its own was told last and does not count"
        yield Problem(where, what, "Correct its parent, or that of another of them", value=ids[one].as_py())


def check_some(rolled: RolledColumns, where: str) -> None:
    """Raises Refused where no account is left at all."""
    if not rolled.exists.any():
        raise Refused(Problem(where, "holds no account at this moment", "Check the times, or choose another --as-of"))
