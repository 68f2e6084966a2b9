"""Columns of what was known: numbers or words, as named or else guessed. Ids, dates and people explain nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from amends.causes.outcomes import encoded, plain
from amends.facts import Problem, Refused
from amends.facts.who import names_people
from amends.link.chains import Sheet

from .columns import NOT_KNOWN, Column, Columns, Mask, Named, Numbers, Numeric
from .hashes import Hashes, joined, of_numbers, of_texts
from .hear_names import ascends_by_one, numbers_rows

_WORDS_FEW: Final = 20
_ROWS_PER_WORD_MIN: Final = 20
_IDS: Final = ("id", "row", "index", "key", "uuid")
_ACCOUNTS: Final = ("account", "subscriber", "circuit", "number")
_COUNTER: Final = "it numbers the rows"

Kind = Literal["numeric", "categorical", "left out"]


@dataclass(frozen=True, slots=True)
class HeardColumn:
    """What a column was taken as; `why` it was left out, and whether it was `guessed`."""

    name: str
    kind: Kind
    guessed: bool
    missing: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class HeardColumns:
    """`content` is a hash of all that each row says in these columns, the left-out ones too; `figures` of what it says
    in those that count.
    """

    columns: Columns
    content: Hashes
    figures: Hashes
    told: tuple[HeardColumn, ...]
    notes: tuple[str, ...]


def hear_columns(
    sheet: Sheet, names: Sequence[str], numeric: Sequence[str], categorical: Sequence[str]
) -> HeardColumns:
    """Each column that explains. Raises Refused for one named numeric that holds words, and for one of people."""
    content, figures = np.zeros(sheet.rows_count, np.uint64), np.zeros(sheet.rows_count, np.uint64)
    good = sheet.good_rows(sheet.rows_count)
    column: Column
    columns: list[Column] = []
    told: list[HeardColumn] = []
    for name in names:
        named = name in numeric or name in categorical
        if named and names_people(name):
            step = "What counts is what happened, not who did it. Leave it out"
            raise Refused(Problem(sheet.where, "names people", step, column=name))
        cells = plain(sheet.column(name))
        numbers = None if name in categorical else _numbers(sheet, name, cells, must=name in numeric)
        if numbers is not None:
            column, own = Numeric(name, numbers), of_numbers(numbers)
            why = "" if named else _why_no_number(name, numbers)
        else:
            column, own = _words(name, cells)
            why = "" if named else _why_no_word(column)
        missing = _missing(column, good)
        why = "it is empty" if missing == good.sum() else why
        content = content if why == _COUNTER else joined(content, own)
        figures = figures if why else joined(figures, own)
        kind: Kind = "left out" if why else "numeric" if numbers is not None else "categorical"
        told.append(HeardColumn(name, kind, not named, missing, why))
        if not why:
            columns.append(column)
    return HeardColumns(tuple(columns), content, figures, tuple(told), tuple(_notes(told)))


def _numbers(sheet: Sheet, name: str, cells: Any, *, must: bool) -> Numbers | None:
    """None where they are words. Raises Refused where they `must` be numbers, with the line."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_boolean(cells.type):
        cells = cells.cast(pa.int8())
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        trimmed = pc.utf8_trim_whitespace(cells)
        cells = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    try:
        number = cells.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        if must:
            _refuse(sheet, name, cells)
        return None
    found = np.array(pc.fill_null(number, np.nan), np.float64)
    if np.isinf(found).any():
        _refuse(sheet, name, cells, int(np.flatnonzero(np.isinf(found))[0]))
    return found


def _refuse(sheet: Sheet, name: str, cells: Any, row: int | None = None) -> None:
    row = (
        next((place for place, cell in enumerate(cells.to_pylist()) if not _is_number(cell)), 0) if row is None else row
    )
    step = f"Write a decimal number or leave it empty, or name it with --categorical {name}"
    what = "is no finite number"
    raise Refused(Problem(sheet.where, what, step, line=sheet.line(row), column=name, value=str(cells[row].as_py())))


def _is_number(cell: Any) -> bool:
    try:
        return cell is None or float(cell) is not None
    except (TypeError, ValueError):
        return False


def _words(name: str, cells: Any) -> tuple[Named, Hashes]:
    values, codes = encoded(cells)
    texts = ["" if value is None else str(value).strip() for value in values]
    levels = sorted({text for text in texts if text})
    place = {level: number for number, level in enumerate(levels)}
    table = np.array([*(place.get(text, NOT_KNOWN) for text in texts), NOT_KNOWN], np.int32)
    return Named(name, table[codes], tuple(levels)), of_texts([*texts, ""])[codes]


def _why_no_number(name: str, numbers: Numbers) -> str:
    if numbers_rows(name, numbers):
        return _COUNTER
    if names_people(name):
        return "it names people"
    last = name.lower().replace(" ", "_").rpartition("_")[2]
    each = len(np.unique(numbers)) == len(numbers)
    named = last in _IDS or name.lower().endswith("id") or name.strip().lower() in _ACCOUNTS
    return "it is an id" if each and (named or ascends_by_one(numbers)) else ""


def _why_no_word(column: Column) -> str:
    assert isinstance(column, Named)
    if names_people(column.name):
        return "it names people"
    many = len(column.levels) > _WORDS_FEW and len(column.levels) * _ROWS_PER_WORD_MIN > len(column.codes)
    return f"it has {len(column.levels):,} different words, like an id or a date" if many else ""


def _missing(column: Column, good: Mask) -> int:
    unknown = np.isnan(column.values) if isinstance(column, Numeric) else column.codes == NOT_KNOWN
    return int((unknown & good).sum())


def _notes(told: Sequence[HeardColumn]) -> list[str]:
    notes = []
    for kind in ("numeric", "categorical"):
        guessed = [one.name for one in told if one.kind == kind and one.guessed]
        if guessed:
            notes.append(f"Taken as {kind}, because nothing else was said: {', '.join(guessed)}")
    notes += [f"{one.name.strip() or 'A column without a name'} is left out: {one.why}" for one in told if one.why]
    for one in told:
        if one.missing and one.kind != "left out":
            rows = "1 row" if one.missing == 1 else f"{one.missing:,} rows"
            notes.append(f"{one.name} is not known in {rows}, which is an effect of its own where there are enough")
    return notes
