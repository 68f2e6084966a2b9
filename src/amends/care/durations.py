"""How long contacts of a class take: the time within which four of five are over, also where few were seen.

A class with enough cases speaks for itself, by its own quantile. A smaller one is drawn towards all classes together,
on the scale of logarithms, where durations of contacts are near a normal distribution; its doubt about its own mean
widens it. A class is a kind of contact, and never a person.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

OWN_CASES_MIN: Final = 50  # from here on a class has a quantile of its own
POOL_CASES: Final = 10.0  # so many cases weigh as much as what all classes have in common
SPREAD_MIN: Final = 1e-6  # of classes that always take the same


@dataclass(frozen=True, slots=True)
class Duration:
    """`minutes` are the quantile. `pooled`: made with the help of all classes."""

    minutes: float
    cases: int
    pooled: bool


def durations(minutes: Mapping[str, Sequence[float]], share: float = 0.8) -> dict[str, Duration]:
    """For each class the minutes within which this share is over. Raises ValueError: a duration that is not above 0, a
    share outside 0 to 1, or no case at all.
    """
    if not 0 < share < 1:
        raise ValueError("a share lies between 0 and 1")
    logs = {name: _logs(told) for name, told in minutes.items()}
    known = [told for told in logs.values() if len(told)]
    if not known:
        raise ValueError("no case of any class is known")
    means = np.array([told.mean() for told in known])
    sizes = np.array([len(told) for told in known], np.float64)
    centre = float(np.average(means, weights=np.minimum(sizes, OWN_CASES_MIN)))
    within = sum(float(np.square(told - told.mean()).sum()) for told in known)
    variance = max(within / max(float((sizes - 1).sum()), 1.0), SPREAD_MIN)
    between = float(np.average(np.square(means - centre), weights=np.minimum(sizes, OWN_CASES_MIN)))
    pool = min(max(variance / max(between, SPREAD_MIN), 1.0), POOL_CASES)
    return {name: _of(told, centre, variance, pool, share) for name, told in sorted(logs.items())}


def _of(logs: NDArray[np.float64], centre: float, variance: float, pool: float, share: float) -> Duration:
    cases = len(logs)
    if cases >= OWN_CASES_MIN:
        return Duration(float(np.exp(np.quantile(logs, share, method="hazen"))), cases, pooled=False)
    mean = (float(logs.sum()) + pool * centre) / (cases + pool)
    wide = math.sqrt(variance * (1 + 1 / (cases + pool)))
    return Duration(math.exp(mean + _normal_quantile(share) * wide), cases, pooled=True)


def _logs(minutes: Sequence[float]) -> NDArray[np.float64]:
    told = np.asarray(minutes, np.float64)
    if not (np.isfinite(told) & (told > 0)).all():
        raise ValueError("a duration is a number of minutes above 0")
    return np.log(told)


def _normal_quantile(share: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)
