"""A table of few-valued attributes as small numbers, column by column: what the search works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[Any]  # unsigned integers of the smallest width that holds them
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Literal = tuple[int, int]  # attribute, code of its value


@dataclass(frozen=True, slots=True)
class Coded:
    """`columns[j][i]` is the code of row i in attribute j, and `values[j][code]` what it stands for."""

    names: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    columns: tuple[Codes, ...]

    @property
    def rows_count(self) -> int:
        """Rows of the table."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def cards(self) -> tuple[int, ...]:
        """How many values each attribute has."""
        return tuple(len(values) for values in self.values)

    def take(self, rows: Mask | Rows) -> "Coded":
        """The same table with these rows only; the codes keep their meaning."""
        return Coded(self.names, self.values, tuple(column[rows] for column in self.columns))

    def inside(self, literals: Sequence[Literal]) -> Mask:
        """Which rows are in the slice."""
        found = np.ones(self.rows_count, np.bool_)
        for attribute, code in literals:
            found &= self.columns[attribute] == code
        return found

    def told(self, literals: Sequence[Literal]) -> dict[str, Any]:
        """The slice in the words of the table."""
        return {self.names[attribute]: self.values[attribute][code] for attribute, code in literals}


def coded(columns: Mapping[str, Sequence[Any]]) -> Coded:
    """A table from plain columns. None is a value like any other; values are numbered as they first appear."""
    values, codes = [], []
    for column in columns.values():
        known: dict[Any, int] = {}
        numbers = np.fromiter((known.setdefault(value, len(known)) for value in column), np.int64, len(column))
        values.append(tuple(known))
        codes.append(smallest(numbers, len(known)))
    return Coded(tuple(columns), tuple(values), tuple(codes))


def smallest(codes: NDArray[Any], card: int) -> Codes:
    """The codes in as few bytes as hold them: less memory, and comparisons several times faster."""
    return codes.astype(np.min_scalar_type(max(card - 1, 0)))


def count(rows: Mask, counts: Numbers | None) -> int:
    """How many these rows are, where each stands for so many."""
    return int(np.count_nonzero(rows) if counts is None else counts[rows].sum())
