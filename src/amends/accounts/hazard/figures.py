"""How good probabilities are that were made without knowing the outcome: telling apart, and being right."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from .columns import Mask, Numbers, Rows

BINS: Final = 10
_NEAREST: Final = 1e-9  # to 0 and 1, for log odds
_STEPS_MAX: Final = 50
_INTERVAL: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Figures:
    """`auc`: how often a row with the event has the higher probability. `brier`: mean squared error; `brier_base` that
    of the plain share of events. `ece`: mean distance of predicted and observed in ten bins of equally many rows.
    `slope`: of the outcome's log odds on the predicted ones; 1 is right, below it exaggerates. `lift`: events in the
    tenth of the highest probabilities, by those in any tenth.
    """

    auc: float
    brier: float
    brier_base: float
    ece: float
    slope: float
    lift: float


def figures_of(event: Mask, probability: Numbers, weight: NDArray[np.float64] | None = None) -> Figures:
    """Of rows with both outcomes; each counts `weight` times. What is tied stays tied, in whatever order it comes."""
    order = np.argsort(probability, kind="stable")
    return _of_sorted(event[order], probability[order], np.ones(len(event)) if weight is None else weight[order])


def intervals_of(
    event: Mask, probability: Numbers, entity: Rows, seed: int, draws: int = 200
) -> dict[str, tuple[float, float]]:
    """The 90 % interval of each figure, by a bootstrap over accounts; the rows of an account come and go together."""
    order = np.argsort(probability, kind="stable")
    event, probability = event[order], probability[order]
    _, account = np.unique(entity, return_inverse=True)
    account = account[order]
    source = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in Figures.__slots__}
    for _ in range(draws):
        weight = source.poisson(1.0, int(account.max()) + 1).astype(np.float64)[account]
        if 0 < weight[event].sum() < weight.sum():
            one = _of_sorted(event, probability, weight)
            for name, values in found.items():
                values.append(getattr(one, name))
    return {name: _quantiles(values) for name, values in found.items()}


def difference_of(
    event: Mask, one: Numbers, other: Numbers, entity: Rows, seed: int, draws: int = 400
) -> tuple[float, float, float]:
    """How much smaller the Brier score of `one` is than that of `other`, with its 90 % interval over accounts."""
    gain = (other - event) ** 2 - (one - event) ** 2
    _, account = np.unique(entity, return_inverse=True)
    sums, rows = np.bincount(account, gain), np.bincount(account).astype(np.float64)
    source = np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        weight = source.poisson(1.0, len(sums)).astype(np.float64)
        drawn.append(float(weight @ sums) / max(float(weight @ rows), 1.0))
    return (float(gain.mean()), *_quantiles(drawn))


def slope_of(event: Mask, odds: Numbers, weight: Numbers) -> float:
    """The slope of a logistic regression of the event on log odds, with an intercept."""
    told = np.stack([np.ones(len(odds)), odds])
    beta = np.array([0.0, 1.0])
    for _ in range(_STEPS_MAX):
        chance = expit(beta @ told)
        left, curve = weight * (event - chance), weight * chance * (1 - chance)
        bent = (told * curve) @ told.T
        if abs(np.linalg.det(bent)) < _NEAREST:
            return float("nan")
        step = np.linalg.solve(bent, told @ left)
        beta = beta + np.clip(step, -1, 1)
        if np.abs(step).max() < _NEAREST:
            break
    return float(beta[1])


def bins_of(weight: Numbers, tied: Rows, count: int = BINS) -> Rows:
    """The bin of each row in the order of the probabilities: equally many in each, and what is tied together."""
    middle = np.cumsum(weight) - weight / 2
    groups = np.bincount(tied, weight)
    shared = np.bincount(tied, middle * weight) / np.where(groups > 0, groups, 1.0)
    total = weight.sum()
    return np.asarray(np.minimum(shared[tied] / total * count, count - 1), np.int64)


def ties_of(probability: Numbers) -> Rows:
    """The number of each different probability, of sorted ones."""
    return np.cumsum(np.diff(probability, prepend=probability[:1]) > 0)


def _of_sorted(event: Mask, probability: Numbers, weight: Numbers) -> Figures:
    total, events = weight.sum(), weight[event].sum()
    share = events / total
    tied = ties_of(probability)
    error = float(weight @ (event - probability) ** 2 / total)
    bin_of = bins_of(weight, tied)
    off = np.abs(np.bincount(bin_of, weight * (event - probability), BINS)).sum() / total
    odds = logit(np.clip(probability, _NEAREST, 1 - _NEAREST))
    return Figures(
        _auc(event, tied, weight),
        error,
        float(share * (1 - share)),
        float(off),
        slope_of(event, odds, weight),
        _lift(event, tied, weight),
    )


def _auc(event: Mask, tied: Rows, weight: Numbers) -> float:
    with_event, without = np.bincount(tied, weight * event), np.bincount(tied, weight * ~event)
    below = np.cumsum(without) - without / 2
    return float(with_event @ below / (with_event.sum() * without.sum()))


def _lift(event: Mask, tied: Rows, weight: Numbers) -> float:
    """Where the border of the tenth goes through ties, a part of them counts."""
    count, came = np.bincount(tied, weight)[::-1], np.bincount(tied, weight * event)[::-1]
    tenth = weight.sum() / 10
    inside = np.clip(tenth - (np.cumsum(count) - count), 0, count)
    share = np.divide(inside, count, out=np.zeros(len(count)), where=count > 0)
    return float((came * share).sum() / tenth / (came.sum() / weight.sum()))


def _quantiles(values: list[float]) -> tuple[float, float]:
    if not values:
        return float("nan"), float("nan")
    low, high = np.quantile(values, _INTERVAL)
    return float(low), float(high)
