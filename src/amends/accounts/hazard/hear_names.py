"""The columns that a person names, as the file writes them; and columns that only number the rows."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from amends.link.chains import Sheet

from .columns import Numbers
from .hashes import Hashes

if TYPE_CHECKING:
    from .hear_table import Asked

_ROW_NAMES: Final = ("", "row", "index", "row number", "row no", "row id", "rownum", "rownumber", "line")
_UNNAMED: Final = re.compile(r"unnamed: \d+(_level_\d+)?")
_ROWS_MIN: Final = 10  # of fewer, whole numbers that ascend by one are nothing remarkable


def settled(sheet: Sheet, asked: "Asked") -> "Asked":
    """Names that differ from those of the file in capitals and blanks alone, as the file writes them; where two of the
    file could be meant, nothing is guessed.
    """
    return replace(
        asked,
        event=_as_written(sheet, asked.event),
        entity=None if asked.entity is None else _as_written(sheet, asked.entity),
        time=None if asked.time is None else _as_written(sheet, asked.time),
        numeric=tuple(_as_written(sheet, name) for name in asked.numeric),
        categorical=tuple(_as_written(sheet, name) for name in asked.categorical),
        left_out=tuple(_as_written(sheet, name) for name in asked.left_out),
    )


def numbers_rows(name: str, numbers: Numbers | Hashes) -> bool:
    """A column of a name such as `row`, or of none, as a data frame is written with its index: another number in every
    row. It says nothing of an account, so that two rows which differ in it alone are the same.
    """
    tidy = _tidy(name).replace("_", " ").replace("-", " ")
    return (tidy in _ROW_NAMES or _UNNAMED.fullmatch(_tidy(name)) is not None) and _all_different(numbers)


def ascends_by_one(numbers: Numbers) -> bool:
    """Whole numbers that count the rows from the first to the last: a number of something, whatever its name."""
    return len(numbers) >= _ROWS_MIN and bool((np.diff(numbers) == 1).all())


def _as_written(sheet: Sheet, name: str) -> str:
    if name in sheet.names:
        return name
    near = [other for other in sheet.names if _tidy(other) == _tidy(name)]
    return near[0] if len(near) == 1 else name


def _tidy(name: str) -> str:
    return " ".join(name.split()).casefold()


def _all_different(numbers: Numbers | Hashes) -> bool:
    return len(np.unique(numbers)) == len(numbers)
