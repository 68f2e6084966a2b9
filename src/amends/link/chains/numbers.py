"""The chains themselves, on plain numbers: who as a code, when as microseconds. Everything in the order of the file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US

from .order import BLOCK_ROWS, Codes, Ordered, Rows, in_chains

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over the file. `hand_backs` is None where no column says who took a contact."""

    contacts: int
    cases: int
    repeats: int
    hand_backs: int | None
    left_out: int

    @property
    def share_repeat(self) -> float:
        """Repeats among contacts; 0 where there are none."""
        return self.repeats / self.contacts if self.contacts else 0.0


@dataclass(frozen=True, slots=True)
class Chained:
    """One value for each row of the file. Where `is_contact` is false the others mean nothing.

    `case_id` counts from 1 in the order in which the cases first appear in the file.
    """

    is_contact: Flags
    case_id: NDArray[np.int32]
    seq: NDArray[np.int32]
    returned: Flags
    days: NDArray[np.float64]  # since the last contact; NaN for the first
    summary: Summary


@dataclass(frozen=True, slots=True)
class _Joined:
    """The chains of two and more, one after the other: their rows, and where in them and how long each one is."""

    rows: Rows
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]


def chain(who: Codes, at: NDArray[np.int64], agents: Codes | None, window_us: int) -> Chained:
    """Number the chains. `who` (customer and topic) and `agents` are codes from 0; below 0 is nobody.

    A contact goes on with the chain where at most `window_us` lie between it and the one before of the same `who`.
    Contacts at one moment keep the order of the file. n log n for the sort. At most 2**31 rows. `at` is used up: its
    memory becomes that of the days. Most chains are of one contact: what those are is written for all rows, and the
    rest put right after.
    """
    ordered = in_chains(who, at)
    days, repeat = _gaps(ordered, at, window_us)
    joined = _joined(ordered.rows, repeat)
    count, repeats = len(ordered.rows), int(np.count_nonzero(repeat))
    is_contact = who >= 0
    case_id = _numbered(is_contact, joined)
    seq = np.ones(len(who), np.int32)
    seq[joined.rows] = _places(joined)
    returned = np.zeros(len(who), np.bool_)
    returned[ordered.rows[:-1][repeat[1:]]] = True
    hand_backs = None if agents is None else _hand_backs(agents, joined)
    summary = Summary(count, count - repeats, repeats, hand_backs, len(who) - count)
    return Chained(is_contact, case_id, seq, returned, days, summary)


def _gaps(ordered: Ordered, at: NDArray[np.int64], window_us: int) -> tuple[NDArray[np.float64], Flags]:
    """Days since the last contact, in the order of the file, and in that of the chains whether it is a repeat.

    The days take the place of the times, each of which is read before: memory never touched before is what costs most.
    """
    count = len(ordered.rows)
    days = at.view(np.float64)
    repeat = np.zeros(count, np.bool_)
    last = np.zeros(1, np.int64)
    for begin in range(0, count, BLOCK_ROWS):
        rows = ordered.rows[begin : begin + BLOCK_ROWS]
        again = ordered.again[begin : begin + BLOCK_ROWS]
        when = at.take(rows)
        gap = np.diff(when, prepend=last)
        last = when[-1:]
        np.logical_and(again, gap <= window_us, out=repeat[begin : begin + BLOCK_ROWS])
        days[rows] = np.where(again, gap / DAY_US, np.nan)
    return days, repeat


def _joined(rows: Rows, repeat: Flags) -> _Joined:
    some = repeat.copy()
    some[:-1] |= repeat[1:]
    starts = np.flatnonzero(~repeat[some])
    mine = rows[some]
    return _Joined(mine, starts, np.diff(starts, append=len(mine)))


def _numbered(is_contact: Flags, joined: _Joined) -> NDArray[np.int32]:
    """The number of the case of each row: the how manieth it is by the row in which it first appears."""
    firsts = is_contact.copy()
    if not len(joined.rows):
        return np.cumsum(firsts, dtype=np.int32)
    first = np.minimum.reduceat(joined.rows, joined.starts)
    firsts[joined.rows] = False
    firsts[first] = True
    numbers = np.cumsum(firsts, dtype=np.int32)
    numbers[joined.rows] = np.repeat(numbers[first], joined.lengths)
    return numbers


def _places(joined: _Joined) -> NDArray[np.int32]:
    """From 1 within each chain."""
    places = np.arange(1, len(joined.rows) + 1, dtype=np.int32)
    places -= np.repeat(joined.starts.astype(np.int32), joined.lengths)
    return places


def _hand_backs(agents: Codes, joined: _Joined) -> int:
    """A-B-A within a case: those whom nobody is known to have taken left out, the same one twice running once."""
    long = joined.lengths > 2
    lengths = joined.lengths[long]
    took = agents[joined.rows[np.repeat(long, joined.lengths)]]
    cases = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    known = took >= 0
    took, cases = took[known], cases[known]
    turn = np.ones(len(took), np.bool_)
    turn[1:] = (took[1:] != took[:-1]) | (cases[1:] != cases[:-1])
    took, cases = took[turn], cases[turn]
    return int(np.count_nonzero((took[2:] == took[:-2]) & (cases[2:] == cases[:-2])))
