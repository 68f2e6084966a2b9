"""Folds for figures out of fold: by account, evenly with and without the event, whatever the order of the rows."""

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused

from .columns import Mask
from .hashes import joined
from .observed import Observed

FOLDS_MIN = 2


def folds_of(observed: Observed, count: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row, 0 to `count` - 1. All rows of an account are in one; accounts with an event are dealt out
    apart from those without, each kind in the order of a hash of account and seed.

    Raises Refused where there are fewer accounts of a kind than folds.
    """
    size = len(observed.names)
    present, with_event = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    present[observed.entity] = True
    with_event[observed.entity[observed.event]] = True
    shuffled = joined(observed.hashes, np.full(size, seed, np.uint64))
    fold, dealt = np.zeros(size, np.int64), 0
    for kind in (with_event & present, ~with_event & present):
        members = np.flatnonzero(kind)
        _check(len(members), count)
        members = members[np.argsort(shuffled[members], kind="stable")]
        fold[members] = (dealt + np.arange(len(members))) % count
        dealt += len(members)
    return fold[observed.entity]


def _check(members: int, count: int) -> None:
    if members < count:
        what = (
            f"{count} folds need {count} accounts with the event and {count} without; there are {members:,} of a kind"
        )
        raise Refused(Problem("--cv", what, "Name fewer folds, or a table with more accounts"))


def split_by_time(observed: Observed, share: float = 0.2) -> tuple[Mask, Mask] | None:
    """Past and later: the last `share` of the months, at least one, are later. None of fewer than two months."""
    if observed.month is None:
        return None
    months = np.unique(observed.month)
    if len(months) < FOLDS_MIN:
        return None
    first_later = months[-max(1, round(share * len(months)))]
    return observed.month < first_later, observed.month >= first_later
