"""The first factor's sigma integrated instead of estimated: with few levels its estimate is often 0, and then all
intervals have collapsed (Chung, Rabe-Hesketh, Dorie, Gelman, Liu 2013, Psychometrika 78:685).

On a grid of log sigma the likelihood has all effects and coefficients integrated by Laplace's method. The prior rises
with sigma from 0, which levels that differ never have, and falls beyond its scale as half a normal distribution does.
The further sigmas stay where the Laplace deviance puts them.
"""

from dataclasses import dataclass, replace

import numpy as np

from .layout import Numbers
from .newton import Place, Summit, Task, climb
from .sums import Pass

SIGMA_LOW, SIGMA_HIGH = 0.01, 3.0
POINTS = 21
REACH = 4.0  # standard deviations of log sigma to either side, where the answers tell so much


@dataclass(frozen=True)
class Integrated:
    """Means and variances over the grid: `sigma` of the first factor, effects and coefficients."""

    sigma: float
    first: Numbers
    first_variance: Numbers
    rest: Numbers
    rest_variance: Numbers
    passes: int
    converged: bool


def integrate_first(over: Pass, top: Summit, task: Task, prior: float) -> Integrated:
    """From the summit of the Laplace deviance. `prior`: its scale, in log odds."""
    grid = _grid(top, over.layout.first)
    own = replace(task, marginal=False, sigma_fixed=True)
    place, found, passes, converged = top.place, [], 0, True
    for log_sigma in grid:
        log_sigmas = np.array([log_sigma, *top.place.log_sigma[1:]])
        summit = climb(over, Place(replace(place.point, leverage=None), log_sigmas), own)
        place, passes, converged = summit.place, passes + summit.passes, converged and summit.converged
        found.append((summit.deviance_joint, summit.place.point, summit.arrow.variances()))
    weights = _weights(grid, np.array([deviance for deviance, _, _ in found]), prior)
    first, first_variance = _mixed(weights, [(point.first, both[0]) for _, point, both in found])
    rest, rest_variance = _mixed(weights, [(point.rest, both[1]) for _, point, both in found])
    sigma = float(weights @ np.exp(grid))
    return Integrated(sigma, first, first_variance, rest, rest_variance, passes, converged)


def _grid(top: Summit, levels: int) -> Numbers:
    """Points evenly spaced in log sigma: around the estimate where it is a firm one, else over all that is likely."""
    precision = float(top.place.precisions[0])
    kept = 1 - top.arrow.leverage.first * precision
    deviation = 1 / np.sqrt(max(2 * float(np.square(kept).sum()), 1 / levels))
    low, high = np.log(SIGMA_LOW), np.log(SIGMA_HIGH)
    if REACH * deviation < 1:
        middle = float(top.place.log_sigma[0])
        low, high = middle - REACH * deviation, middle + REACH * deviation
    return np.linspace(low, high, POINTS)


def _weights(grid: Numbers, deviances: Numbers, prior: float) -> Numbers:
    """exp(-deviance / 2) x prior x sigma, the last because the grid is even in log sigma. The prior is sigma times a
    half normal: in proportion to sigma near 0, as the gamma of shape 2 in section 3 of the paper.
    """
    log_weights = -deviances / 2 - np.exp(2 * grid) / (2 * prior**2) + 2 * grid
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum(), np.float64)


def _mixed(weights: Numbers, parts: list[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """Mean and variance of a mixture: within the parts, and between them."""
    means, variances = np.array([mean for mean, _ in parts]), np.array([variance for _, variance in parts])
    mean = weights @ means
    return mean, weights @ (variances + np.square(means - mean))
