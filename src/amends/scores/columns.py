"""Columns of a table file as arrays: texts, codes, numbers and words from a short list."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from amends.link.chains import Sheet

from .contacts import Coded

_NONE_WORDS = ("", "null", "none", "nan")
NOT_TOLD = "(not told)"


def texts_of(sheet: Sheet, name: str) -> Any:
    """A pyarrow ChunkedArray of texts without the blanks around them; null where nothing stands."""
    column = sheet.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type) and _whole(column):
        column = column.cast(pa.int64(), safe=False)  # whole numbers with gaps are often written as 1.0
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    empty = pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(_NONE_WORDS, pa.string()))
    return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)


def coded_of(texts: Any) -> Coded:
    """Numbered in the order of the texts, so that the order of the rows changes nothing; nothing is a value too."""
    encoded = pc.fill_null(texts, NOT_TOLD).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    names = [str(name) for name in encoded.dictionary.to_pylist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int32)
    place[order] = np.arange(len(names), dtype=np.int32)
    return Coded(place[np.asarray(encoded.indices)], tuple(names[at] for at in order))


def numbers_of(texts: Any) -> NDArray[np.float64]:
    """NaN for what is no number, and for nothing; "true" and "false" are 1 and 0."""
    try:
        found = texts.cast(pa.float64())
    except pa.ArrowInvalid:
        known = coded_of(texts)
        return np.array([_number(name) for name in known.names], np.float64)[known.codes]
    return np.asarray(pc.fill_null(found, np.nan).combine_chunks(), np.float64)


def words_of(texts: Any, words: Mapping[str, int], nothing: int) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The number of each word, `nothing` where none stands; and where it is a word of the list, or nothing."""
    known = coded_of(pc.utf8_lower(texts))
    heard = [nothing if name == NOT_TOLD else words.get(name) for name in known.names]
    good = np.array([number is not None for number in heard], np.bool_)
    numbers = np.array([nothing if number is None else number for number in heard], np.int8)
    return numbers[known.codes], good[known.codes]


def is_there(texts: Any) -> NDArray[np.bool_]:
    """Where something stands."""
    return np.asarray(texts.is_valid().combine_chunks())


def _whole(column: Any) -> bool:
    known = pc.drop_null(column)
    if not len(known) or pc.any(pc.invert(pc.is_finite(known))).as_py():
        return False
    return bool(pc.all(pc.equal(pc.floor(known), known)).as_py()) and float(pc.max(pc.abs(known)).as_py()) < 2**53


def _number(name: str) -> float:
    if name.lower() in ("true", "false"):
        return float(name.lower() == "true")
    try:
        found = float(name)
    except ValueError:
        return float("nan")
    return found if np.isfinite(found) else float("nan")
