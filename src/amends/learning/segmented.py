"""An interrupted time series: did the level jump at the change, beyond the trend that was there before?

Poisson regression of the failures of each week (or day) on a level and a slope, each with a change at the moment of the
lesson: log mean = log rows + b0 + b1 t + b2 [after] + b3 t [after], t counted from the change (Wagner et al., J Clin
Pharm Ther 27:299, 2002). Fitted by iteratively reweighted least squares, here with numpy; standard errors are widened
by the over-dispersion (Pearson's chi-square over its degrees of freedom, where above one) and read from Student's t.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .rates import Interval

Numbers = NDArray[np.float64]
POINTS_MIN: Final = 8  # on each side; with fewer a level and a slope follow the noise
_WEEK_DAYS: Final = 7
_PASSES_MAX: Final = 50
_STEP_MAX: Final = 2.0  # of any coefficient in one pass
_TOLERANCE: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Points:
    """`time` in weeks from the change, negative before it; `failed` of so many `rows` about that time."""

    time: Numbers
    failed: Numbers
    rows: Numbers


@dataclass(frozen=True, slots=True)
class Segmented:
    """`level` is the factor by which the rate jumped at the change; `slope_before` and `slope_change` are factors a
    week. All with 95 % intervals. `width_days` is that of a point.
    """

    level: Interval
    slope_before: Interval
    slope_change: Interval
    dispersion: float
    points_before: int
    points_after: int
    width_days: int

    def falling_before(self) -> bool:
        """Whether it surely became less by itself before anything was changed."""
        return self.slope_before.hi < 1


def segmented(day: NDArray[np.int64], failed: Numbers, rows: Numbers, *, after: NDArray[np.bool_]) -> Segmented | None:
    """From counts by day, `day` counted from that of the change. By the week where there are eight weeks on each side,
    else by the day. None where there are fewer than eight points on a side, or a side that never failed.
    """
    if not failed[after].any() or not failed[~after].any():
        return None
    for width in (_WEEK_DAYS, 1):
        points, is_after = gather(day, failed, rows, after, width)
        before_count, after_count = int((~is_after).sum()), int(is_after.sum())
        if min(before_count, after_count) >= POINTS_MIN:
            return _fit(points, is_after, width)
    return None


def gather(
    day: NDArray[np.int64], failed: Numbers, rows: Numbers, after: NDArray[np.bool_], width: int
) -> tuple[Points, NDArray[np.bool_]]:
    """Days together by `width`, reckoned from the change, and which points are after it. Where the change came within
    a day, what was before it on that day stands for itself, so that no point holds both.
    """
    keys, member = np.unique(2 * (day // width) + after, return_inverse=True)
    sums = [np.bincount(member, each, len(keys)) for each in (failed, rows, rows * (day + 0.5))]
    kept = sums[1] > 0
    time = sums[2][kept] / sums[1][kept] / _WEEK_DAYS
    return Points(time, *(np.asarray(each[kept], np.float64) for each in sums[:2])), (keys[kept] % 2).astype(np.bool_)


def _fit(points: Points, after: NDArray[np.bool_], width: int) -> Segmented | None:
    from scipy.special import stdtrit

    step = after.astype(np.float64)
    design = np.column_stack([np.ones_like(step), points.time, step, step * points.time])
    found = poisson(design, points.failed, points.rows)
    freedom = len(step) - design.shape[1]
    if found is None or freedom < 1:
        return None
    coefficients, covariance, chi_square = found
    dispersion = max(chi_square / freedom, 1.0)
    reach = float(stdtrit(freedom, 0.975)) * np.sqrt(np.diag(covariance) * dispersion)
    told = np.exp(np.clip(np.stack([coefficients, coefficients - reach, coefficients + reach]), -700, 700))
    slope, level, change = (Interval(*map(float, told[:, at])) for at in (1, 2, 3))
    return Segmented(level, slope, change, float(dispersion), int((~after).sum()), int(after.sum()), width)


def poisson(design: Numbers, failed: Numbers, rows: Numbers) -> tuple[Numbers, Numbers, float] | None:
    """Coefficients, their covariance, and Pearson's chi-square, of a log-linear model of counts with log `rows` as its
    offset. None where columns depend on one another, or the fit runs away.
    """
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(failed.sum() / rows.sum())
    for _ in range(_PASSES_MAX):
        mean = rows * np.exp(np.clip(design @ beta, -50, 50))
        try:
            covariance = np.linalg.inv(design.T @ (design * mean[:, None]))
        except np.linalg.LinAlgError:
            return None
        step = covariance @ (design.T @ (failed - mean))
        beta = beta + np.clip(step, -_STEP_MAX, _STEP_MAX)
        if np.abs(step).max() < _TOLERANCE:
            return beta, np.asarray(covariance, np.float64), float(((failed - mean) ** 2 / mean).sum())
    return None
