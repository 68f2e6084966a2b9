"""The least Laplace deviance, against the same deviance written out with dense matrices and a general optimiser."""

from dataclasses import replace

import numpy as np
import pytest

from amends.scores import CrossedLogistic, newton
from amends.scores.sums import Pass, Point, Sums
from crossed_world import Answers, answers, plain_deviance, plain_minimum

WORLDS = [
    answers(1, 400, (12, 5), (0.8, 0.6)),
    answers(2, 600, (8, 6, 4), (0.6, 0.9, 1.2)),
    answers(3, 250, (20,), (1.0,)),
]


def is_least(told: Answers) -> None:
    """The optimiser, beginning where we ended, finds nothing lower, and stays there."""
    fit = CrossedLogistic(tolerance=1e-14).fit(told.y, told.x, told.groups)
    assert fit.deviance == pytest.approx(plain_deviance(told, fit.beta, fit.sigma), abs=1e-8)
    beta, sigma, least = plain_minimum(told, fit.beta, fit.sigma)
    assert fit.deviance <= least + 1e-8
    np.testing.assert_allclose(fit.beta, beta, atol=1e-4)
    np.testing.assert_allclose(fit.sigma, sigma, atol=1e-4)


@pytest.mark.parametrize("told", WORLDS, ids=["two factors", "three factors", "one factor"])
def test_nothing_is_lower(told: Answers) -> None:
    is_least(told)


@pytest.mark.promise
def test_a_search_that_forgets_how_the_curvature_turns_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is the usual fixed point of sigma: close, and not the least."""

    class Forgetful:
        def __init__(self, over: Pass) -> None:
            self.layout, self._over = over.layout, over

        def sums(self, point: Point) -> Sums:
            found = self._over.sums(point)
            return replace(found, turn_first=0 * found.turn_first, turn_rest=0 * found.turn_rest)

    climb = newton.climb
    monkeypatch.setattr("amends.scores.crossed.climb", lambda over, place, task: climb(Forgetful(over), place, task))
    with pytest.raises(AssertionError):
        is_least(WORLDS[0])


def test_trials_are_so_many_rows() -> None:
    """Twice the same contact is one row of two trials. Only the constant of the deviance knows the difference."""
    told = answers(4, 300, (10, 4), (0.6, 0.5))
    keys, cell = np.unique(np.column_stack([told.x, told.groups]), axis=0, return_inverse=True)
    trials, y = np.bincount(cell), np.bincount(cell, told.y)
    one = CrossedLogistic(tolerance=1e-13).fit(told.y, told.x, told.groups)
    other = CrossedLogistic(tolerance=1e-13).fit(y, keys[:, :3], keys[:, 3:].astype(int), trials)
    assert len(trials) < len(told.y)
    np.testing.assert_allclose(one.beta, other.beta, atol=1e-9)
    np.testing.assert_allclose(one.effects[0], other.effects[0], atol=1e-9)
    np.testing.assert_allclose(one.effects_sd[1], other.effects_sd[1], atol=1e-9)


def test_given_sigmas_are_kept() -> None:
    told = WORLDS[0]
    fit = CrossedLogistic(sigma=[0.3, 1.2]).fit(told.y, told.x, told.groups)
    assert fit.sigma.tolist() == pytest.approx([0.3, 1.2])
    assert fit.converged
    assert fit.deviance == pytest.approx(plain_deviance(told, fit.beta, fit.sigma), abs=1e-8)
    assert fit.deviance > CrossedLogistic().fit(told.y, told.x, told.groups).deviance


def test_deviations_are_of_the_whole_inverse() -> None:
    """With the doubt about the coefficients: one dense matrix over everything, inverted."""
    told = WORLDS[0]
    fit = CrossedLogistic(tolerance=1e-14).fit(told.y, told.x, told.groups)
    levels = told.groups.max(axis=0) + 1
    z = np.column_stack([told.groups[:, [k]] == np.arange(n) for k, n in enumerate(levels)]).astype(float)
    mean = 1 / (1 + np.exp(-(told.x @ fit.beta + z @ np.concatenate(fit.effects))))
    design = np.column_stack([told.x, z])
    prior = np.r_[np.zeros(3), np.repeat(1 / np.square(fit.sigma), levels)]
    inverse = np.linalg.inv((design.T * (mean * (1 - mean))) @ design + np.diag(prior))
    ours = np.concatenate([fit.beta_sd, *fit.effects_sd])
    np.testing.assert_allclose(ours, np.sqrt(np.diag(inverse)), rtol=1e-6)
