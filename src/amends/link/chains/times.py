"""A column of times as microseconds: ISO 8601, whole numbers since 1970, or the timestamps of Parquet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from amends.facts import NotAMoment, Problem, Refused, hear_moment

_UTC = ZoneInfo("UTC")
_BEGIN_S, _END_S = 631_152_000, 4_102_444_800  # 1990 and 2100: in this range the unit of a number is not in doubt
_UNITS_PER_SECOND = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
_DIGITS = r"^\s*\d{9,19}\s*$"


@dataclass
class Times:
    """`at[i]` counts only where `good[i]`. `notes` are said to the person once."""

    at: NDArray[np.int64]
    good: NDArray[np.bool_]
    notes: list[str] = field(default_factory=list)


def hear_times(chunks: Iterable[Any], rows_count: int, where: str, name: str) -> Times:
    """The instants of pyarrow Arrays. Times without a zone are taken as UTC, which is said.

    Whole numbers are seconds, milliseconds, microseconds or nanoseconds since 1970 in UTC, by their size. Raises
    Refused for a column that holds no times, such as decimals.
    """
    whole = Times(np.zeros(rows_count, np.int64), np.zeros(rows_count, np.bool_))
    notes: dict[str, None] = {}
    begin = 0
    for chunk in chunks:
        part = _hear(chunk, where, name)
        mine = slice(begin, begin + len(chunk))
        whole.at[mine], whole.good[mine] = part.at, part.good
        notes |= dict.fromkeys(part.notes)
        begin += len(chunk)
    whole.notes = list(notes)
    return whole


def _hear(chunk: Any, where: str, name: str) -> Times:
    if pa.types.is_dictionary(chunk.type):
        chunk = chunk.dictionary_decode()
    if pa.types.is_timestamp(chunk.type) or pa.types.is_date(chunk.type):
        return _of_timestamps(chunk, zoned=pa.types.is_timestamp(chunk.type) and chunk.type.tz is not None)
    if pa.types.is_integer(chunk.type):
        return _of_numbers(chunk)
    if pa.types.is_string(chunk.type) or pa.types.is_large_string(chunk.type):
        return _of_texts(chunk)
    step = "Name a column of times with --at: ISO 8601 text, timestamps, or whole numbers since 1970"
    raise Refused(Problem(where, f"is a column of {chunk.type}", step, column=name))


def _of_timestamps(chunk: Any, *, zoned: bool) -> Times:
    good = _valid(chunk)
    whole = chunk.cast(pa.timestamp("us", chunk.type.tz if zoned else None), safe=False).cast(pa.int64())
    at = np.asarray(pc.fill_null(whole, 0) if whole.null_count else whole)
    return Times(at, good, [] if zoned else ["Times without a zone are taken as UTC"])


def _valid(chunk: Any) -> NDArray[np.bool_]:
    return np.asarray(chunk.is_valid()) if chunk.null_count else np.ones(len(chunk), np.bool_)


def _of_numbers(chunk: Any) -> Times:
    valid = _valid(chunk)
    numbers = np.asarray(pc.fill_null(chunk, 0).cast(pa.int64(), safe=False))
    at, good, notes = np.zeros(len(numbers), np.int64), np.zeros(len(numbers), np.bool_), []
    for unit, per_second in _UNITS_PER_SECOND.items():
        mine = valid & (numbers >= _BEGIN_S * per_second) & (numbers < _END_S * per_second)
        if mine.any():
            exact = numbers[mine] * (10**6 // per_second) if per_second <= 10**6 else numbers[mine] // 1_000
            at[mine], good = exact, good | mine
            notes.append(f"Whole numbers of this size are read as {unit} since 1970")
    return Times(at, good, notes)


def _of_texts(chunk: Any) -> Times:
    """By the column where all of it is written in one way, else one by one."""
    digits = pc.fill_null(pc.match_substring_regex(chunk.slice(0, 1), _DIGITS), False)
    if len(chunk) and digits[0].as_py():
        try:
            return _of_numbers(pc.utf8_trim_whitespace(chunk).cast(pa.int64()))
        except pa.ArrowInvalid:
            return _one_by_one(chunk.to_pylist())
    for zone in ("UTC", None):
        try:
            return _of_timestamps(chunk.cast(pa.timestamp("us", zone)), zoned=zone is not None)
        except pa.ArrowInvalid:
            continue
    return _one_by_one(chunk.to_pylist())


def _one_by_one(texts: Iterable[str | None]) -> Times:
    at, good, notes = [], [], {}
    for text in texts:
        try:
            moment, note = _hear_text((text or "").strip())
        except NotAMoment:
            moment, note = 0, ""
            good.append(False)
        else:
            good.append(True)
        at.append(moment)
        if note:
            notes[note] = True
    return Times(np.array(at, np.int64), np.array(good, np.bool_), list(notes))


def _hear_text(text: str) -> tuple[int, str]:
    """The instant, and what is to be said about how it was read. Raises NotAMoment."""
    if text.isascii() and text.isdigit() and len(text) >= 9:
        number = _of_numbers(pa.array([min(int(text), 2**63 - 1)], pa.int64()))
        if not number.good[0]:
            raise NotAMoment("is outside the years 1990 to 2100")
        return int(number.at[0]), number.notes[0]
    try:
        return hear_moment(text), ""
    except NotAMoment:
        return hear_moment(text, zone=_UTC), "Times without a zone are taken as UTC"
