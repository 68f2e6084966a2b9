"""What each column may do to the odds: chosen from the column alone, and never from the outcome.

Few different numbers, and counts, become steps ("four or more"), each with its own effect. Other numbers become a cubic
spline with bends at quantiles. Words have an effect each. What is not known has an effect of its own. All are centred
and scaled over the rows they are chosen from, so that an effect of 0 is an average row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, length, taken
from .shapes import Shape, shape_of

Design = NDArray[np.float32]
BLOCK_ROWS: Final = 65_536


@dataclass(frozen=True)
class Terms:
    """Shapes, one a column, and the centre and scale of each of their numbers."""

    shapes: tuple[Shape, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    @cached_property
    def places(self) -> dict[str, slice]:
        """Where the numbers of each column stand in the design."""
        ends = np.cumsum([0, *(shape.width for shape in self.shapes)]).tolist()
        return {shape.name: slice(*ends[n : n + 2]) for n, shape in enumerate(self.shapes)}

    def design(self, columns: Columns) -> Design:
        """A row of numbers for each row, centred and scaled. float32: rounding is far below what a sample can tell."""
        told = {column.name: column for column in columns}
        chosen = tuple(told[shape.name] for shape in self.shapes)
        found = np.empty((length(columns), len(self.centre)), np.float32)
        for begin in range(0, len(found) if chosen else 0, BLOCK_ROWS):
            block = slice(begin, begin + BLOCK_ROWS)
            found[block] = (_raw(self.shapes, taken(chosen, block)) - self.centre) / self.scale
        return found


def terms_of(columns: Columns) -> tuple[Terms, tuple[str, ...]]:
    """The terms that these columns allow, and the names of columns that say the same in every row."""
    shapes = tuple(shape for column in columns if (shape := shape_of(column)) is not None)
    constant = tuple(column.name for column in columns if column.name not in {shape.name for shape in shapes})
    width, rows = sum(shape.width for shape in shapes), length(columns)
    told = {column.name: column for column in columns}
    chosen = tuple(told[shape.name] for shape in shapes)
    total, squares = np.zeros(width), np.zeros(width)
    for begin in range(0, rows if chosen else 0, BLOCK_ROWS):
        raw = _raw(shapes, taken(chosen, slice(begin, begin + BLOCK_ROWS)))
        total += raw.sum(0)
        squares += (raw**2).sum(0)
    centre = total / max(rows, 1)
    spread = np.sqrt(np.maximum(squares / max(rows, 1) - centre**2, 0))
    return Terms(shapes, centre, np.where(spread > 1e-9, spread, 1.0)), constant


def _raw(shapes: Sequence[Any], columns: Columns) -> NDArray[np.float64]:
    parts = [shape.raw(column) for shape, column in zip(shapes, columns, strict=True)]
    return np.concatenate(parts, axis=1)
