"""The slices that hold failures, found from the failing rows alone: these are few where the table is millions.

Level by level, as in SliceLine (Sagadeeva and Boehm, SIGMOD 2021), but by attributes: all slices over the same
attributes are counted at once, and a slice goes on to the next level only while its best possible score could matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .coded import Codes, Literal, Mask, Numbers

Keep = Callable[[Numbers], Mask]
_CELLS_PER_ROW = 8  # with more cells than this they are sorted, not counted in place
_CELLS_MIN = 1 << 16


@dataclass(frozen=True, slots=True)
class Group:
    """Slices over the same attributes. `codes` has one row each, `errors` their sum of errors.

    `cells` holds for every failing row which of the slices it is in, below 0 for none.
    """

    attributes: tuple[int, ...]
    codes: NDArray[np.int64]
    errors: Numbers
    cells: NDArray[np.int64]

    def literals(self, index: int) -> tuple[Literal, ...]:
        """The slice as attributes with codes."""
        return tuple(zip(self.attributes, map(int, self.codes[index]), strict=True))

    def only(self, kept: Mask) -> "Group":
        """The same with these slices only."""
        if kept.all():
            return self
        number = np.full(len(kept) + 1, -1, np.int64)  # the last one stands for "in none"
        number[np.flatnonzero(kept)] = np.arange(int(kept.sum()))
        return Group(self.attributes, self.codes[kept], self.errors[kept], number[self.cells])


def first_level(columns: Sequence[Codes], cards: Sequence[int], errors: Numbers, keep: Keep) -> list[Group]:
    """Slices of one literal that `keep` keeps. `columns` and `errors` are those of the failing rows."""
    groups = []
    for attribute, column in enumerate(columns):
        cells = column.astype(np.int64)
        sums = _sums(cells, errors, cards[attribute])
        group = Group((attribute,), np.arange(len(sums))[:, None], sums, cells)
        groups.append(group.only((sums > 0) & keep(sums)))
    return groups


def next_level(parents: Sequence[Group], ones: Sequence[Group], errors: Numbers, keep: Keep) -> list[Group]:
    """Slices with one literal more, of an attribute after the parent's last, so that each is met once."""
    found = []
    for parent in parents:
        for one in ones[parent.attributes[-1] + 1 :]:
            group = _joined(parent, one, errors, keep)
            if len(group.errors):
                found.append(group)
    return found


def _joined(parent: Group, one: Group, errors: Numbers, keep: Keep) -> Group:
    rows = np.flatnonzero((parent.cells >= 0) & (one.cells >= 0))
    width = len(one.errors)
    cell = parent.cells[rows] * width + one.cells[rows]
    room = len(parent.errors) * width
    if room <= _CELLS_PER_ROW * len(rows) + _CELLS_MIN:
        sums = _sums(cell, errors[rows], room)
        names = np.arange(room)
    else:
        names, cell = np.unique(cell, return_inverse=True)
        sums = _sums(cell, errors[rows], len(names))
    kept = np.flatnonzero((sums > 0) & keep(sums))
    number = np.full(len(sums), -1, np.int64)
    number[kept] = np.arange(len(kept))
    cells = np.full(len(errors), -1, np.int64)
    cells[rows] = number[cell]
    left, right = np.divmod(names[kept], max(width, 1))
    codes = np.column_stack([parent.codes[left], one.codes[right]])
    return Group((*parent.attributes, *one.attributes), codes, sums[kept], cells)


def _sums(cells: NDArray[np.int64], errors: Numbers, count: int) -> Numbers:
    return np.bincount(cells, errors, minlength=count).astype(np.float64, copy=False)
