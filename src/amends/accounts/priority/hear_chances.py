"""The chances that a file of accounts tells. A bad one is named and does not count; nothing depends on the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from amends.facts import Problem
from amends.link.chains import Sheet

from ..codes import PROBLEMS_MAX, texts
from .worth import Chance, assumed, told

_COLUMNS: Final[tuple[str, ...]] = ("p_slow", "p_first", "p_leave")
_STEP: Final = "Write a number from 0 to 1, for example 0.12. It does not count"


@dataclass(slots=True)
class Chances:
    """`of` an account what was told of it. `problems` are the first of what could not be used, `wrong` how many."""

    of: dict[str, Chance] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wrong: int = 0

    def note(self, problem: Problem) -> None:
        """Kept while there are few."""
        self.wrong += 1
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(problem)


def hear_chances(accounts: Sheet, helps: Decimal) -> Chances:
    """From `p_slow` and `p_first`, else from `p_leave` with an assumption. Of an account that is told twice and
    differently, the chances that make handling first worth least.
    """
    found = Chances()
    names = [name for name in _COLUMNS if name in accounts.names]
    if not names:
        return found
    ids = texts(accounts, "account_id").to_pylist()
    columns = {name: texts(accounts, name).to_pylist() for name in names}
    told_of: dict[str, set[Chance]] = {}
    for row, account in enumerate(ids):
        cells = {name: _hear(accounts, row, name, columns[name][row], found) for name in names}
        chance = _chance(accounts, row, cells, helps, found)
        if account and chance is not None:
            told_of.setdefault(account, set()).add(chance)
    for account, told_here in sorted(told_of.items()):
        if len(told_here) > 1:
            what = f"is told {len(told_here)} different chances; those by which handling first is worth least count"
            found.note(Problem(accounts.where, what, "Keep one row for it", value=account))
        found.of[account] = min(told_here, key=_least)
    return found


def middle(chances: Mapping[str, Chance]) -> Decimal | None:
    """The median of what handling first takes off; None where nothing was told."""
    deltas: Sequence[Decimal] = sorted(chance.delta for chance in chances.values() if chance.delta is not None)
    if not deltas:
        return None
    half = len(deltas) // 2
    return deltas[half] if len(deltas) % 2 else (deltas[half - 1] + deltas[half]) / 2


def _least(chance: Chance) -> tuple[Decimal, Decimal, str]:
    return chance.delta or Decimal(0), chance.p_slow or Decimal(0), chance.basis.value


def _chance(
    accounts: Sheet, row: int, cells: Mapping[str, Decimal | None], helps: Decimal, found: Chances
) -> Chance | None:
    slow, first, leave = (cells.get(name) for name in _COLUMNS)
    if slow is not None and first is not None:
        if first > slow:
            what = "is above p_slow: handling first would make it worse, so that it never goes by value"
            found.note(Problem(accounts.where, what, "Check the two", accounts.line(row), "p_first", str(first)))
        return told(slow, first)
    if first is not None:
        what = "stands without p_slow"
        step = "Write both, or p_leave alone. It does not count"
        found.note(Problem(accounts.where, what, step, accounts.line(row), "p_first", str(first)))
    leave = leave if leave is not None else slow
    return None if leave is None else assumed(leave, helps)


def _hear(accounts: Sheet, row: int, name: str, text: str | None, found: Chances) -> Decimal | None:
    if text is None:
        return None
    try:
        chance = Decimal(text)
    except InvalidOperation:
        chance = Decimal(-1)
    if chance.is_finite() and 0 <= chance <= 1:
        return chance
    found.note(Problem(accounts.where, "is no chance", _STEP, accounts.line(row), name, text))
    return None
