"""Ids of one width, such as C00042562, as numbers without looking any up: several times cheaper than a dictionary."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .order import BLOCK_ROWS

Bytes = NDArray[np.uint8]

CODES_BITS_MAX = 28  # more would leave the sort too few bits for the time
WIDTH_BYTES_MAX = 24
_WINDOW_BYTES = 8  # as many places as one number holds; the places that differ must lie within
_COMPARED_BYTES = 4_096


def codes_of_ids(chunks: Iterable[Any], rows_count: int) -> tuple[NDArray[np.int32], int] | None:
    """A number for each text, the same only for the same text, and how many numbers there may be.

    None where that cannot be had: a text is missing, they differ in length, or so much that the numbers grow large.
    Each place of the text is a digit whose base is the number of different characters from its lowest to its highest.
    """
    ids: _Ids | None = None
    for chunk in chunks:
        if not len(chunk):
            continue
        table = _as_bytes(chunk)
        if table is None:
            return None
        if ids is None:
            ids = _Ids(table, rows_count)
        if not ids.hear(table):
            return None
    return ids.codes() if ids is not None else None


class _Ids:
    """The places that differ, of all ids, in numbers of eight bytes, until it is known how much they differ."""

    def __init__(self, first: Bytes, rows_count: int) -> None:
        self._width = first.shape[1]
        lowest, highest = _extremes(first)
        differ = np.flatnonzero(lowest != highest)
        end = int(differ[-1]) + 1 if len(differ) else self._width
        self._window = slice(max(end - _WINDOW_BYTES, 0), end)
        self._lowest, self._highest = lowest, highest
        self._packed = np.zeros(rows_count, np.dtype("<u8"))
        self._count = 0

    def hear(self, table: Bytes) -> bool:
        """False where these ids cannot be numbered together with those before."""
        if table.shape[1] != self._width:
            return False
        lowest, highest = _extremes(table)
        np.minimum(self._lowest, lowest, out=self._lowest)
        np.maximum(self._highest, highest, out=self._highest)
        if self._lowest.min() <= ord(" ") or self._highest.max() > ord("~"):
            return False  # one of them may be nothing but space, and so no id
        bases = self._bases()
        if np.log2(bases).sum() > CODES_BITS_MAX or bases[: self._window.start].max(initial=1) > 1:
            return False
        if bases[self._window.stop :].max(initial=1) > 1:
            return False
        places = self._packed[self._count : self._count + len(table)].view(np.uint8).reshape(-1, _WINDOW_BYTES)
        places[:, : self._window.stop - self._window.start] = table[:, self._window]
        self._count += len(table)
        return True

    def codes(self) -> tuple[NDArray[np.int32], int]:
        """Every place as a digit, block by block."""
        bases, lowest = self._bases()[self._window].tolist(), self._lowest[self._window].tolist()
        digits = [(place, base) for place, base in enumerate(bases) if base > 1]
        codes = np.zeros(self._count, np.int32)
        for begin in range(0, self._count, BLOCK_ROWS):
            mine = codes[begin : begin + BLOCK_ROWS]
            table = self._packed[begin : begin + BLOCK_ROWS]
            for place, base in digits:
                digit = (table >> np.uint64(8 * place)).astype(np.uint8)
                digit -= np.uint8(lowest[place])
                mine *= np.int32(base)
                mine += digit
        return codes, int(np.prod(bases))

    def _bases(self) -> NDArray[np.int64]:
        return self._highest.astype(np.int64) - self._lowest + 1


def _extremes(table: Bytes) -> tuple[Bytes, Bytes]:
    """The lowest and the highest byte of each place, over many rows at once: rows of a few bytes are slow to reduce."""
    rows, width = table.shape
    together = max(_COMPARED_BYTES // width, 1)
    whole = rows // together * together
    wide, rest = table[:whole].reshape(-1, together * width), table[whole:]
    some = [rest] if len(rest) else []
    lowest = [*some, wide.min(axis=0).reshape(-1, width)] if whole else some
    highest = [*some, wide.max(axis=0).reshape(-1, width)] if whole else some
    return np.concatenate(lowest).min(axis=0), np.concatenate(highest).max(axis=0)


def _as_bytes(chunk: Any) -> Bytes | None:
    """The texts as a table of bytes, one row each; None where they are not of one length, or one is missing."""
    if not pa.types.is_string(chunk.type) or chunk.null_count:
        return None
    _, offsets_buffer, data = chunk.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    width = int(offsets[1] - offsets[0])
    if not 0 < width <= WIDTH_BYTES_MAX or (np.diff(offsets) != width).any():
        return None
    return np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].reshape(-1, width)
