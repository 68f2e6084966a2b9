"""Answers with known differences between agents, reasons and products, and the Laplace deviance written out plainly."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Array = NDArray[Any]


@dataclass(frozen=True)
class Answers:
    """What a fit is given, and the true effects of the agents."""

    y: Array
    x: Array
    groups: Array
    truth: Array


def answers(seed: int, rows: int, levels: tuple[int, ...], sigma: tuple[float, ...]) -> Answers:
    """An intercept, one flag and one flag less common; every level of a factor as likely as another."""
    chance = np.random.default_rng(seed)
    groups = np.column_stack([chance.integers(0, n, rows) for n in levels])
    x = np.column_stack([np.ones(rows), chance.random(rows) < 0.4, chance.random(rows) < 0.1]).astype(float)
    effects = [chance.normal(0, s, n) for s, n in zip(sigma, levels, strict=True)]
    predictor = x @ [-1.0, 0.9, 0.7] + sum(u[groups[:, k]] for k, u in enumerate(effects))
    return Answers((chance.random(rows) < expit(predictor)).astype(float), x, groups, effects[0])


def plain_deviance(told: Answers, beta: Array, sigma: Array, trials: Array | None = None) -> float:
    """The Laplace deviance with one dense matrix for all effects: nothing of ours is used. Without the constant."""
    levels = told.groups.max(axis=0) + 1
    z = np.column_stack([told.groups[:, [k]] == np.arange(n) for k, n in enumerate(levels)]).astype(float)
    precision = np.repeat(1 / np.square(sigma), levels)
    n = np.ones(len(told.y)) if trials is None else trials
    u = np.zeros(z.shape[1])
    for _ in range(100):
        mean = expit(told.x @ beta + z @ u)
        curvature = (z.T * (n * mean * (1 - mean))) @ z + np.diag(precision)
        step = np.linalg.solve(curvature, z.T @ (told.y - n * mean) - precision * u)
        u += step
        if np.abs(step).max() < 1e-13:
            break
    predictor = told.x @ beta + z @ u
    loss = n @ np.logaddexp(0, predictor) - told.y @ predictor + precision @ np.square(u) / 2
    return float(2 * loss + np.linalg.slogdet(curvature)[1] - np.log(precision).sum())


def plain_minimum(told: Answers, beta: Array, sigma: Array, trials: Array | None = None) -> tuple[Array, Array, float]:
    """Coefficients, sigmas and the deviance where a general optimiser finds it least, beginning there."""
    p = len(beta)

    def deviance(at: Array) -> float:
        return plain_deviance(told, at[:p], np.exp(at[p:]), trials)

    options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000}
    found = minimize(deviance, np.r_[beta, np.log(sigma)], method="Nelder-Mead", options=options)
    return found.x[:p], np.exp(found.x[p:]), float(found.fun)
