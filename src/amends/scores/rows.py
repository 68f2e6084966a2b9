"""A pass over rows in memory: sorted by the first factor, and taken in blocks that stay in the cache."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .coding import distinct, merged, smallest
from .layout import Codes, Layout, Numbers
from .sums import Point, Sums

ROWS_PER_BLOCK = 1 << 16
X_ROWS_MAX = 1 << 12  # up to so many different rows of X, sums over X are counted by row of X and not column by column
FACTORS_PER_LOG = 16  # each is between 1 and 2, so that their product stays exact to a few units in the last place


@dataclass(frozen=True)
class _Block:
    """Rows of whole levels of the first factor: from `low` up to `high`."""

    rows: slice
    low: int
    high: int


class Rows:
    """A Pass over arrays. `trials` None: one each."""

    def __init__(
        self, y: NDArray[Any], x: NDArray[Any], groups: Sequence[Codes], levels: Sequence[int], trials: Numbers | None
    ) -> None:
        """`x`: (n, p); `groups`: for each factor the level of each row, below its `levels`."""
        order = np.argsort(smallest(groups[0], levels[0]), kind="stable")
        x_codes, x_rows = distinct(x)
        cells, many = merged([(x_codes, x_rows), *zip(groups[1:], levels[1:], strict=True)], len(y))
        some = np.zeros(many, np.int64)  # a row of each cell
        some[cells] = np.arange(len(cells))
        self._x = np.asarray(x[some], np.float64)
        self._layout = Layout(
            levels[0], tuple(levels[1:]), self._x, tuple(np.asarray(codes[some], np.int64) for codes in groups[1:])
        )
        self._first = smallest(groups[0], levels[0])[order]
        self._cells = smallest(cells, many)[order]
        self._y = np.ascontiguousarray(y[order] if trials is not None else y[order].astype(np.bool_))
        self._trials = None if trials is None else trials[order]
        few = x_rows <= X_ROWS_MAX
        self._x_codes = smallest(x_codes[some], x_rows) if few else None
        self._x_table = _table(x_codes[some], self._x, x_rows) if few else self._x
        self._blocks = list(_blocks(self._first, levels[0], max(ROWS_PER_BLOCK, many)))

    @property
    def layout(self) -> Layout:
        """Levels and cells of these rows."""
        return self._layout

    def sums(self, point: Point) -> Sums:
        """The sums at this point."""
        layout = self._layout
        predictor = layout.predictor(point.rest)
        spread = None if point.leverage is None else layout.variance(point.leverage.further)
        cells, first = np.zeros((3, len(self._x))), np.zeros((3, layout.first))
        cross = np.zeros((layout.first, layout.rest))
        loss = 0.0
        for block in self._blocks:
            loss += self._add_up(block, point, predictor, spread, cells, first, cross)
        by_column = [layout.totals(row) for row in cells[:2]]
        return Sums(loss, first[2], cross, layout.products(cells[2]), first[0], by_column[0], first[1], by_column[1])

    def _add_up(
        self,
        block: _Block,
        point: Point,
        predictor: Numbers,
        spread: Numbers | None,
        cells: Numbers,
        first: Numbers,
        cross: Numbers,
    ) -> float:
        """Add scores, turns and weights of the rows of a block to those of their levels; give back their loss."""
        layout, one, n = self._layout, slice(block.low, block.high), block.high - block.low
        of_cell, of_first = self._cells[block.rows], self._first[block.rows].astype(np.int64) - block.low
        loss, score, weight, bend = self._moments(block, predictor[of_cell] + point.first[one][of_first])
        turn = None
        if point.leverage is not None and spread is not None:
            turn = spread[of_cell] + point.leverage.first[one][of_first]
        for where, codes in zip(layout.blocks(), layout.codes, strict=True):
            q = where.stop - where.start
            place = of_first * q + codes[of_cell]
            cross[one, where] += np.bincount(place, weight, n * q).reshape(n, q)
            if turn is not None and point.leverage is not None:
                shared = point.leverage.cross[one, where.start - layout.fixed : where.stop - layout.fixed]
                turn += 2 * shared.ravel()[place]
        cross[one, : layout.fixed] += self._over_x(of_first, of_cell, weight, n)
        for row, numbers in enumerate((score, None if turn is None else turn * bend, weight)):
            if numbers is not None:
                first[row, one] += np.bincount(of_first, numbers, n)
                cells[row] += np.bincount(of_cell, numbers, len(self._x))
        return loss

    def _moments(self, block: _Block, predictor: Numbers) -> tuple[float, Numbers, Numbers, Numbers]:
        """Loss, y - trials m, w and w' of the rows of the block."""
        small = np.exp(-np.abs(predictor))
        share = 1 / (1 + small)
        above = predictor >= 0
        mean = np.where(above, share, small * share)
        weight = small * share * share
        bend = weight * (1 - 2 * mean)
        y = self._y[block.rows]
        if self._trials is None:
            answered = np.maximum(predictor, 0).sum() - predictor[y].sum()
            return float(answered + _log_of_product(1 + small)), y - mean, weight, bend
        trials = self._trials[block.rows]
        loss = trials @ (np.maximum(predictor, 0) + np.log1p(small)) - y @ predictor
        return float(loss), y - trials * mean, trials * weight, trials * bend

    def _over_x(self, of_first: Codes, of_cell: Codes, weight: Numbers, n: int) -> Numbers:
        """(n, p): sums of the weights times the columns of X, by level of the first factor."""
        if self._x_codes is not None:
            rows = len(self._x_table)
            place = of_first * rows + self._x_codes[of_cell]
            return np.asarray(np.bincount(place, weight, n * rows).reshape(n, rows) @ self._x_table)
        columns = [np.bincount(of_first, weight * column[of_cell], n) for column in self._x.T]
        return np.column_stack(columns) if columns else np.zeros((n, 0))


def _log_of_product(factors: Numbers) -> float:
    """The sum of their logarithms, with one logarithm for every sixteen."""
    whole = len(factors) - len(factors) % FACTORS_PER_LOG
    products = np.multiply.reduce(factors[:whole].reshape(FACTORS_PER_LOG, -1), axis=0)
    return float(np.log(products).sum() + np.log(factors[whole:]).sum())


def _table(codes: Codes, x: Numbers, rows: int) -> Numbers:
    table = np.zeros((rows, x.shape[1]))
    table[codes] = x
    return table


def _blocks(first: Codes, levels: int, rows_max: int) -> Iterator[_Block]:
    """Blocks of whole levels, each of about so many rows; a level with more has one of its own."""
    ends = np.cumsum(np.bincount(first, minlength=levels))
    low = start = 0
    while low < levels:
        high = max(int(np.searchsorted(ends, start + rows_max, "right")), low + 1)
        high = min(high, levels)
        end = int(ends[high - 1])
        yield _Block(slice(start, end), low, high)
        low, start = high, end
