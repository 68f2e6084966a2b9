"""Evidence: the tail against plain sums, the ratio against the tail, and intervals that hold what is true."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.causes.evidence import lift_interval, log_tail, ratio

means = st.floats(0.01, 50)
knowns = st.floats(0.5, 1e6)


def poisson_tail(failures: int, mean: float) -> float:
    return sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(failures, failures + 400))


@pytest.mark.parametrize(("failures", "mean"), [(1, 0.5), (5, 1.0), (12, 3.3), (40, 20.0)])
def test_where_the_expectation_is_certain_the_tail_is_that_of_poisson(failures: int, mean: float) -> None:
    assert math.exp(log_tail(failures, mean, math.inf)) == pytest.approx(poisson_tail(failures, mean), rel=1e-5)


def test_the_tail_is_the_share_of_simulated_periods() -> None:
    """The rate itself is drawn as if known from eight failures."""
    chance = np.random.default_rng(1)
    counts = chance.poisson(4 * chance.gamma(8, 1 / 8, 200_000))
    assert math.exp(log_tail(10, 4.0, 8.0)) == pytest.approx(float((counts >= 10).mean()), abs=0.001)


@given(st.integers(1, 200), means, knowns)
def test_the_ratio_never_says_more_than_the_tail(failures: int, mean: float, known: float) -> None:
    """Chernoff: so a search by the ratio keeps the promised rate of false alarms."""
    value = float(ratio(np.array([failures]), np.array([mean]), np.array([known]))[0])
    assert log_tail(failures, mean, known) <= -value + 1e-6


@given(st.integers(1, 200), means, knowns, st.floats(1, 100))
def test_less_known_is_less_sure(failures: int, mean: float, known: float, times: float) -> None:
    few, many = ratio(np.full(2, float(failures)), np.full(2, mean), np.array([known, known * times]))
    assert few <= many + 1e-9


@given(st.integers(1, 100), st.floats(0.01, 20), knowns)
def test_the_interval_holds_the_lift_and_passes_no_rate_of_one(failures: int, expected: float, known: float) -> None:
    rows = max(failures, 30)
    low, high = lift_interval(failures, expected, known, rows)
    assert low <= failures / expected * (1 + 1e-9)
    assert failures / expected <= high * (1 + 1e-9)
    assert high <= rows / expected * (1 + 1e-9)


def test_the_interval_covers_the_true_lift() -> None:
    chance = np.random.default_rng(2)
    covered = 0
    for _ in range(1_000):
        failures = int(chance.poisson(4 * 5.0 * chance.gamma(40, 1 / 40)))
        low, high = lift_interval(max(failures, 1), 5.0, 40.0, 10_000)
        covered += low <= 4 <= high
    assert 930 <= covered <= 970
