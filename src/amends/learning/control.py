"""Difference in differences: what changed here over what changed, in the same time, where nothing was changed.

A ratio of two rate ratios, with the profile likelihood interval of four binomial counts (Venzon and Moolgavkar, Applied
Statistics 37:87, 1988): it stands where a count is zero, and where rates are high. What it supposes is that without
the change both would have gone the same way.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .rates import NOTHING, Z_95, Count, Interval, likeliest

_FAR: Final = 20.0  # of the log
_STEPS: Final = 60
_NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """The same rows before and after."""

    before: Count
    after: Count


def difference_in_differences(
    here: Pair, control: Pair, *, z: float = Z_95, dispersion: float = 1.0, hi_only: bool = False
) -> Interval:
    """(after / before) here, over (after / before) of the control. Nothing can be told where either never failed.
    With `hi_only` the lower end is not sought.
    """
    counts = (here.before, here.after, control.before, control.after)
    if not all(count.rows for count in counts) or not all(p.before.failed + p.after.failed for p in (here, control)):
        return NOTHING
    up, down = (here.after, control.before), (here.before, control.after)
    may_be_none, may_be_endless = (any(not one.failed for one in some) for some in (up, down))
    if may_be_none and may_be_endless:
        return NOTHING
    most, drop = sum(_alone(count) for count in counts), z * z * dispersion / 2
    value = math.inf if may_be_endless else math.prod(one.rate for one in up) / math.prod(one.rate for one in down)

    def beyond(log_ratio: float) -> float:
        return most - _profile(here, control, log_ratio) - drop

    centre = math.log(value) if 0 < value < math.inf else (-_FAR if value == 0 else _FAR)
    lo = 0.0 if may_be_none or hi_only else math.exp(_edge(beyond, centre, -1.0))
    return Interval(value, lo, math.inf if may_be_endless else math.exp(_edge(beyond, centre, 1.0)))


def _edge(beyond: Callable[[float], float], centre: float, way: float) -> float:
    """Where it is beyond the interval, going this way from the centre."""
    near, step = centre, way / 2
    while beyond(near + step) <= 0:
        near, step = near + step, step * 2
        if abs(near) > 2 * _FAR:
            return near
    return _zero(beyond, near, near + step)


def _zero(of: Callable[[float], float], one: float, other: float) -> float:
    """Where a function that only rises, or only falls, is zero: by regula falsi, Illinois."""
    at_one, at_other = of(one), of(other)
    if at_one * at_other >= 0:
        return one if abs(at_one) <= abs(at_other) else other
    for _ in range(_STEPS):
        middle = (
            (one * at_other - other * at_one) / (at_other - at_one)
            if math.isfinite(at_other - at_one)
            else (one + other) / 2
        )
        at = of(middle)
        if abs(at) < _NEAR or abs(other - one) < _NEAR:
            return middle
        if at * at_other < 0:
            one, at_one = other, at_other
        else:
            at_one /= 2
        other, at_other = middle, at
    return other


def _profile(here: Pair, control: Pair, log_ratio: float) -> float:
    """The highest log likelihood for this difference, whatever the common change was. That lies between what the two
    say of it by themselves, where their likelihoods rise and fall alike.
    """
    alone = [min(max(one, -2 * _FAR), 2 * _FAR) for one in (_log_change(control), _log_change(here) - log_ratio)]
    change = _zero(lambda at: _rise(here, at + log_ratio) + _rise(control, at), min(alone), max(alone))
    return _tied(here, change + log_ratio) + _tied(control, change)


def _rise(pair: Pair, log_change: float) -> float:
    """By how much the log likelihood rises with the log of the change, the rate before being the likeliest for it."""
    ratio = math.exp(min(max(log_change, -3 * _FAR), 3 * _FAR))
    rate = min(ratio * likeliest(pair.before, pair.after, ratio), 1 - 1e-15)
    return pair.after.failed - (pair.after.rows - pair.after.failed) * rate / (1 - rate)


def _log_change(pair: Pair) -> float:
    if not pair.after.failed:
        return -math.inf
    return math.log(pair.after.rate / pair.before.rate) if pair.before.failed else math.inf


def _tied(pair: Pair, log_change: float) -> float:
    """The highest log likelihood where the rate after is so many times that before."""
    ratio = math.exp(min(max(log_change, -3 * _FAR), 3 * _FAR))
    rate = likeliest(pair.before, pair.after, ratio)
    return _likelihood(pair.before, rate) + _likelihood(pair.after, min(ratio * rate, 1.0))


def _alone(count: Count) -> float:
    return _likelihood(count, count.rate)


def _likelihood(count: Count, rate: float) -> float:
    good = count.rows - count.failed
    if (count.failed and rate <= 0) or (good and rate >= 1):
        return -math.inf
    return (count.failed * math.log(rate) if count.failed else 0.0) + (good * math.log1p(-rate) if good else 0.0)
