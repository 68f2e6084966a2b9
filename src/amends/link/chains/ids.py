"""Ids of one width, such as C00042562, as numbers without looking any up: several times cheaper than a dictionary."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

CODES_BITS_MAX = 28  # more would leave the sort too few bits for the time
WIDTH_BYTES_MAX = 24


def codes_of_ids(column: Any) -> tuple[NDArray[np.int64], int] | None:
    """A number for each text, the same only for the same text, and how many numbers there may be.

    None where that cannot be had: a text is missing, they differ in length, or so much that the numbers grow large.
    Each place of the text is a digit whose base is the number of different characters from its lowest to its highest.
    """
    if not pa.types.is_string(column.type) or column.null_count or not len(column):
        return None
    parts: list[NDArray[np.uint8]] = []
    for chunk in column.chunks:
        part = _as_bytes(chunk) if len(chunk) else None
        if len(chunk) and (part is None or (parts and part.shape[1] != parts[0].shape[1])):
            return None
        if part is not None:
            parts.append(part)
    lowest = np.min([part.min(axis=0) for part in parts], axis=0).astype(np.int64)
    highest = np.max([part.max(axis=0) for part in parts], axis=0).astype(np.int64)
    bases = highest - lowest + 1
    if lowest.min() <= ord(" ") or highest.max() > ord("~"):
        return None  # one of them may be nothing but space, and so no id
    if np.log2(bases).sum() > CODES_BITS_MAX:
        return None
    codes = np.zeros(len(column), np.int64)
    begin = 0
    for part in parts:
        mine = codes[begin : begin + len(part)]
        for place in np.flatnonzero(bases > 1).tolist():
            mine *= bases[place]
            mine += part[:, place]
            mine -= lowest[place]
        begin += len(part)
    return codes, int(np.prod(bases))


def _as_bytes(chunk: Any) -> NDArray[np.uint8] | None:
    """The texts as a table of bytes, one row each; None where they are not of one length."""
    _, offsets_buffer, data = chunk.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    width = int(offsets[1] - offsets[0])
    if not 0 < width <= WIDTH_BYTES_MAX or (np.diff(offsets) != width).any():
        return None
    return np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].reshape(-1, width)
