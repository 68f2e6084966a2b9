"""A score and its scale: without the scale a 4 may be good or bad. It is told, or plain from all scores of a file."""

import re
from collections.abc import Collection
from typing import NamedTuple

from amends.facts import Problem, Refused
from amends.intake.table.cells import Row

_SCALE = re.compile(r"(-?\d{1,4})\s*(?:-|–|\.\.|to|:|/)\s*(-?\d{1,4})", re.IGNORECASE)
_WHOLE = re.compile(r"(-?\d{1,4})(?:\.0{1,6})?")  # exports make 4.0 of 4 where another row is empty


def hear_scale(text: str) -> tuple[int, int] | None:
    """`1-5`, `0 to 10`, `0..10` as its two ends; None for what is no scale."""
    match = _SCALE.fullmatch(text.strip())
    if match is None or int(match[1]) >= int(match[2]):
        return None
    return int(match[1]), int(match[2])


def check_scale(text: str | None, option: str = "--scale") -> str | None:
    """The scale of a whole file, as it was told. Raises Refused."""
    if text is not None and hear_scale(text) is None:
        raise Refused(Problem(option, "is not a scale", "Write its two ends, for example 1-5 or 0-10", value=text))
    return text


class Score(NamedTuple):
    """All None where no score was given. `assumed` is the scale where nobody told it."""

    score: int | None = None
    lowest: int | None = None
    highest: int | None = None
    assumed: str = ""


def score_of(row: Row, *, labelled: bool) -> Score:
    """A label alone says how it was meant; without one a score needs its scale. Raises BadCell."""
    text = row.text("score")
    if text is None:
        return Score()
    score = _whole(row, "score", text)
    scale, assumed = _scale(row, row.scale), ""
    if scale is None and labelled:
        return Score(score)
    if scale is None and row.assumed_scale:
        assumed = row.assumed_scale
        scale = hear_scale(assumed)
    if scale is None:
        step = "Name its scale: a column scale, scale_min and scale_max, or --scale 1-5 for the whole file"
        raise row.bad("score", "has no scale", step)
    lowest, highest = scale
    if not lowest <= score <= highest:
        raise row.bad("score", f"is outside its scale of {lowest} to {highest}", "Correct the score or the scale")
    return Score(score, lowest, highest, assumed)


def bare_score(row: Row) -> int | None:
    """The score of a row that tells neither a scale nor a label, which is what a scale can be seen by."""
    text, *others = row.told("score", "scale", "scale_min", "scale_max", "label")
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match and not any(others) else None


def usual_scale(scores: Collection[int]) -> str | None:
    """1-5 where all are 1 to 5, the commonest scale by far; 0-10 where one is 8 or more. A highest of 6 or 7 may be of
    1-7 as well as of 0-10, and a 0 below 8 of 0-5: then None.
    """
    if not scores or min(scores) < 0 or max(scores) > 10:
        return None
    if max(scores) >= 8:
        return "0-10"
    return "1-5" if min(scores) >= 1 and max(scores) <= 5 else None


def _scale(row: Row, default: str | None) -> tuple[int, int] | None:
    lowest, highest = row.text("scale_min"), row.text("scale_max")
    if lowest is not None and highest is not None:
        ends = _whole(row, "scale_min", lowest), _whole(row, "scale_max", highest)
        if ends[0] >= ends[1]:
            raise row.bad("scale_max", "is not above the lowest score", "Correct one of the two")
        return ends
    if lowest is not None or highest is not None:
        missing = "scale_max" if highest is None else "scale_min"
        raise row.bad(missing, "is empty", "A scale needs both ends")
    told = row.text("scale") or default
    if told is None:
        return None
    scale = hear_scale(told)
    if scale is None:
        raise row.bad("scale", "is not a scale", "Write its two ends, for example 1-5 or 0-10")
    return scale


def _whole(row: Row, name: str, text: str) -> int:
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise row.bad(name, "is not a whole number", "Write the score as it was given, for example 4")
    return int(match[1])
