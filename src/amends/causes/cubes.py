"""Sums over all rows for any few attributes, from tables that are counted once by more attributes than were asked for.

What is counted by gateway, currency, flag and plan also holds the sums by gateway and flag. Rows that are taken out are
subtracted, so that no round of a search goes over all rows again.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .coded import Coded, Numbers

_BLOCK_ROWS = 1 << 17
_CELLS_MIN, _CELLS_MAX = 1 << 10, 1 << 17  # of a cube that has more attributes than were asked for
_ROWS_PER_CELL = 8  # with fewer, adding up the cells costs more than counting again
_KEPT_CELLS_MAX = 1 << 20
GROUPED_CELLS_MAX = 4_000_000
_Cube = NDArray[np.float64]  # one axis for each attribute


class Cubes:
    """`weights` are summed, or the rows counted where there are none. `total` is of all rows that are left, and no
    single one has less than `least`.
    """

    def __init__(self, table: Coded, weights: Numbers | None = None, least: float = 1.0) -> None:
        self._table, self._weights = table, weights
        self._left = np.ones(table.rows_count, np.bool_)
        self._cubes: dict[tuple[int, ...], _Cube] = {}
        self._cells_max = min(max(table.rows_count // _ROWS_PER_CELL, _CELLS_MIN), _CELLS_MAX)
        self.least = least
        self.total = float(table.rows_count if weights is None else weights.sum())

    def sums(self, attributes: tuple[int, ...], codes: NDArray[np.int64]) -> Numbers:
        """Of slices over the same attributes, in rising order; `codes` has one row for each slice."""
        if self._cells(attributes) > GROUPED_CELLS_MAX:
            return np.array([self._sum(tuple(zip(attributes, map(int, some), strict=True))) for some in codes])
        names, cube = self._cube(attributes)
        others = tuple(axis for axis, name in enumerate(names) if name not in attributes)
        sums: Numbers = cube.sum(axis=others)[tuple(codes.T)]
        return sums

    def take_out(self, literals: tuple[tuple[int, int], ...]) -> None:
        """The rows of this slice count no longer."""
        rows = np.flatnonzero(self._table.inside(literals) & self._left)
        self._left[rows] = False
        some = self._table.take(rows)
        weights = None if self._weights is None else self._weights[rows]
        self.total -= float(len(rows) if weights is None else weights.sum())
        for names, cube in self._cubes.items():
            cube -= self._counted(names, some, weights)

    def _cells(self, attributes: tuple[int, ...]) -> int:
        return math.prod(self._table.cards[attribute] for attribute in attributes)

    def _sum(self, literals: tuple[tuple[int, int], ...]) -> float:
        inside = self._table.inside(literals) & self._left
        return float(np.count_nonzero(inside) if self._weights is None else self._weights[inside].sum())

    def _cube(self, attributes: tuple[int, ...]) -> tuple[tuple[int, ...], _Cube]:
        wanted = set(attributes)
        for names, cube in self._cubes.items():
            if wanted.issubset(names):
                return names, cube
        names = tuple(sorted(self._widened(attributes)))
        weights = self._weights
        if not self._left.all():
            weights = self._left.astype(np.float64) if weights is None else weights * self._left
        cube = self._counted(names, self._table, weights)
        if cube.size <= _KEPT_CELLS_MAX:
            self._cubes[names] = cube
        return names, cube

    def _widened(self, attributes: tuple[int, ...]) -> Iterator[int]:
        """With the attributes of the fewest values that there is room for: these are in most of what is asked."""
        cells = self._cells(attributes)
        yield from attributes
        for card, other in sorted((card, attribute) for attribute, card in enumerate(self._table.cards)):
            if other not in attributes and cells * card <= self._cells_max:
                cells *= card
                yield other

    def _counted(self, names: tuple[int, ...], table: Coded, weights: Numbers | None) -> _Cube:
        cards = [self._table.cards[name] for name in names]
        found = np.zeros(math.prod(cards))
        for begin in range(0, table.rows_count, _BLOCK_ROWS):
            block = slice(begin, begin + _BLOCK_ROWS)
            cell = table.columns[names[0]][block].astype(np.intp)
            for name, card in zip(names[1:], cards[1:], strict=True):
                cell *= card
                cell += table.columns[name][block]
            found += np.bincount(cell, None if weights is None else weights[block], minlength=len(found))
        return found.reshape(cards)
