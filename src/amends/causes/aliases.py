"""Other names for the same rows: the data cannot tell "version 4.2" from "deployment 881", so both are shown."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from .bitmaps import Bitmaps, Weighed
from .coded import Coded, Literal, Numbers, Rows, count

SAME_SHARE = 0.95
Literals = tuple[Literal, ...]


def find_aliases(
    table: Coded, literals: Literals, max_literals: int, counts: Numbers | None = None
) -> tuple[Literals, ...]:
    """The other slices of up to so many literals that share at least 95 % of their rows with this one; all of them.

    Rows shared over rows in either. One that only adds to this slice, or to another alias, says nothing more and is
    left out.
    """
    inside = table.inside(literals)
    size = count(inside, counts)
    if not size:
        return ()
    common = _common(table, np.flatnonzero(inside), size, counts)
    sizes = (Bitmaps(table) if counts is None else Weighed(table, counts)).sizes
    found: list[Literals] = []
    for level in range(1, max_literals + 1):
        for other in combinations(common, level):
            if _adds_to(other, [literals, *found]):
                continue
            theirs, both = sizes([other, tuple(dict.fromkeys((*literals, *other)))])
            if both >= SAME_SHARE * (size + theirs - both):
                found.append(other)
    return tuple(found)


def _common(table: Coded, rows: Rows, size: int, counts: Numbers | None) -> list[Literal]:
    """The one value of an attribute, if any, that nearly all rows of the slice have: no other can be in an alias."""
    found, weights = [], None if counts is None else counts[rows]
    for attribute, column in enumerate(table.columns):
        of = np.bincount(column[rows], weights)
        if of.max() >= SAME_SHARE * size:
            found.append((attribute, int(of.argmax())))
    return found


def _adds_to(literals: Literals, known: Sequence[Literals]) -> bool:
    return any(set(one) <= set(literals) for one in known)
