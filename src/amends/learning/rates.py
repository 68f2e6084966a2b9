"""Two rates, before and after, and how far apart they can be: a rate ratio with its 95 % interval.

Which interval. Rows are contacts of which each fails or not, so the counts are binomial. The interval told is the score
interval of Miettinen and Nurminen (Statistics in Medicine 4:213, 1985; recommended by Newcombe 1998 and by Fagerland,
Lydersen and Laake 2015): its coverage stays near 95 % at few failures and at rates of 50 % alike. The exact one beside
it (Clopper and Pearson 1934 on the binomial that is left once the sum of both counts is given; Przyborowski and
Wilenski 1940) is that of two Poisson counts: never too narrow, and much too wide where a third of all contacts fail.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Z_95: Final = 1.959963984540054  # the point of the normal distribution with 2.5 % above it
_LOG_FAR: Final = 30.0  # no ratio of two counts that fit into memory is further from one
_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class Count:
    """`failed` of so many `rows`. Rows whose outcome is not known are in neither."""

    failed: int
    rows: int

    @property
    def rate(self) -> float:
        """The share that failed; NaN of no rows."""
        return self.failed / self.rows if self.rows else math.nan


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and its 95 % interval. NaN where nothing can be told, infinite where there is no end."""

    value: float
    lo: float
    hi: float


NOTHING: Final = Interval(math.nan, 0.0, math.inf)


def rate_interval(count: Count) -> Interval:
    """The exact interval of one rate (Clopper and Pearson). With no failure, or nothing else, all 5 % stand on the one
    side that is open: the rule of three, 0 of 300 is less than 1 %.
    """
    from scipy.special import betaincinv

    failed, rows = count.failed, count.rows
    if not rows:
        return Interval(math.nan, 0.0, 1.0)
    if failed == 0:
        return Interval(0.0, 0.0, float(-math.expm1(math.log(0.05) / rows)))
    if failed == rows:
        return Interval(1.0, float(0.05 ** (1 / rows)), 1.0)
    lo, hi = betaincinv(failed, rows - failed + 1, 0.025), betaincinv(failed + 1, rows - failed, 0.975)
    return Interval(count.rate, float(lo), float(hi))


def ratio_interval(before: Count, after: Count, *, z: float = Z_95, dispersion: float = 1.0) -> Interval:
    """The rate after over the rate before, by the score. `dispersion` is the variance over that of independent
    contacts; `z` another level than 95 %. Swapping the two inverts all three figures.
    """
    if not before.rows or not after.rows or not before.failed + after.failed:
        return NOTHING
    reach = z * math.sqrt(dispersion)
    value = after.rate / before.rate if before.failed else math.inf
    lo = _where(lambda ratio: score(before, after, ratio) - reach) if after.failed else 0.0
    hi = _where(lambda ratio: score(before, after, ratio) + reach) if before.failed else math.inf
    return Interval(value, lo, hi)


def exact_ratio_interval(before: Count, after: Count) -> Interval:
    """The same for two Poisson counts, exact: of all failures the share that fell after is binomial."""
    from scipy.special import betaincinv

    together = before.failed + after.failed
    if not before.rows or not after.rows or not together:
        return NOTHING
    more = before.rows / after.rows
    lo = float(betaincinv(after.failed, before.failed + 1, 0.025)) if after.failed else 0.0
    hi = float(betaincinv(after.failed + 1, before.failed, 0.975)) if before.failed else 1.0
    value = after.rate / before.rate if before.failed else math.inf
    return Interval(value, more * lo / (1 - lo), more * hi / (1 - hi) if hi < 1 else math.inf)


def score(before: Count, after: Count, ratio: float) -> float:
    """How many standard deviations the rate after is above `ratio` times the rate before, were that the truth."""
    rate = likeliest(before, after, ratio)
    other = min(ratio * rate, 1.0)
    together = before.rows + after.rows
    variance = other * (1 - other) / after.rows + ratio * ratio * rate * (1 - rate) / before.rows
    variance *= together / (together - 1)
    gap = after.rate - ratio * before.rate
    if variance <= 0:
        return math.copysign(math.inf, gap) if abs(gap) > 1e-12 else 0.0
    return gap / math.sqrt(variance)


def likeliest(before: Count, after: Count, ratio: float) -> float:
    """The likeliest rate before, where that after is `ratio` times as high: a root of a quadratic."""
    failed = before.failed + after.failed
    a = (before.rows + after.rows) * ratio
    b = after.rows * ratio + after.failed + before.rows + before.failed * ratio
    root = math.sqrt(max(b * b - 4 * a * failed, 0.0))
    return min(2 * failed / (b + root), 1.0, 1 / ratio)


def _where(falling: Callable[[float], float]) -> float:
    """The ratio at which a function that only falls passes zero."""
    low, high = -_LOG_FAR, _LOG_FAR
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(math.exp(middle)) > 0 else (low, middle)
    return math.exp((low + high) / 2)
