"""A score and its scale: without the scale a 4 may be good or bad, so it is never guessed."""

import re

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


def score_of(row: Row, *, labelled: bool, default: str | None) -> tuple[int | None, int | None, int | None]:
    """Score, lowest, highest; all None where no score was given. A label alone says how it was meant; without one a
    score needs its scale. Raises BadCell.
    """
    text = row.text("score")
    if text is None:
        return None, None, None
    score = _whole(row, "score", text)
    scale = _scale(row, default)
    if scale is None:
        if not labelled:
            step = "Name its scale: a column scale, scale_min and scale_max, or --scale 1-5 for the whole file"
            raise row.bad("score", "has no scale", step)
        return score, None, None
    lowest, highest = scale
    if not lowest <= score <= highest:
        raise row.bad("score", f"is outside its scale of {lowest} to {highest}", "Correct the score or the scale")
    return score, lowest, highest


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
