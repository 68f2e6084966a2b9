"""The rows of a lesson from a table file: when, whether it failed, and whether it is in the control.

A value that cannot be read is refused with its line, and nothing is judged: rows that are left out quietly are seldom
left out evenly.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.causes.find import FAILED, UNKNOWN
from amends.causes.outcomes import encoded, hear_outcomes
from amends.facts import NotAMoment, Problem, Refused, hear_moment
from amends.facts.moments import Moment, iso
from amends.link.chains import Sheet

from .days import instants
from .rows import Rows


@dataclass(frozen=True, slots=True)
class Heard:
    """`unknown` rows had no outcome and are in no rate. `notes` are said once."""

    rows: Rows
    unknown: int
    notes: tuple[str, ...]


def hear_rows(sheet: Sheet, at: str, failed: str, control: tuple[str, str] | None, zone: ZoneInfo) -> Heard:
    """Times that name no zone are read in `zone`. Raises Refused: a column that is missing, a row that cannot be
    split, a time that is none, an outcome that is neither yes nor no, a control that nothing or everything is in.
    """
    names = [at, failed] if control is None else [at, failed, control[0]]
    for name in names:
        sheet.check_column(name)
    sheet.read_ahead([name for name in names if name != at])
    outcomes = hear_outcomes(sheet, failed)
    wrong = np.flatnonzero(~sheet.good_rows(len(outcomes)))
    if len(wrong):
        raise Refused(sheet.wrong(int(wrong[0])))
    when, notes = _times(sheet, at, len(outcomes), zone)
    known = outcomes != UNKNOWN
    inside = None if control is None else _control(sheet, *control)
    rows = Rows(when[known], outcomes[known] == FAILED, None if inside is None else inside[known])
    return Heard(rows, int((~known).sum()), notes)


def hear_since(text: str, zone: ZoneInfo, option: str = "--since") -> Moment:
    """The moment of the change; where it names no zone it is one of `zone`. Raises Refused."""
    try:
        return hear_moment(text, zone=zone)
    except NotAMoment as error:
        raise Refused(Problem(option, str(error), "Write for example 2026-05-20T12:00:00Z", value=text)) from None


def check_inside(rows: Rows, since: Moment, text: str, where: str, column: str) -> None:
    """Raises Refused where the change was before the first row, or after the last."""
    if not len(rows.at):
        raise Refused(Problem(where, "has no row with a known outcome", "Export rows that a witness has judged"))
    first, last = int(rows.at.min()), int(rows.at.max())
    if first < since <= last:
        return
    said = f"{iso(Moment(first))} to {iso(Moment(last))}"
    what = "is after every row" if since > last else "is not after any row"
    step = f"The rows of {where} are from {said}: name a moment between, or export a longer time"
    raise Refused(Problem("--since", what, step, column=column, value=text))


def _times(sheet: Sheet, name: str, rows: int, zone: ZoneInfo) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    from amends.link.chains.times import hear_times

    when, notes, begin = np.zeros(rows, np.int64), dict[str, None](), 0
    for chunk in sheet.chunks(name):
        wall = _walls(chunk)
        found = hear_times([chunk if wall is None else wall], len(chunk), sheet.where, name)
        bad = np.flatnonzero(~found.good)
        if len(bad):
            value = chunk[int(bad[0])].as_py()
            step = "Write for example 2026-05-03T14:20:00Z, or take the row out"
            shown = "" if value is None else str(value)
            raise Refused(
                Problem(sheet.where, "is no time", step, line=sheet.line(begin + int(bad[0])), column=name, value=shown)
            )
        if wall is None:
            notes |= dict.fromkeys(found.notes)
        else:
            notes[f"Times without a zone are read in {zone.key}"] = None
        when[begin : begin + len(chunk)] = found.at if wall is None else instants(found.at, zone)
        begin += len(chunk)
    return when, tuple(notes)


def _walls(chunk: Any) -> Any | None:
    """The chunk as wall times, where none of it names a zone."""
    import pyarrow as pa

    kind = chunk.type
    if pa.types.is_dictionary(kind):
        return _walls(chunk.dictionary_decode())
    if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        return chunk
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None
    try:
        return chunk.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None


def _control(sheet: Sheet, name: str, value: str) -> NDArray[np.bool_]:
    values, codes = encoded(sheet.column(name))
    words = ["" if one is None else _word(one) for one in values]
    chosen = np.array([word == _word(value) for word in words] + [False], np.bool_)
    inside = chosen[codes]
    if not inside.any():
        near = get_close_matches(value, words, n=1, cutoff=0.5)
        some = ", ".join(sorted(word for word in words if word)[:8])
        step = f"Did you mean {near[0]!r}?" if near else f"Values are: {some}"
        raise Refused(Problem(sheet.where, "is in no row: the control is empty", step, column=name, value=value))
    if inside.all():
        step = "Name the value of the rows in which nothing was changed"
        raise Refused(Problem(sheet.where, "is in every row: nothing is left", step, column=name, value=value))
    return inside


def _word(value: Any) -> str:
    text = str(value).strip()
    return text.lower() if text.lower() in ("true", "false") else text
