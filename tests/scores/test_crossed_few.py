"""Few agents: an estimated sigma collapses to 0 and takes all intervals with it; an integrated one does not."""

from dataclasses import dataclass

import numpy as np
import pytest

from amends.scores import CrossedLogistic
from crossed_world import answers

AGENTS, ROWS, SIGMA, SEEDS = 12, 240, 0.3, 30
Z_90 = 1.645


@dataclass(frozen=True)
class Held:
    """Over all teams: the share of true effects inside their 90 % intervals, and how often sigma was none."""

    covered: float
    collapsed: float


def held(way: str) -> Held:
    """Thirty teams of twelve, with twenty answers each. Effects are against the team's average."""
    covered, collapsed = [], []
    for seed in range(SEEDS):
        told = answers(100 + seed, ROWS, (AGENTS, 3), (SIGMA, 0.3))
        fit = CrossedLogistic(sigma=way).fit(told.y, told.x, told.groups)  # type: ignore[arg-type]
        truth = told.truth - told.truth.mean()
        off = np.abs(fit.effects[0] - fit.effects[0].mean() - truth)
        covered.append((off <= Z_90 * fit.effects_sd[0]).mean())
        collapsed.append(fit.sigma[0] < 0.01)
    return Held(float(np.mean(covered)), float(np.mean(collapsed)))


@pytest.mark.promise
def test_intervals_of_few_agents_hold_what_they_say() -> None:
    """The estimated sigma is the broken twin: it collapses in many teams, and misses far more than one in ten."""
    integrated, estimated = held("integrated"), held("laplace")
    assert integrated.collapsed == 0
    assert integrated.covered >= 0.87
    assert estimated.collapsed >= 0.2
    assert estimated.covered < integrated.covered - 0.1


def test_with_many_answers_both_say_the_same() -> None:
    told = answers(11, 6_000, (40, 5), (0.6, 0.4))
    integrated = CrossedLogistic(sigma="integrated").fit(told.y, told.x, told.groups)
    estimated = CrossedLogistic().fit(told.y, told.x, told.groups)
    assert integrated.converged
    assert integrated.sigma[0] == pytest.approx(estimated.sigma[0], rel=0.05)
    np.testing.assert_allclose(integrated.effects[0], estimated.effects[0], atol=0.03)
    np.testing.assert_allclose(integrated.effects_sd[0], estimated.effects_sd[0], rtol=0.08)


def test_a_firm_sigma_hardly_moves_with_its_prior() -> None:
    """The prior is weak: four times as wide changes an estimate from 6,000 answers by less than two in a hundred."""
    told = answers(12, 6_000, (40, 5), (0.6, 0.4))
    narrow, wide = (
        CrossedLogistic(sigma="integrated", prior_sigma=scale).fit(told.y, told.x, told.groups).sigma[0]
        for scale in (0.5, 2.0)
    )
    assert narrow < wide < 1.04 * narrow
