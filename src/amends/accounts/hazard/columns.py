"""What is known about each row, column by column: numbers, or one of a few words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Codes = NDArray[np.int32]
NOT_KNOWN = -1  # the code of a word that is not known


@dataclass(frozen=True, slots=True)
class Numeric:
    """A column of numbers; NaN where it is not known."""

    name: str
    values: Numbers

    def take(self, rows: Mask | Rows) -> "Numeric":
        """These rows only."""
        return Numeric(self.name, self.values[rows])


@dataclass(frozen=True, slots=True)
class Named:
    """A column of words: `codes[i]` is the place of row i's word in `levels`, -1 where it is not known."""

    name: str
    codes: Codes
    levels: tuple[str, ...]

    def take(self, rows: Mask | Rows) -> "Named":
        """These rows only; the codes keep their meaning."""
        return Named(self.name, self.codes[rows], self.levels)


Column = Numeric | Named
Columns = tuple[Column, ...]


def taken(columns: Columns, rows: Mask | Rows | slice) -> Columns:
    """These rows of each column."""
    chosen: Any = rows
    return tuple(column.take(chosen) for column in columns)


def length(columns: Columns) -> int:
    """Rows of the table; 0 of no column."""
    first = columns[0] if columns else None
    return 0 if first is None else len(first.values if isinstance(first, Numeric) else first.codes)
