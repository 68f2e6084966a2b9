"""The chains themselves, on plain numbers: who as a code, when as microseconds. Everything in the order of the file."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US

Codes = NDArray[np.int64]
Rows = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


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

    is_contact: NDArray[np.bool_]
    case_id: NDArray[np.int64]
    seq: NDArray[np.int32]
    returned: NDArray[np.bool_]
    days: NDArray[np.float64]  # since the last contact; NaN for the first
    summary: Summary


def chain(who: Codes, at: NDArray[np.int64], agents: Codes | None, window_us: int) -> Chained:
    """Number the chains. `who` (customer and topic) and `agents` are codes from 0; below 0 is nobody.

    A contact goes on with the chain where at most `window_us` lie between it and the one before of the same `who`.
    Contacts at one moment keep the order of the file. n log n for the sort by time, which a sorted file saves.
    """
    rows = _in_chains(who, at)
    count = len(rows)
    later = at[rows]
    gap = np.diff(later, prepend=later[:1])
    del later
    codes = who[rows]
    known = np.zeros(count, np.bool_)  # he was in contact before
    np.equal(codes[1:], codes[:-1], out=known[1:])
    del codes
    days = gap / DAY_US
    days[~known] = np.nan
    repeat = known & (gap <= window_us)
    del gap, known
    starts = np.flatnonzero(~repeat)
    lengths = np.diff(starts, append=count)
    cases = np.repeat(_by_first_row(rows, starts, len(who)), lengths)
    hand_backs = None if agents is None else _hand_backs(agents[rows], cases)
    seq = np.arange(1, count + 1, dtype=np.int32)
    seq -= np.repeat(starts.astype(np.int32), lengths)
    summary = Summary(count, len(starts), count - len(starts), hand_backs, len(who) - count)
    returned = np.append(repeat[1:], np.zeros(min(count, 1), np.bool_))
    to = len(who)
    return Chained(
        is_contact=who >= 0,
        case_id=_scatter(cases, rows, to),
        seq=_scatter(seq, rows, to),
        returned=_scatter(returned, rows, to),
        days=_scatter(days, rows, to),
        summary=summary,
    )


def _in_chains(who: Codes, at: NDArray[np.int64]) -> Rows:
    """The rows of contacts by who, then time, then row.

    Why not a sort by three keys: plain integers that carry who, time and row in their bits sort several times faster
    than an index does. Where the bits do not suffice, time is rounded, and the few that then look the same are put in
    order among themselves.
    """
    rows = np.flatnonzero(who >= 0)
    count = len(rows)
    times, codes = (at, who) if count == len(who) else (at[rows], who[rows])
    row_bits = max(count - 1, 1).bit_length()
    keys = codes.astype(np.uint64)
    exact = bool((times[1:] >= times[:-1]).all())  # then the row alone says the time
    if not exact:
        since = (times - times.min()).view(np.uint64)
        span_bits, room = int(since.max()).bit_length(), 64 - row_bits - max(int(codes.max()), 1).bit_length()
        exact = span_bits <= room
        keys <<= np.uint64(min(span_bits, room))
        keys |= since >> np.uint64(max(span_bits - room, 0))
        del since
    keys <<= np.uint64(row_bits)
    keys |= np.arange(count, dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64((1 << row_bits) - 1)).view(np.int64)
    if not exact:
        keys >>= np.uint64(row_bits)
        _put_in_order(order, keys, times)
    return order if count == len(who) else rows[order]


def _put_in_order(order: Rows, keys: NDArray[np.uint64], times: NDArray[np.int64]) -> None:
    """Sort, in place, the runs whose `keys` are the same by their exact times."""
    same = keys[1:] == keys[:-1]
    run = np.zeros(len(keys), np.bool_)
    run[1:] |= same
    run[:-1] |= same
    at = np.flatnonzero(run)
    some = order[at]
    order[at] = some[np.lexsort((some, times[some], keys[at]))]


def _by_first_row(rows: Rows, starts: Rows, rows_count: int) -> NDArray[np.int64]:
    """The number of each case: the how manieth it is by the row in which it first appears."""
    if not len(rows):
        return np.zeros(0, np.int64)
    first = np.minimum.reduceat(rows, starts)
    mark = np.zeros(rows_count, np.bool_)
    mark[first] = True
    return np.cumsum(mark, dtype=np.int64)[first]


def _hand_backs(agents: Codes, cases: NDArray[np.int64]) -> int:
    """A-B-A within a case: those whom nobody is known to have taken left out, the same one twice running once."""
    known = agents >= 0
    agents, cases = agents[known], cases[known]
    turn = np.ones(len(agents), np.bool_)
    turn[1:] = (agents[1:] != agents[:-1]) | (cases[1:] != cases[:-1])
    agents, cases = agents[turn], cases[turn]
    return int(np.count_nonzero((agents[2:] == agents[:-2]) & (cases[2:] == cases[:-2])))


def _scatter(values: NDArray[T], rows: Rows, rows_count: int) -> NDArray[T]:
    scattered = np.zeros(rows_count, values.dtype)
    scattered[rows] = values
    return scattered
