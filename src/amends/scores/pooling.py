"""Partial pooling: what a mean of few contacts is worth when agents differ only so much.

How much they differ is not taken from one estimate, which is often nought for few agents and then claims too much: it
is integrated over a grid with a weak prior (Chung, Rabe-Hesketh, Dorie, Gelman and Liu 2013, Psychometrika 78:685).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_GRID_POINTS = 41
_PRIOR_SPREAD = 3.0  # the weak prior reaches so many times as far as the moment estimate
_HALVINGS = 60
_FINE_POINTS = 401


@dataclass(frozen=True, slots=True)
class Pooled:
    """By agent: the effect, mean 0, and its standard deviation; `between_sd` is how much agents differ."""

    effect: Numbers
    sd: Numbers
    between_sd: float


def pooled(mean: Numbers, variance: Numbers) -> Pooled:
    """Means with their sampling variances, pooled towards their common mean. An agent without contacts has an infinite
    variance: his effect is 0, with all of what agents may differ by as its doubt.
    """
    known = np.isfinite(mean) & np.isfinite(variance) & (variance > 0)
    if known.sum() < 2:
        return Pooled(np.zeros(len(mean)), np.zeros(len(mean)), 0.0)
    m, v = mean[known], variance[known]
    scale = float(np.sqrt(max(_moments(m, v), float(np.median(v)))))
    grid = np.linspace(0, 4 * scale, _GRID_POINTS)
    weights = 1 / (v[None, :] + grid[:, None] ** 2)
    total = weights.sum(axis=1)
    centre = (weights @ m) / total
    misfit = (weights * (m[None, :] - centre[:, None]) ** 2).sum(axis=1)
    log = 0.5 * np.log(weights).sum(axis=1) - 0.5 * misfit - 0.5 * np.log(total)
    log -= 0.5 * (grid / scale / _PRIOR_SPREAD) ** 2
    share = np.exp(log - log.max())
    share /= share.sum()
    effect, sd = _mixed(np.where(known, mean, 0.0), np.where(known, variance, np.inf), grid, centre, share)
    return Pooled(effect - effect.mean(), sd, float(share @ grid))


def means_of(values: Numbers, agent: NDArray[np.integer[Any]], count: int) -> tuple[Numbers, Numbers]:
    """The mean of each of `count` agents and its sampling variance, as `pooled` takes them: values of the same agent
    vary alike for all. An agent without values has an infinite variance.
    """
    size = np.bincount(agent, minlength=count)
    mean = np.bincount(agent, values, count) / np.maximum(size, 1)
    within = float(np.square(values - mean[agent]).sum()) / max(len(values) - int(np.count_nonzero(size)), 1)
    return mean, np.where(size > 0, within / np.maximum(size, 1), np.inf)


def above_nought(estimate: float, sd: float, scale: float) -> tuple[float, float]:
    """Mean and standard deviation of what cannot be below 0, from an estimate of it and a half normal prior of this
    scale. Nought and no doubt where there is no estimate (`sd` 0).
    """
    if sd <= 0:
        return 0.0, 0.0
    reach = 5 * scale * sd / float(np.hypot(sd, scale))
    grid = np.linspace(0, max(estimate, 0.0) + reach, _FINE_POINTS)
    log = -0.5 * ((grid - estimate) / sd) ** 2 - 0.5 * (grid / scale) ** 2
    share = np.exp(log - log.max())
    share /= share.sum()
    mean = float(share @ grid)
    return mean, float(np.sqrt(max(float(share @ grid**2) - mean**2, 0.0)))


def _mixed(mean: Numbers, variance: Numbers, grid: Numbers, centre: Numbers, share: Numbers) -> tuple[Numbers, Numbers]:
    """The mixture over the grid: its mean, and within plus between as its variance."""
    effect, square, within = np.zeros(len(mean)), np.zeros(len(mean)), np.zeros(len(mean))
    for spread, middle, weight in zip(grid, centre, share, strict=True):
        kept = spread**2 / (variance + spread**2) if spread else np.zeros(len(mean))
        one = kept * (mean - middle)
        effect += weight * one
        square += weight * one**2
        within += weight * spread**2 * (1 - kept)
    return effect, np.sqrt(np.maximum(within + square - effect**2, 0.0))


def between_variance(mean: Numbers, variance: Numbers) -> float:
    """The variance between agents by which the weighted squares are what is expected of them (Paule and Mandel 1982).

    Nought where chance alone explains how they differ. Those without contacts (infinite variance) count nowhere.
    """
    known = np.isfinite(mean) & np.isfinite(variance) & (variance > 0)
    return _moments(mean[known], variance[known]) if known.sum() > 1 else 0.0


def _moments(mean: Numbers, variance: Numbers) -> float:

    def excess(between: float) -> float:
        weights = 1 / (variance + between)
        centre = (weights @ mean) / weights.sum()
        return float((weights * (mean - centre) ** 2).sum()) - (len(mean) - 1)

    low, high = 0.0, float(mean.var()) + float(variance.max())
    if excess(0.0) <= 0:
        return 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return low
