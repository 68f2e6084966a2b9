"""Columns of a table file as numpy: ids as numbers of one space, times that may be empty, rows that cannot be taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem
from amends.link.chains import Sheet
from amends.link.chains.times import hear_times

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
ALWAYS: Final = -(2**62)
NEVER: Final = 2**62
PROBLEMS_MAX: Final = 20
_NO_TIMES: Final = (np.zeros(0, np.int64), np.zeros(0, np.bool_), np.zeros(0, np.bool_))
_NOTHING: Final = ("", "null", "none", "nan", "n/a", "\\n")


class Wrong:
    """Rows of a file that are left out, each with the first thing that is wrong with it."""

    def __init__(self, sheet: Sheet, rows_count: int) -> None:
        self._sheet, self.bad = sheet, ~sheet.good_rows(rows_count)
        self._found = [(int(row), "", "", "", "") for row in np.flatnonzero(self.bad)[:PROBLEMS_MAX]]

    def note(
        self, bad: Mask, column: str, what: str, step: str, value: Callable[[int], object] = lambda row: ""
    ) -> None:
        """These rows too. `value` is what stands in the cell, where it says more than the column."""
        new = np.flatnonzero(bad & ~self.bad)
        self._found += [(row, column, what, step, str(value(row))) for row in new[:PROBLEMS_MAX].tolist()]
        self.bad[new] = True

    @property
    def count(self) -> int:
        """How many rows are left out."""
        return int(self.bad.sum())

    def problems(self) -> list[Problem]:
        """The first of them, in the order of the file."""
        return [self._problem(*one) for one in sorted(self._found)[:PROBLEMS_MAX]]

    def _problem(self, row: int, column: str, what: str, step: str, value: str) -> Problem:
        if not what:
            return self._sheet.wrong(row)
        left = f"{step}. The row is left out"
        column = getattr(self._sheet, "theirs", {}).get(column, column)  # as the file calls it
        return Problem(self._sheet.where, what, left, line=self._sheet.line(row), column=column, value=value or None)


@dataclass(slots=True)
class Found:
    """What is to be said about the files so far, and how many rows were left out."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0

    def close(self, wrong: Wrong) -> None:
        """A file is done."""
        self.problems += wrong.problems()
        self.left_out += wrong.count


def texts(sheet: Sheet, name: str) -> Any:
    """A column as text, trimmed, with nulls for what stands for nothing."""
    import pyarrow as pa

    return pa.chunked_array([_tidy(chunk) for chunk in sheet.chunks(name)], pa.string())


def _tidy(chunk: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(chunk.type):
        chunk = chunk.dictionary_decode()
    if not pa.types.is_string(chunk.type):
        chunk = chunk.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(chunk)
    # nothing longer than "null" stands for nothing: most columns need no second look
    if pc.min(pc.binary_length(trimmed)).as_py() in (None, *range(5)):
        empty = pc.is_in(pc.utf8_lower(trimmed), pa.array(_NOTHING))
        return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)
    return trimmed


def one_space(columns: Sequence[Any]) -> tuple[Any, list[Codes]]:
    """The ids of several text columns as numbers of one space: the distinct ids, and for each column its numbers, -1
    where nothing stands.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    chunks = [chunk for column in columns for chunk in column.chunks]
    coded = pa.chunked_array(chunks, pa.string()).dictionary_encode()
    if not len(coded):
        return pa.array([], pa.string()), [np.zeros(0, np.int32) for _ in columns]
    numbers = [np.asarray(pc.fill_null(chunk.indices, -1), np.int32) for chunk in coded.chunks]
    borders = np.cumsum([len(column) for column in columns])
    return coded.chunk(0).dictionary, np.split(np.concatenate(numbers), borders[:-1])


def moments(sheet: Sheet, name: str, rows_count: int, nothing: int, wrong: Wrong) -> tuple[Ints, list[str]]:
    """A column of times; `nothing` where the cell is empty or the file has no such column. Notes are said once."""
    import pyarrow as pa

    if name not in sheet.names:
        return np.full(rows_count, nothing, np.int64), []
    chunks = list(sheet.chunks(name))
    parts = [_heard(chunk, sheet.where, name) for chunk in chunks]
    at, good, empty = (np.concatenate(some) for some in zip(_NO_TIMES, *(part[:3] for part in parts), strict=True))
    column = pa.chunked_array(chunks) if chunks else pa.chunked_array([], pa.string())
    step = "Write for example 2026-05-03T14:20:00Z"
    wrong.note(~good & ~empty, name, "is no time", step, lambda row: column[row].as_py())
    return np.where(good, at, nothing), list(dict.fromkeys(note for part in parts for note in part[3]))


def _heard(chunk: Any, where: str, name: str) -> tuple[Ints, Mask, Mask, list[str]]:
    """Instants, which of them count, and which cells are empty. What stands in many rows is read once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(chunk.type):
        at, good, empty, notes = _heard(chunk.dictionary, where, name)
        of_row = np.asarray(pc.fill_null(chunk.indices, len(at)))
        return np.append(at, 0)[of_row], np.append(good, False)[of_row], np.append(empty, True)[of_row], notes
    if pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type):
        chunk = _tidy(chunk)  # nulls for what is empty, so that the rest of the column is read at once
    heard = hear_times([chunk], len(chunk), where, name)
    return heard.at, heard.good, np.asarray(chunk.is_null()), heard.notes
