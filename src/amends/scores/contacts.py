"""Contacts as columns: who took what, when, in which case, and what came of it. One row is one contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]

NOBODY: Final = 0
SYSTEM: Final = 1
AGENT: Final = 2
UNANSWERED: Final = -1


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few values: for each row its number, and what the numbers stand for."""

    codes: Codes
    names: Sequence[str]

    def __len__(self) -> int:
        """How many values, not rows."""
        return len(self.names)

    def sums(self, weights: NDArray[Any] | None = None) -> NDArray[Any]:
        """For each value, its rows, or the sum of their weights."""
        return np.bincount(self.codes, weights, minlength=len(self.names))


@dataclass(frozen=True, slots=True)
class Contacts:
    """`seq` counts within the case from 1, without gaps where the export is whole. `started_at` is in microseconds UTC.

    `invited_by` is NOBODY, SYSTEM or AGENT; `answer` is 1 negative, 0 positive, UNANSWERED; `returned` says that the
    customer was in contact again within the window. `agent` are opaque keys: no model ever sees a name.
    """

    contact_id: NDArray[Any]
    case: Coded
    seq: Codes
    agent: Coded
    started_at: NDArray[np.int64]
    reason: Coded
    product: Coded
    channel: Coded
    tier: Coded
    at_random: NDArray[np.bool_]
    invited_by: NDArray[np.int8]
    answer: NDArray[np.int8]
    returned: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many contacts."""
        return len(self.seq)

    def next_rows(self) -> NDArray[np.int64]:
        """The row of the contact that came next in the case; -1 where the case ends, -2 where it was not told.

        A case ends where the customer did not return in time, whatever came long after.
        """
        order = np.lexsort((self.seq, self.case.codes))
        one, other = order[:-1], order[1:]
        follows = (self.case.codes[one] == self.case.codes[other]) & (self.seq[other] == self.seq[one] + 1)
        following = np.full(len(self), -2)
        following[one[follows]] = other[follows]
        return np.where(self.returned, following, -1)

    def last_answers(self, following: NDArray[np.int64]) -> NDArray[np.float64]:
        """For each contact, the answer with which its case ended; NaN where that is not known. `following` as told by
        `next_rows`.
        """
        ended = np.where((following == -1) & (self.answer >= 0), self.answer, np.nan)
        for _ in range(int(self.seq.max(initial=1))):
            open_ = np.flatnonzero(following >= 0)
            found = ended[following[open_]]
            changed = ~np.isnan(found) & np.isnan(ended[open_])
            if not changed.any():
                break
            ended[open_[changed]] = found[changed]
        return ended
