"""A table file as what was observed: one row an account, or one an account and month. What is left out is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from amends.facts import Problem, Refused
from amends.link.chains import Sheet

from .columns import Columns, Mask, Rows
from .hashes import Hashes, joined, of_texts
from .hear_cells import hear_entity, hear_event, hear_months
from .hear_columns import HeardColumn, hear_columns
from .hear_names import numbers_rows, settled
from .observed import Observed

PROBLEMS_MAX: Final = 20
_ALIKE_SHARE_MAX: Final = 0.2
_SERVICES_SHARE_MIN: Final = 0.01  # of account-months with rows that differ: fewer may be corrections
_MONTH_STEP: Final = "The row is left out. Write 2026-05, 202605, a date, or the number of the month"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which columns are what. `numeric` and `categorical` are the named ones; `left_out` are not looked at."""

    event: str
    entity: str | None = None
    time: str | None = None
    numeric: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """`notes` are said once to the person. `problems` are the first rows that could not be taken, `more` the others.
    `alike` are the rows of a cross-section that say in all that counts what one of another account says.
    """

    observed: Observed
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    more: int
    duplicates: int
    alike: int
    rows_in_file: int
    columns: tuple[HeardColumn, ...]


def hear_table(sheet: Sheet, asked: Asked) -> Heard:
    """Raises Refused for a column that is not there or has two parts, for an event that is not of two values, and for a
    table in which nothing can be learnt.
    """
    asked = settled(sheet, asked)
    _check_names(sheet, asked)
    roles = [name for name in (asked.event, asked.entity, asked.time) if name is not None]
    others = [name for name in sheet.names if name not in (*roles, *asked.left_out)]
    sheet.read_ahead([*roles, *others])
    good = sheet.good_rows(sheet.rows_count)
    event, event_known = hear_event(sheet, asked.event)
    month, month_known, notes = hear_months(sheet, asked.time) if asked.time else (None, good, [])
    heard = hear_columns(sheet, others, asked.numeric, asked.categorical)
    content = heard.content if not asked.left_out else _further(sheet, asked.left_out, heard.content)
    content = joined(content, event.astype(np.uint64))
    names, hashes, entity, entity_known = hear_entity(sheet, asked.entity, content)
    keep = good & event_known & month_known & entity_known
    problems, more = _problems(sheet, good, month_known, entity_known, asked)
    whose = hashes[entity]
    only_rows = month is None and asked.entity is not None and numbers_rows(asked.entity, whose)
    order, duplicates = _order(whose, month, content, keep, same_whoever=only_rows)
    if duplicates:
        notes.append(f"{_rows(duplicates)} the same as another in every column: left out")
    if asked.entity is None and duplicates > _ALIKE_SHARE_MAX * len(good):
        notes.append("If they are different accounts that are alike, name the column of accounts with --entity")
    if unknown := int((good & ~event_known).sum()):
        notes.append(f"{_rows(unknown)} without a known outcome: left out")
    alike = _alike(joined(heard.figures, event.astype(np.uint64))[order]) if month is None else 0
    observed = _observed(order, event, names, hashes, entity, month, heard.columns)
    _check_outcomes(sheet.where, asked.event, observed)
    notes += [*heard.notes, *_notes_of(observed, asked), *_note_alike(alike, len(observed))]
    return Heard(observed, tuple(notes), tuple(problems), more, duplicates, alike, len(good), heard.told)


def _check_names(sheet: Sheet, asked: Asked) -> None:
    named = [
        asked.event,
        *filter(None, (asked.entity, asked.time)),
        *asked.numeric,
        *asked.categorical,
        *asked.left_out,
    ]
    for name in named:
        sheet.check_column(name)
        if named.count(name) > 1:
            what = "is named for two things"
            raise Refused(Problem(sheet.where, what, "Let each column be one thing", column=name))
    for name in sheet.names:
        sheet.check_column(name)


