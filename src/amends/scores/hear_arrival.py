"""The inherited state from a table file: only what somebody else vouched for, and before the pick-up."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.link.chains import Sheet
from amends.link.chains.times import hear_times

from .appeals import person
from .arrival import FIELDS, PRIOR_CONTACTS, WAITING, YES_OR_NO, Arrival, Unheard
from .columns import coded_of, numbers_of, texts_of
from .contacts import Contacts

COLUMNS: Final = ("contact_id", "field", "value", "authored_by", "known_at")
VALUE_MAX: Final = 1e9  # beyond it is a slip, and would drown every other value
_FROM_ZERO: Final = (PRIOR_CONTACTS, WAITING)


def hear_arrival(sheet: Sheet, contacts: Contacts, further: Sequence[str] = ()) -> Arrival:
    """One row for each value. Of several that count, the one known last counts.

    Refused and counted, with the contact kept without them: what the contact's own agent authored, or was learnt after
    its pick-up. `further` are fields besides the five. Raises Refused for a column that is missing.
    """
    for name in COLUMNS:
        sheet.check_column(name)
    fields = (*FIELDS, *(name for name in further if name not in FIELDS))
    texts = {name: texts_of(sheet, name) for name in COLUMNS[:-1]}
    row = _found_in(texts["contact_id"], [str(one) for one in contacts.contact_id.tolist()])
    told = coded_of(texts["field"])
    places = np.array([fields.index(name) if name in fields else -1 for name in told.names], np.int64)
    field = places[told.codes] if len(told.codes) else np.zeros(0, np.int64)
    known = hear_times(sheet.chunks("known_at"), len(row), sheet.where, "known_at")
    value = numbers_of(texts["value"])
    there = np.maximum(row, 0)
    tests = (
        ("no_number", ~_may_be(fields, field, value)),
        ("unknown_contact", row < 0),
        ("unknown_field", field < 0),
        ("unsigned", ~np.asarray(texts["authored_by"].is_valid().combine_chunks()) | ~known.good),
        ("own", _own(texts["authored_by"], contacts, there)),
        ("later", known.at > contacts.started_at[there]),
    )
    refused, counts, problems = np.zeros(len(row), np.bool_), {}, list[Problem]()
    for kind, found in tests:
        new = found & ~refused
        counts[kind] = int(new.sum())
        problems += _problem(sheet, kind, np.flatnonzero(new))
        refused |= new
    values = np.full((len(contacts), len(fields)), np.nan)
    good = np.flatnonzero(~refused)
    good = good[np.lexsort((value[good], known.at[good]))]  # what is written last stays
    values[row[good], field[good]] = value[good]
    return Arrival(fields, values, Unheard(**counts), tuple(problems))


# What was found, the next step, and the column.
_WORDS: Final = {
    "own": ("authored by the contact's own agent", "Have a witness or somebody else record it", "authored_by"),
    "later": ("learnt after the pick-up", "Only what was known at pick-up was inherited", "known_at"),
    "unsigned": ("without a word on who knew it, or when", "Fill in authored_by and known_at", "authored_by"),
    "no_number": (
        "no number, not 0 or 1, below 0 or beyond a billion",
        "Write 1 for yes, 0 for no, or the number",
        "value",
    ),
    "unknown_field": ("of a field that was not asked for", "Name the field with --field", "field"),
    "unknown_contact": ("about no contact of CONTACTS", "Export both files of the same time", "contact_id"),
}


def _problem(sheet: Sheet, kind: str, rows: NDArray[np.int64]) -> list[Problem]:
    """One for all rows of a kind, with the line of the first."""
    if not len(rows):
        return []
    what, step, column = _WORDS[kind]
    many = f"this value and {len(rows) - 1:,} more are {what}" if len(rows) > 1 else f"is {what}"
    line = sheet.line(int(rows[0]))
    return [Problem(sheet.where, many, f"{step}; contacts are kept without it", line=line, column=column)]


def _found_in(texts: Any, names: Sequence[str]) -> NDArray[np.int64]:
    """The place of each text among the names; -1 for none."""
    if len(set(names)) != len(names):
        raise Refused(Problem("CONTACTS", "names one contact twice", "Keep one of them", column="contact_id"))
    found = pc.index_in(texts, value_set=pa.array(names, pa.string()))
    return np.asarray(pc.fill_null(found, -1).combine_chunks(), np.int64)


def _own(authors: Any, contacts: Contacts, there: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where the author is who took the contact, however his name is written."""
    told = coded_of(authors)
    people = {person(name): code for code, name in reversed(list(enumerate(contacts.agent.names))) if name}
    one = np.array([people.get(person(name), -1) for name in told.names], np.int64)
    same = np.array([people.get(person(name), -2) for name in contacts.agent.names], np.int64)
    return np.asarray(one[told.codes] == same[contacts.agent.codes[there]])


def _may_be(fields: Sequence[str], field: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a value can be one of its field."""
    yes_or_no, from_zero = (_is_of(which, fields)[field] for which in (YES_OR_NO, _FROM_ZERO))
    can_be = np.abs(value) <= VALUE_MAX  # False for what is no number
    can_be &= ~yes_or_no | (value == 0) | (value == 1)
    return can_be & (~from_zero | (value >= 0))


def _is_of(which: Sequence[str], fields: Sequence[str]) -> NDArray[np.bool_]:
    """By field, with one place more for those that nobody asked for."""
    return np.array([name in which for name in fields] + [False], np.bool_)
