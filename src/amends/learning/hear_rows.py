"""The rows of a lesson from a table file: when, whether it failed, and whether it is in the control.

A row of which the time or the outcome cannot be read is left out, named with its line, and counted: rows that are left
out quietly are seldom left out evenly.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from amends.causes.find import FAILED, UNKNOWN
from amends.causes.outcomes import OUTCOME_STEP, WORDS, encoded
from amends.facts import NotAMoment, Problem, Refused, hear_moment
from amends.facts.moments import Moment, iso
from amends.link.chains import Sheet

from .hear_when import hear_when
from .rows import Rows
from .wrong_rows import WrongRows


@dataclass(frozen=True, slots=True)
class Heard:
    """`unknown` rows had no outcome and are in no rate. `left_out` could not be read: `problems` are of the first of
    them. `notes` are said once.
    """

    rows: Rows
    unknown: int
    left_out: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def hear_rows(sheet: Sheet, at: str, failed: str, control: tuple[str, str] | None, zone: ZoneInfo) -> Heard:
    """Times that name no zone are read in `zone`. Raises Refused: a column that is missing, or that holds no times; a
    control that nothing or everything is in.
    """
    names = [at, failed] if control is None else [at, failed, control[0]]
    for name in names:
        sheet.check_column(name)
    sheet.read_ahead([name for name in names if name != at])
    values, codes = encoded(sheet.column(failed))
    wrong = WrongRows(sheet, len(codes))
    when, notes = hear_when(sheet, at, len(codes), zone, wrong)
    outcomes = _outcomes(values, codes, failed, wrong)
    unknown = (outcomes == UNKNOWN) & ~wrong.bad
    kept = ~unknown & ~wrong.bad
    inside = _control(sheet, *control, kept) if control is not None and kept.any() else None
    rows = Rows(when[kept], outcomes[kept] == FAILED, inside)
    return Heard(rows, int(unknown.sum()), wrong.count, wrong.problems(), notes)


def _outcomes(values: list[Any], codes: NDArray[np.int32], name: str, wrong: WrongRows) -> NDArray[np.int8]:
    """By the words that `amends causes` knows; what is none of them is noted."""
    words = [WORDS.get("" if value is None else str(value).strip().lower()) for value in [*values, None]]
    no_outcome = np.array([word is None for word in words])
    wrong.note(no_outcome[codes], name, "is no outcome", OUTCOME_STEP, lambda row: values[codes[row]])
    return np.array([UNKNOWN if word is None else word for word in words], np.int8)[codes]


def hear_since(text: str, zone: ZoneInfo, option: str = "--since") -> Moment:
    """The moment of the change; where it names no zone it is one of `zone`. Raises Refused."""
    try:
        return hear_moment(text, zone=zone)
    except NotAMoment as error:
        raise Refused(Problem(option, str(error), "Write for example 2026-05-20T12:00:00Z", value=text)) from None


def check_inside(heard: Heard, since: Moment, text: str, where: str, column: str) -> None:
    """Raises Refused where no row is left, or the change was before the first one or after the last."""
    rows = heard.rows
    if not len(rows.at):
        if heard.left_out:
            raise Refused(Problem(where, "has no row that could be taken", "Correct what is named above"))
        raise Refused(Problem(where, "has no row with a known outcome", "Export rows that a witness has judged"))
    first, last = int(rows.at.min()), int(rows.at.max())
    if first < since <= last:
        return
    said = f"{iso(Moment(first))} to {iso(Moment(last))}"
    what = "is after every row" if since > last else "is not after any row"
    step = f"The rows of {where} are from {said}: name a moment between, or export a longer time"
    raise Refused(Problem("--since", what, step, column=column, value=text))


def _control(sheet: Sheet, name: str, value: str, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the rows that are kept, which are in the control."""
    values, codes = encoded(sheet.column(name))
    words = ["" if one is None else _word(one) for one in values]
    chosen = np.array([word == _word(value) for word in words] + [False], np.bool_)
    inside = chosen[codes][kept]
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
