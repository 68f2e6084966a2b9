"""The columns by which chains are made: who, about what, when, and who of us took it; and what is wrong in them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amends.facts import Problem

from .ids import codes_of_ids
from .numbers import Codes
from .sheets import Sheet
from .times import Times, hear_times

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
    who, customers = _codes(sheet.column(customer))
    if topic is not None:
        who = _with_topic(who, customers, *_codes(sheet.column(topic)))
    raw = sheet.column(at)
    times = hear_times(raw, sheet.where, at)
    problems, more = _problems(sheet, who, times, raw, (customer, at))
    del raw
    agents = _codes(sheet.column(agent))[0] if agent is not None else None
    who[~times.good | ~sheet.good_rows(len(who))] = -1
    return Keys(who, times.at, agents, problems, more, tuple(times.notes))


def _codes(column: Any) -> tuple[Codes, int]:
    """A code from 0 for each different value, below 0 for none; and below what number all codes are."""
    if (found := codes_of_ids(column)) is not None:
        return found
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    else:
        column = pc.dictionary_encode(column)
    if not column.num_chunks:
        return np.zeros(0, np.int64), 0
    known = column.chunk(column.num_chunks - 1).dictionary
    codes = np.concatenate([np.asarray(pc.fill_null(chunk.indices, -1), np.int64) for chunk in column.chunks])
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
    both = np.where(who < 0, -1, who * (topics_count + 1) + topics + 1)
    if customers * (topics_count + 1) < 2**32 or not len(both):
        return both
    known, ranked = np.unique(both, return_inverse=True)
    return ranked - 1 if known[0] < 0 else ranked


def _problems(
    sheet: Sheet, who: Codes, times: Times, raw: Any, names: tuple[str, str]
) -> tuple[tuple[Problem, ...], int]:
    """What is wrong with which line, the first ones; a line that is no row of the table is told by the sheet."""
    customer, at = names
    whole = sheet.good_rows(len(who))
    bad = np.flatnonzero(~whole | (who < 0) | ~times.good)
    found: list[Problem] = []
    for row in bad[:PROBLEMS_MAX].tolist():
        line = sheet.line(row)
        if not whole[row]:
            found.append(sheet.wrong(row))
        elif who[row] < 0:
            step = "Name the customer and run it again; the row is kept and not counted"
            found.append(Problem(sheet.where, "is empty", step, line=line, column=customer))
        else:
            value = raw[row].as_py()
            what = "is no time" if value not in (None, "") else "is empty"
            step = "Write for example 2026-05-03T14:20:00Z; the row is kept and not counted"
            shown = None if value is None else str(value)
            found.append(Problem(sheet.where, what, step, line=line, column=at, value=shown))
    return tuple(found), len(bad) - len(found)
