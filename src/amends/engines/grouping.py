"""The sizes of thousands of slices by one GROUP BY: over few sets of attributes, each of which holds many slices.

The size of `gateway = acme` is in the counts by gateway and currency as well as in those by gateway alone. So sets of
attributes are put together while the number of cells stays small, and each slice is added up from the cells of one.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.causes import Literal

CELLS_MAX = 10_000  # of one set: with more, fewer sets are made, and more cells are brought over than that saves
Slices = Sequence[Sequence[Literal]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: `codes[attribute]` are the codes that stand in any slice, `sets` the attributes grouped together.

    In the answer a value has the place of its code in that list, and one past the last is "any other".
    """

    codes: dict[int, list[int]]
    sets: tuple[tuple[int, ...], ...]


def wanted(slices: Slices) -> Wanted:
    """The values that matter, and the sets of attributes from whose counts every slice can be added up."""
    codes: dict[int, set[int]] = {}
    for literals in slices:
        for attribute, code in literals:
            codes.setdefault(attribute, set()).add(code)
    widths = {attribute: len(some) + 1 for attribute, some in codes.items()}
    sets = _put_together({frozenset(attribute for attribute, _ in literals) for literals in slices}, widths)
    return Wanted({attribute: sorted(codes[attribute]) for attribute in sorted(codes)}, sets)


def _put_together(groups: Iterable[frozenset[int]], widths: dict[int, int]) -> tuple[tuple[int, ...], ...]:
    found: list[frozenset[int]] = []
    for group in sorted(groups, key=lambda some: (-len(some), sorted(some))):
        for place, larger in enumerate(found):
            together = larger | group
            if together == larger or math.prod(widths[attribute] for attribute in together) <= CELLS_MAX:
                found[place] = together
                break
        else:
            found.append(group)
    return tuple(sorted({tuple(sorted(some)) for some in found}))


def add_up(asked: Wanted, slices: Slices, places: dict[int, NDArray[np.int64]], rows: NDArray[np.int64]) -> Any:
    """The size of each slice. `places[attribute]` of each cell, below 0 where its set has not that attribute."""
    sizes = np.zeros(len(slices))
    place_of = {(attribute, code): place for attribute, some in asked.codes.items() for place, code in enumerate(some)}
    cells = _cells_of(asked, places)
    by_attributes: dict[tuple[int, ...], list[int]] = {}
    for number, literals in enumerate(slices):
        by_attributes.setdefault(tuple(sorted({attribute for attribute, _ in literals})), []).append(number)
    for attributes, numbers in by_attributes.items():
        mine = cells[next(some for some in asked.sets if set(attributes) <= set(some))]
        cell, room = np.zeros(len(mine), np.int64), 1
        for attribute in attributes:
            width = len(asked.codes[attribute]) + 1
            cell, room = cell * width + places[attribute][mine], room * width
        counts = np.bincount(cell, rows[mine], minlength=room)
        for number in numbers:
            at = 0
            for literal in sorted(slices[number]):
                at = at * (len(asked.codes[literal[0]]) + 1) + place_of[literal]
            sizes[number] = counts[at]
    return sizes


def _cells_of(asked: Wanted, places: dict[int, NDArray[np.int64]]) -> dict[tuple[int, ...], NDArray[np.int64]]:
    """Which of the cells belong to each set: those where just its attributes have a place."""
    bit = {attribute: 1 << number for number, attribute in enumerate(asked.codes)}
    have = sum((places[attribute] >= 0) * bit[attribute] for attribute in asked.codes)
    return {some: np.flatnonzero(have == sum(bit[attribute] for attribute in some)) for some in asked.sets}
