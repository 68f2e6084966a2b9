"""When the rows of a table were: times that name no zone are those of the zone that is told, row by row."""

from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.link.chains import Sheet
from amends.link.chains.times import hear_times

from .days import instants
from .wrong_rows import WrongRows

STEP: Final = "Write for example 2026-05-03T14:20:00Z"
_NAMES_A_ZONE: Final = r"[Tt ]\d{2}.*([Zz]|[+-]\d{2}(:?\d{2}){0,2})\s*$"
_A_NUMBER: Final = r"^\s*\d{9,19}\s*$"


def hear_when(
    sheet: Sheet, name: str, rows_count: int, zone: ZoneInfo, wrong: WrongRows
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Microseconds UTC of each row, and what is to be said once on how they were read. What is no time is noted in
    `wrong`. Raises Refused for a column that holds no times at all, such as decimals.
    """
    when, notes, begin = np.zeros(rows_count, np.int64), dict[str, None](), 0
    for chunk in sheet.chunks(name):
        found = hear_times([chunk], len(chunk), sheet.where, name)
        walls = _walls(chunk) & found.good
        mine = slice(begin, begin + len(chunk))
        when[mine] = found.at
        if walls.any():
            when[mine][walls] = instants(found.at[walls], zone)
            notes[f"Times without a zone are read in {zone.key}"] = None
        notes |= dict.fromkeys(note for note in found.notes if "without a zone" not in note)
        bad = np.zeros(rows_count, np.bool_)
        bad[mine] = ~found.good
        wrong.note(bad, name, "is no time", STEP, partial(_cell, chunk, begin))
        begin += len(chunk)
    return when, tuple(notes)


def _cell(chunk: Any, begin: int, row: int) -> object:
    return chunk[row - begin].as_py()


def _walls(chunk: Any) -> NDArray[np.bool_]:
    """Which of them are wall times: they name no zone, and are no number since 1970."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(chunk.type):
        chunk = chunk.dictionary_decode()
    kind = chunk.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        no_zone = pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None)
        return np.full(len(chunk), no_zone, np.bool_)
    zoned = pc.or_(pc.match_substring_regex(chunk, _NAMES_A_ZONE), pc.match_substring_regex(chunk, _A_NUMBER))
    return ~np.asarray(pc.fill_null(zoned, True), np.bool_)
