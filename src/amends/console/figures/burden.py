"""What each person was handed: how many of their answers would have been negative with an average agent."""

from collections.abc import Sequence

from amends.scores.pictured import Pictured

from .intervals import Intervals, Ranged, intervals


def usual_burden(everybody: Sequence[Pictured]) -> float:
    """The mean over people, each by the number of answers: what is usual here."""
    answers = sum(one.answers for one in everybody)
    return sum(one.burden_pp * one.answers for one in everybody) / answers if answers else 0.0


def burden(page: Sequence[Pictured], everybody: Sequence[Pictured]) -> Intervals | None:
    """A line for each of a page, on the scale of everybody, against what is usual; None of nobody."""
    if not page:
        return None
    middle = usual_burden(everybody)
    return intervals(
        [_ranged(one, middle) for one in page], [_ranged(one, middle) for one in everybody], middle=middle, sign=False
    )


def _ranged(one: Pictured, middle: float) -> Ranged:
    words = "heavier" if one.burden_lo > middle else "lighter" if one.burden_hi < middle else ""
    return Ranged(one.agent, one.burden_pp, one.burden_lo, one.burden_hi, words)
