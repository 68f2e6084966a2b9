"""The file of tickets that wait. A cell that cannot be read refuses the file with its line, and nothing is ordered: a
ticket that is left out quietly is a customer who is forgotten. What leads to no account is named, and has its place.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from amends.facts import Moment, Problem, Refused
from amends.facts.moments import MINUTE_US
from amends.link.chains import Sheet

from ..codes import NEVER, PROBLEMS_MAX, Ints, Wrong, moments, texts
from .aliases import TICKETS, Renamed
from .hear_values import ServiceOf, Values
from .ticket import Ticket

MAX_WAIT_MINUTES: Final = 1440
_LONGEST_MINUTES: Final = 10 * 365 * 1440
_YES: Final = {"true": True, "1": True, "yes": True, "y": True, "false": False, "0": False, "no": False, "n": False}
_WORDS: Final = {"low": 1, "minor": 1, "normal": 2, "medium": 2, "high": 3, "major": 3, "urgent": 4, "critical": 4}
_P_ONE: Final = 5  # P1 is the most severe of five


@dataclass(slots=True)
class Waiting:
    """`notes` are said once."""

    tickets: list[Ticket] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def services_named(sheet: Sheet) -> frozenset[str]:
    """The services that tickets are about."""
    sheet = Renamed(sheet, TICKETS)
    cells = texts(sheet, "service_id").to_pylist() if "service_id" in sheet.names else ()
    return frozenset(cell for cell in cells if cell is not None)


def hear_tickets(sheet: Sheet, values: Values, now: Moment, max_wait_minutes: float = MAX_WAIT_MINUTES) -> Waiting:
    """The tickets with their accounts. `max_wait_minutes` is for those without a maximum. Raises Refused."""
    sheet = Renamed(sheet, TICKETS)
    for needed in ("ticket", "opened_at"):
        sheet.check_column(needed)
    columns = {name: texts(sheet, name).to_pylist() for name in sheet.names if name != "opened_at"}
    rows_count = len(columns["ticket"])
    wrong = Wrong(sheet, rows_count)
    opened, notes = moments(sheet, "opened_at", rows_count, NEVER, wrong)
    wrong.note(opened == NEVER, "opened_at", "is empty", "Write when it was opened")
    waits = _waits(columns, max_wait_minutes, rows_count, wrong)
    flags = {name: _ticked(columns, name, rows_count, wrong) for name in ("proven_right", "vulnerable")}
    severity = _severities(columns, rows_count, wrong)
    _once(columns["ticket"], wrong)
    if wrong.count:
        problem = wrong.problems()[0]
        step = problem.next_step.removesuffix(". The row is left out") + ". Nothing was ordered"
        raise Refused(Problem(problem.where, problem.what, step, problem.line, problem.column, problem.value))
    found = Waiting(notes=[*notes, *_unpublished(columns, rows_count, max_wait_minutes)])
    known = {one.account for one in values.accounts}
    for row, name in enumerate(columns["ticket"]):
        account, service = _account(sheet, columns, row, (values.services, known), found)
        revenue = values.services[service].revenue if service in values.services else None
        severe, (right, weak) = severity[row], (flags["proven_right"][row], flags["vulnerable"][row])
        at = Moment(int(opened[row]))
        if at > now:
            _note(found, sheet, row, "opened_at", name, "is opened later than now, and has waited for nothing so far")
        found.tickets.append(Ticket(name, at, int(waits[row]), account, service, revenue, severe, right, weak))
    return found


def _account(
    sheet: Sheet,
    columns: Mapping[str, list[str | None]],
    row: int,
    told: tuple[Mapping[str, ServiceOf], set[str]],
    found: Waiting,
) -> tuple[str, str]:
    """By its service, else the one that it names; nothing where neither is known, which is said."""
    services, known = told
    service = _cell(columns, "service_id", row)
    named = _cell(columns, "account_id", row)
    home = services.get(service)
    if home is not None and home.account:
        if named and named != home.account:
            what = f"names an account that does not have its service; that of the service counts, {home.account}"
            _note(found, sheet, row, "account_id", named, what)
        return home.account, service
    if service:
        what = "is no service of the file" if home is None else "stands in no row of services that could be taken"
        what += "; its account counts" if named in known else "; it has no value"
        _note(found, sheet, row, "service_id", service, what)
    if named in known:
        return named, service
    if named or not service:
        what = "is no account of the files; it has no value" if named else "has neither service nor account; no value"
        _note(found, sheet, row, "account_id", named or _cell(columns, "ticket", row), what)
    return named, service


def _note(found: Waiting, sheet: Sheet, row: int, column: str, value: str, what: str) -> None:
    if len(found.problems) < PROBLEMS_MAX:
        step = "Correct it. The ticket has its place by the other rules"
        found.problems.append(Problem(sheet.where, what, step, sheet.line(row), column, value))


def _cell(columns: Mapping[str, list[str | None]], name: str, row: int) -> str:
    return (columns[name][row] or "") if name in columns else ""


def _waits(columns: Mapping[str, list[str | None]], default: float, rows_count: int, wrong: Wrong) -> Ints:
    cells = columns.get("max_wait_minutes", [None] * rows_count)
    heard = [default if cell is None else _number(cell) for cell in cells]
    good = np.array([0 < number <= _LONGEST_MINUTES for number in heard], np.bool_)
    step = "Write minutes above 0, or leave it empty for the default"
    wrong.note(~good, "max_wait_minutes", "is no number of minutes", step, lambda row: cells[row])
    return np.array([max(round(one * MINUTE_US), 1) if fine else 1 for one, fine in zip(heard, good, strict=True)])


def _unpublished(columns: Mapping[str, list[Any]], rows_count: int, default: float) -> Iterator[str]:
    missing = sum(cell is None for cell in columns.get("max_wait_minutes", [None] * rows_count))
    if missing:
        yield f"{missing:,} without a published maximum wait: {default:g} minutes is taken (--max-wait-minutes)"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _ticked(columns: Mapping[str, list[str | None]], name: str, rows_count: int, wrong: Wrong) -> list[bool]:
    words = [(cell or "no").lower() for cell in columns.get(name, [None] * rows_count)]
    unknown = np.array([word not in _YES for word in words], np.bool_)
    wrong.note(unknown, name, "is neither yes nor no", "Write yes or no", lambda row: words[row])
    return [_YES.get(word, False) for word in words]


def _severities(columns: Mapping[str, list[str | None]], rows_count: int, wrong: Wrong) -> list[int]:
    cells = columns.get("severity", [None] * rows_count)
    heard = [_severity(cell) for cell in cells]
    step = "Write low, normal, high or urgent, P1 to P5, or a whole number, larger for more severe"
    unknown = np.array([one is None for one in heard], np.bool_)
    wrong.note(unknown, "severity", "is no severity", step, lambda row: cells[row])
    return [one or 0 for one in heard]


def _severity(cell: str | None) -> int | None:
    text = (cell or "0").lower()
    if text in _WORDS:
        return _WORDS[text]
    if found := re.fullmatch(r"(?:p|s|sev)[ -]?([1-5])", text):
        return _P_ONE + 1 - int(found[1])
    return int(float(text)) if re.fullmatch(r"\d{1,6}(\.0+)?", text) else None


def _once(names: list[str | None], wrong: Wrong) -> None:
    wrong.note(np.array([name is None for name in names], np.bool_), "ticket", "is empty", "Name it")
    seen: set[str | None] = set()
    again = np.zeros(len(names), np.bool_)
    for row, name in enumerate(names):
        again[row] = name in seen
        seen.add(name)
    step = "Keep one row for it"
    wrong.note(again, "ticket", "stands in the file twice", step, lambda row: names[row])
