"""Is V right where it was not fitted? By reason: a wrong V moves blame between colleagues and still adds up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from .contacts import Contacts
from .predicted import Fitter, fit_here
from .state import State
from .value import value_of

Numbers = NDArray[np.float64]

SLOPE_LOW, SLOPE_HIGH = 0.9, 1.1
LARGE_REASON_CASES = 300.0
_CHANCE = 0.002  # of calling any reason wrong where none is
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Slope:
    """Of the log-odds of a reason's answers on those of V: 1 is right, below 1 V exaggerates, above 1 it is timid."""

    reason: str
    slope: float
    low: float
    high: float

    @property
    def wrong(self) -> bool:
        """Surely outside of 0.9 to 1.1."""
        return self.high < SLOPE_LOW or self.low > SLOPE_HIGH


def slopes_of(
    contacts: Contacts, state: State, ended: Numbers, rows: NDArray[np.int64], fitter: Fitter = fit_here
) -> tuple[Slope, ...]:
    """For each reason of at least 300 cases with an answer at their end: V is fitted on one half of the cases and held
    against the other. The contacts of a case share one answer and count as one. None where no reason is so large.
    """
    weight = 1.0 / contacts.case.sums()[contacts.case.codes[rows]]
    reason, count = contacts.reason.codes[rows], len(contacts.reason)
    cases = np.bincount(reason, weight, count)
    half = contacts.case.codes[rows] % 2
    if (cases < LARGE_REASON_CASES).all() or any(np.ptp(ended[rows[half == mine]]) == 0 for mine in (0, 1)):
        return ()
    odds = np.empty(len(rows))
    for mine in (0, 1):
        odds[half == mine] = value_of(contacts, state, ended, rows[half != mine], fitter).odds[rows[half == mine]]
    slope, sd = _logistic_slopes(ended[rows], odds, weight, reason, count)
    large = np.flatnonzero((cases >= LARGE_REASON_CASES) & np.isfinite(sd))
    width = float(ndtri(1 - _CHANCE / 2 / max(len(large), 1)))
    return tuple(
        Slope(
            contacts.reason.names[code],
            float(slope[code]),
            float(slope[code] - width * sd[code]),
            float(slope[code] + width * sd[code]),
        )
        for code in large.tolist()
    )


def _logistic_slopes(
    y: Numbers, odds: Numbers, weight: Numbers, group: NDArray[np.int32], count: int
) -> tuple[Numbers, Numbers]:
    """In each group, the slope of a logistic regression with an intercept, by Newton steps; and its deviation."""
    base, slope = np.zeros(count), np.ones(count)
    spread = np.full(count, np.nan)
    for _ in range(_STEPS):
        chance = expit(base[group] + slope[group] * odds)
        left, curve = weight * (y - chance), weight * chance * (1 - chance)
        first, second = np.bincount(group, left, count), np.bincount(group, left * odds, count)
        a, b, c = (np.bincount(group, curve * odds**power, count) for power in (0, 1, 2))
        determinant = a * c - b**2
        good = determinant > 1e-9
        safe = np.where(good, determinant, 1.0)
        base = base + np.clip(np.where(good, (c * first - b * second) / safe, 0.0), -2, 2)
        slope = slope + np.clip(np.where(good, (a * second - b * first) / safe, 0.0), -2, 2)
        spread = np.where(good, np.sqrt(a / safe), np.nan)
    return slope, spread
