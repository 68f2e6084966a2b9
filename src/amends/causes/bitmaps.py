"""How many rows of the whole table a slice holds: bitmaps of single literals, made when first asked for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .coded import Coded, Literal, Numbers

_WORD_BITS = 64


class Bitmaps:
    """One bit a row, 64 to a word. A table of a million rows takes 125 kB for each literal that is asked for."""

    def __init__(self, table: Coded) -> None:
        self._table = table
        self._words = -(-table.rows_count // _WORD_BITS)
        self._known: dict[Literal, NDArray[np.uint64]] = {}
        self._both = np.empty(self._words, np.uint64)
        self._bits = np.empty(self._words, np.uint8)

    def sizes(self, slices: Sequence[Sequence[Literal]]) -> Numbers:
        """The number of rows of each slice."""
        return np.array([self._size(literals) for literals in slices], np.float64)

    def _size(self, literals: Sequence[Literal]) -> int:
        found = self._bitmap(literals[0])
        for literal in literals[1:]:
            found = np.bitwise_and(found, self._bitmap(literal), out=self._both)
        return int(np.bitwise_count(found, out=self._bits).sum())

    def _bitmap(self, literal: Literal) -> NDArray[np.uint64]:
        found = self._known.get(literal)
        if found is None:
            attribute, code = literal
            packed = np.packbits(self._table.columns[attribute] == code)
            whole = np.zeros(self._words * 8, np.uint8)
            whole[: len(packed)] = packed
            found = self._known[literal] = whole.view(np.uint64)
        return found


class Weighed:
    """The same of a table whose rows stand for many each."""

    def __init__(self, table: Coded, counts: Numbers) -> None:
        self._table, self._counts = table, counts

    def sizes(self, slices: Sequence[Sequence[Literal]]) -> Numbers:
        """The number of rows of each slice."""
        return np.array([self._counts[self._table.inside(literals)].sum() for literals in slices], np.float64)
