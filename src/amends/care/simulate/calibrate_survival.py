"""Times that are not all seen to their end: patience of callers, of whom most were answered first; days until a return.

Kaplan, E. L. and Meier, P. (1958), Nonparametric estimation from incomplete observations. The exponential mean is the
maximum of the likelihood for right-censored and for interval-censored times.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEPS: Final = 80
_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0


def exponential_mean(times: ArrayLike, happened: ArrayLike) -> float | None:
    """All time waited by the number of those to whom it happened; None where it happened to nobody."""
    events = int(np.count_nonzero(np.asarray(happened, np.bool_)))
    return float(np.asarray(times, np.float64).sum()) / events if events else None


def kaplan_meier(times: ArrayLike, happened: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The times at which it happened, and the share to whom it had not happened after each."""
    at, event = np.asarray(times, np.float64), np.asarray(happened, np.bool_)
    moments, events = np.unique(at[event], return_counts=True)
    at_risk = len(at) - np.searchsorted(np.sort(at), moments, side="left")
    return moments, np.asarray(np.cumprod(1.0 - events / at_risk), np.float64)


def still_waiting(times: ArrayLike, happened: ArrayLike, after: float) -> float:
    """The share that nothing had happened to after so long, by Kaplan and Meier."""
    moments, share = kaplan_meier(times, happened)
    place = int(np.searchsorted(moments, after, side="right"))
    return float(share[place - 1]) if place else 1.0


def interval_mean(low: ArrayLike, high: ArrayLike, within: float) -> float:
    """The exponential mean of times known exactly (`low` equals `high`) or to lie between two, none longer than
    `within`. Raises ValueError for no time at all.
    """
    begin, end = np.asarray(low, np.float64), np.asarray(high, np.float64)
    if not len(begin):
        raise ValueError("no time is known")
    exact = end <= begin
    times, lower, width = begin[exact], begin[~exact], (end - begin)[~exact]

    def worth(log_mean: float) -> float:
        mean = math.exp(log_mean)
        seen = -float(times.sum()) / mean - len(times) * log_mean
        between = -float(lower.sum()) / mean + float(np.log(-np.expm1(-width / mean)).sum())
        return seen + between - len(begin) * math.log(-math.expm1(-within / mean))

    return math.exp(_highest(worth, math.log(1e-2), math.log(100.0 * within)))


def _highest(worth: Callable[[float], float], low: float, high: float) -> float:
    """Golden-section search: the likelihood has one summit."""
    one, other = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_one, at_other = worth(one), worth(other)
    for _ in range(_STEPS):
        if at_one >= at_other:
            high, other, at_other = other, one, at_one
            one = high - _GOLDEN * (high - low)
            at_one = worth(one)
        else:
            low, one, at_one = one, other, at_other
            other = low + _GOLDEN * (high - low)
            at_other = worth(other)
    return (low + high) / 2
