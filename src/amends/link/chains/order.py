"""All rows by who, then time, then row: one sort of plain numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]
Rows = NDArray[np.int32]

BLOCK_ROWS = 16_384  # what is worked on at once stays in the cache of a core
ROWS_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Ordered:
    """The rows of contacts, in order; `again[i]` where the i-th is of the same as the one before."""

    rows: Rows
    again: NDArray[np.bool_]


def in_chains(who: Codes, at: NDArray[np.int64]) -> Ordered:
    """Order the rows whose `who` is not below 0.

    Why not a sort by three keys: plain integers that carry who, time and row in their bits sort several times faster
    than an index does. Where the bits do not suffice, time is rounded, and the few that then look the same are put in
    order among themselves.
    """
    if len(who) > ROWS_MAX:
        raise ValueError("too many rows for one table")
    rows = None
    if len(who) and who.min() < 0:
        rows = np.flatnonzero(who >= 0).astype(np.int32)
        who, at = who[rows], at[rows]
    if not len(who):
        return Ordered(np.zeros(0, np.int32), np.zeros(0, np.bool_))
    row_bits = max(len(who) - 1, 1).bit_length()
    begin, span_bits = _span(at)
    time_bits = min(span_bits, 64 - row_bits - max(int(who.max()), 1).bit_length())
    keys = _keys(who, time_bits + row_bits)
    if time_bits:
        _add_times(keys, at, begin, span_bits - time_bits, row_bits)
    keys.sort()
    order = _low_bits(keys, row_bits)
    if time_bits < span_bits:
        _put_in_order(order, _same(keys, row_bits), at)
    return Ordered(order if rows is None else rows[order], _same(keys, time_bits + row_bits))


def _span(at: NDArray[np.int64]) -> tuple[np.int64, int]:
    """The first moment, and the bits that hold any time since; none for a file in order, where the row tells it."""
    parts = (at[begin : begin + BLOCK_ROWS + 1] for begin in range(0, len(at), BLOCK_ROWS))
    if all((part[1:] >= part[:-1]).all() for part in parts):
        return at[0], 0
    begin: np.int64 = at.min()
    return begin, (int(at.max()) - int(begin)).bit_length()


def _keys(who: Codes, code_from_bit: int) -> NDArray[np.uint64]:
    """Who, then nothing, then the row."""
    keys = np.empty(len(who), np.uint64)
    for begin in range(0, len(keys), BLOCK_ROWS):
        mine = keys[begin : begin + BLOCK_ROWS]
        np.copyto(mine, who[begin : begin + BLOCK_ROWS], casting="unsafe")
        mine <<= np.uint64(code_from_bit)
        mine |= np.arange(begin, begin + len(mine), dtype=np.uint64)
    return keys


def _add_times(
    keys: NDArray[np.uint64], at: NDArray[np.int64], first: np.int64, coarser_bits: int, row_bits: int
) -> None:
    """Time between who and the row, less its last bits where there is no room for them."""
    for begin in range(0, len(keys), BLOCK_ROWS):
        since = (at[begin : begin + BLOCK_ROWS] - first).view(np.uint64)
        since >>= np.uint64(coarser_bits)
        since <<= np.uint64(row_bits)
        keys[begin : begin + BLOCK_ROWS] |= since


def _low_bits(keys: NDArray[np.uint64], bits: int) -> Rows:
    low = np.empty(len(keys), np.int32)
    mask = np.uint64((1 << bits) - 1)
    for begin in range(0, len(keys), BLOCK_ROWS):
        np.copyto(low[begin : begin + BLOCK_ROWS], keys[begin : begin + BLOCK_ROWS] & mask, casting="unsafe")
    return low


def _same(keys: NDArray[np.uint64], but_bits: int) -> NDArray[np.bool_]:
    """Where a key is that before it, but for its last bits."""
    same = np.zeros(len(keys), np.bool_)
    differ_from = np.uint64(1 << but_bits)
    for begin in range(1, len(keys), BLOCK_ROWS):
        mine = keys[begin : begin + BLOCK_ROWS]
        np.less(mine ^ keys[begin - 1 : begin - 1 + len(mine)], differ_from, out=same[begin : begin + BLOCK_ROWS])
    return same


def _put_in_order(order: Rows, same: NDArray[np.bool_], times: NDArray[np.int64]) -> None:
    """Sort, in place, the runs whose keys are the same by their exact times."""
    run = same.copy()
    run[:-1] |= same[1:]
    at = np.flatnonzero(run)
    some = order[at]
    runs = np.cumsum(~same[at], dtype=np.int32)
    order[at] = some[np.lexsort((some, times[some], runs))]
