"""Columns as codes: one small number for each combination of values that occurs."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import Codes

TABLE_MAX = 1 << 22  # combinations that may be counted through, however few rows there are
WHOLE_MAX = 2**53
RANGE_MAX = 1 << 12  # whole numbers that lie as near to each other are their own codes


def merged(parts: Iterable[tuple[Codes, int]], rows: int) -> tuple[NDArray[np.int64], int]:
    """One code for each combination that occurs, and how many there are. A part: codes from 0, and their end."""
    one, many = np.zeros(rows, np.int64), 1
    for codes, levels in parts:
        if many * levels > max(TABLE_MAX, 4 * rows):
            one, many = _dense(one, many)
        one *= levels
        one += codes
        many *= levels
    return _dense(one, many)


def _dense(codes: NDArray[np.int64], many: int) -> tuple[NDArray[np.int64], int]:
    """The same codes, numbered without gaps."""
    if many > max(TABLE_MAX, 4 * len(codes)):
        known, dense = np.unique(codes, return_inverse=True)
        return dense.astype(np.int64), len(known)
    there = np.zeros(many, np.bool_)
    there[codes] = True
    numbers = np.cumsum(there) - 1
    return numbers[codes], int(numbers[-1]) + 1 if many else 0


def distinct(x: NDArray[Any]) -> tuple[NDArray[np.int64], int]:
    """For each row of X a code that equal rows share, and how many there are."""
    return merged((_column_codes(column) for column in x.T), len(x))


def _column_codes(column: NDArray[Any]) -> tuple[Codes, int]:
    low, high = float(column.min()), float(column.max())
    if high - low < RANGE_MAX and abs(low) < WHOLE_MAX:
        near = column.astype(np.int64)
        if np.array_equal(near, column):
            near -= int(low)
            return smallest(near, int(high - low) + 1), int(high - low) + 1
    known, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), len(known)


def smallest(codes: Codes, levels: int) -> Codes:
    """In as few bytes as hold them; sixteen bits are sorted by counting."""
    return codes.astype(np.min_scalar_type(max(levels - 1, 0)))
