"""Which row counts at a moment, for a million at once: the same rule as effective.py, over columns."""

from dataclasses import dataclass

import numpy as np

from .codes import Codes, Ints, Mask


@dataclass(frozen=True, slots=True)
class Chosen:
    """For each id the row that counts at the moment, or -1; the row that says where it belongs also when none holds, or
    -1 where no row names it; the last row that holds and says a field that not all say; and how many hold at once.
    """

    row: Ints
    home: Ints
    saying: Ints
    holding: Ints


def choose(
    ids: Codes, starts: Ints, ends: Ints, good: Mask, at: int, ids_count: int, says: Mask | None = None
) -> Chosen:
    """Of rows of one id with one start the last of the file counts; of those that hold the one that starts last."""
    rows = _corrected(ids, starts, good, ids_count)
    of, start = ids[rows], starts[rows]
    begun = start <= at
    held = begun & (at < ends[rows])
    row, home, saying = (np.full(ids_count, -1, np.int64) for _ in range(3))
    found = Chosen(row, home, saying, np.bincount(of[held], minlength=ids_count))
    found.row[of[held]] = rows[held]  # rows come by start, so that the last one stays
    found.home[of[::-1]] = rows[::-1]  # the first of all, then the last that has begun, then the one that holds
    found.home[of[begun]] = rows[begun]
    found.home[of[held]] = rows[held]
    if says is not None:
        found.saying[of[held & says[rows]]] = rows[held & says[rows]]
    return found


def _corrected(ids: Codes, starts: Ints, good: Mask, ids_count: int) -> Ints:
    """The rows without those that a later row corrects; those of one id come by start."""
    rows = np.flatnonzero(good & (ids >= 0))
    several = np.bincount(ids[rows], minlength=ids_count)[ids[rows]] > 1
    again = rows[several]  # most have one row, and need no order
    again = again[np.lexsort((again, starts[again], ids[again]))]
    same = (ids[again][1:] == ids[again][:-1]) & (starts[again][1:] == starts[again][:-1])
    last: Ints = again[np.append(~same, True)[: len(again)]]
    return np.concatenate((rows[~several], last))