def _order(entity: Hashes, month: Rows | None, content: Hashes, keep: Mask, *, same_whoever: bool) -> tuple[Rows, int]:
    """The rows that count, by what they say; of equal ones the one that stands first in the file. Where accounts are
    but numbers of rows, rows are equal `same_whoever` they are of. Where an account has several rows in a month that
    differ, they are of its services, and equal ones count too.
    """
    rows = np.flatnonzero(keep)
    when = np.zeros(len(keep), np.int64) if month is None else month
    order = rows[np.lexsort((rows, entity[rows], content[rows], when[rows], entity[rows] * (not same_whoever)))]
    if not len(order):
        return order, 0
    again = (when[order[1:]] == when[order[:-1]]) & (same_whoever | (entity[order[1:]] == entity[order[:-1]]))
    same = again & (content[order[1:]] == content[order[:-1]])
    first = np.concatenate([[True], ~same])
    if month is not None and int((again & ~same).sum()) > _SERVICES_SHARE_MIN * int((~again).sum() + 1):
        return order, 0  # a table of services: those of an account may be alike in a month
    return order[first], int((~first).sum())


def _observed(
    order: Rows,
    event: Mask,
    names: Sequence[str],
    hashes: Hashes,
    entity: Rows,
    month: Rows | None,
    columns: Columns,
) -> Observed:
    """Accounts are numbered anew in the order of their hashes, so that nothing hangs on the order of the file."""
    present = np.unique(entity[order])
    present = present[np.argsort(hashes[present], kind="stable")]
    place = np.zeros(len(hashes), np.int64)
    place[present] = np.arange(len(present))
    whole = Observed(
        event, place[entity], tuple(names[number] for number in present.tolist()), hashes[present], month, columns,
        np.arange(len(event)),
    )  # fmt: skip
    return whole.take(order)


def _check_outcomes(where: str, name: str, observed: Observed) -> None:
    if not observed.columns:
        step = "Add what was known of each account, such as contacts_30d; ids, people and empty columns do not count"
        raise Refused(Problem(where, "has no column to learn from", step))
    if not len(observed):
        raise Refused(Problem(where, "holds no row that can be used", "See the lines named above", column=name))
    if observed.events in (0, len(observed)):
        what = "has the same outcome in every row" if observed.events else "has no row with the event"
        step = "Both are needed: accounts that left, and accounts that stayed"
        raise Refused(Problem(where, what, step, column=name))


def _notes_of(observed: Observed, asked: Asked) -> list[str]:
    if asked.entity is None:
        return ["No column of accounts is named: each row counts as one of its own"]
    if observed.month is None:
        several = len(observed) - observed.entities
        words = f"{_rows(several)} of accounts that have one already; they stay together in one fold"
        return [words] if several else []
    same = (observed.entity[1:] == observed.entity[:-1]) & (observed.month[1:] == observed.month[:-1])
    words = f"{_rows(int(same.sum()))} of an account and month that have one already: taken as further services"
    return [words] if same.any() else []


def _alike(said: Hashes) -> int:
    return len(said) - len(np.unique(said))


def _note_alike(alike: int, rows: int) -> list[str]:
    """Of few columns most rows are alike by nature, and nobody need be told."""
    if not 0 < alike <= _ALIKE_SHARE_MAX * rows:
        return []
    words = "says in all that counts what one" if alike == 1 else "say in all that counts what others"
    count = "1 row" if alike == 1 else f"{alike:,} rows"
    return [
        f"{count} {words} of another account said: counted, because accounts may be alike. Take out what are copies"
    ]


def _problems(sheet: Sheet, good: Mask, months: Mask, accounts: Mask, asked: Asked) -> tuple[list[Problem], int]:
    """The first rows that could not be taken, and how many more there are."""
    bad = np.flatnonzero(~(good & months & accounts))
    found = []
    for row in bad[:PROBLEMS_MAX].tolist():
        if not good[row]:
            found.append(sheet.wrong(row))
            continue
        what, column = ("has no account", asked.entity) if not accounts[row] else ("has no month", asked.time)
        step = "The row is left out. Fill it in" if not accounts[row] else _MONTH_STEP
        found.append(Problem(sheet.where, what, step, line=sheet.line(row), column=column))
    return found, len(bad) - len(found)


def _further(sheet: Sheet, names: Sequence[str], content: Hashes) -> Hashes:
    for name in names:
        content = joined(content, hashed_cells(sheet.column(name)))
    return content


def hashed_cells(column: Any) -> Hashes:
    """A hash of what each cell of a pyarrow ChunkedArray says."""
    from amends.causes.outcomes import encoded

    values, codes = encoded(column)
    return of_texts([*(repr(value) for value in values), ""])[codes]


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"
