"""The columns by which chains are made: who, about what, when, and who of us took it; and what is wrong in them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from amends.facts import Problem

from .ids import codes_of_ids
from .order import Codes
from .sheets import Sheet
from .times import hear_times

PROBLEMS_MAX = 20  # named with their line; the rest is counted


@dataclass(frozen=True, slots=True)
class Keys:
    """Codes and moments of every row; `who` is below 0 for a row that is left out, and `problems` says why.

    `more` is how many rows besides have a problem; `notes` say how times were read.
    """

    who: Codes
    at: Codes
    agents: Codes | None
    problems: tuple[Problem, ...]
    more: int
    notes: tuple[str, ...]


def hear_keys(sheet: Sheet, *, customer: str, at: str, topic: str | None = None, agent: str | None = None) -> Keys:
    """Read the named columns of the sheet. Raises Refused for a name that is no column of it.

    Customers, topics and agents are compared exactly as they are written. No topic is a topic of its own.
    """
    for name in dict.fromkeys(name for name in (customer, at, topic, agent) if name is not None):
        sheet.check_column(name)
    who, customers = _codes(sheet, customer)
    if topic is not None:
        who = _with_topic(who, customers, *_codes(sheet, topic))
    times = hear_times(sheet.chunks(at), sheet.rows_count, sheet.where, at)
    whole = sheet.good_rows(len(who))
    bad = np.flatnonzero(~whole | (who < 0) | ~times.good)
    problems = _problems(sheet, who, whole, bad[:PROBLEMS_MAX].tolist(), (customer, at))
    more = len(bad) - len(problems)
    who[bad] = -1
    agents = _codes(sheet, agent)[0] if agent is not None else None
    pa.default_memory_pool().release_unused()
    notes = times.notes if len(who) else ["The file holds no rows: is the export whole?"]
    return Keys(who, times.at, agents, problems, more, tuple(notes))


def _codes(sheet: Sheet, name: str) -> tuple[Codes, int]:
    """A code from 0 for each different value, below 0 for none; and below what number all codes are."""
    if (found := codes_of_ids(sheet.chunks(name), sheet.rows_count)) is not None:
        return found
    column = sheet.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    else:
        column = pc.dictionary_encode(column)
    if not column.num_chunks:
        return np.zeros(0, np.int64), 0
    known = column.chunk(column.num_chunks - 1).dictionary
    small = np.min_scalar_type(-len(known) - 1)
    codes = np.concatenate([np.asarray(pc.fill_null(chunk.indices, -1)).astype(small) for chunk in column.chunks])
    empty = _empty(known)
    if empty.any():
        codes[np.append(empty, False)[codes]] = -1  # the index of "none" is that of the appended False
    return codes, len(known)


def _empty(known: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the values are no value: empty text, spaces, not a number."""
    if pa.types.is_string(known.type) or pa.types.is_large_string(known.type):
        return np.asarray(pc.equal(pc.utf8_trim_whitespace(known), ""))
    if pa.types.is_floating(known.type):
        return np.asarray(pc.is_nan(known))
    return np.zeros(len(known), np.bool_)


def _with_topic(who: Codes, customers: int, topics: Codes, topics_count: int) -> Codes:
    """One code for customer and topic; ranked anew where the numbers would grow too large to carry a row."""
    both = who.astype(np.int64) * (topics_count + 1) + topics + 1
    both[who < 0] = -1
    if customers * (topics_count + 1) < 2**32 or not len(both):
        return both
    known, ranked = np.unique(both, return_inverse=True)
    both[:] = ranked
    return both - int(known[0] < 0)


def _problems(
    sheet: Sheet, who: Codes, whole: NDArray[np.bool_], bad: list[int], names: tuple[str, str]
) -> tuple[Problem, ...]:
    """What is wrong with which line; a line that is no row of the table is told by the sheet."""
    customer, at = names
    values = _values(sheet, at, [row for row in bad if whole[row] and who[row] >= 0])
    found: list[Problem] = []
    for row in bad:
        line = sheet.line(row)
        if not whole[row]:
            found.append(sheet.wrong(row))
        elif row not in values:
            step = "Name the customer and run it again; the row is kept and not counted"
            found.append(Problem(sheet.where, "is empty", step, line=line, column=customer))
        else:
            value = values[row]
            what = "is no time" if value not in (None, "") else "is empty"
            step = "Write for example 2026-05-03T14:20:00Z; the row is kept and not counted"
            shown = None if value is None else str(value)
            found.append(Problem(sheet.where, what, step, line=line, column=at, value=shown))
    return tuple(found)


def _values(sheet: Sheet, name: str, rows: list[int]) -> dict[int, Any]:
    """The values of a few rows, in order."""
    found: dict[int, Any] = {}
    begin = 0
    for chunk in sheet.chunks(name) if rows else ():
        found |= {row: chunk[row - begin].as_py() for row in rows if begin <= row < begin + len(chunk)}
        begin += len(chunk)
        if begin > rows[-1]:
            break
    return found
