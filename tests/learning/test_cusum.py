"""The chart that watches for a return: its delays, its false alarms, and the limit that keeps them apart."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from bench._run_lengths import run_length

from amends.learning.cusum import Chart, chart_for, doubled, family_distance, first_signal, path
from amends.learning.false_alarms import distance_of, limit_for

# Contacts until a doubling is found, by rate and limit, as measured for the design over 400 charts. The last is a lucky
# draw: 354 by the equation, and 355 with a hundred times as many charts of the same design.
DELAYS = {(0.01, 3): 592, (0.01, 4): 810, (0.01, 5): 1088, (0.03, 3): 196, (0.03, 4): 277, (0.03, 5): 328}


def mean_run(chart: Chart, rate: float, runs: int, longest: int) -> float:
    spent = signals = 0
    for seed in range(runs):
        signal = first_signal(np.random.default_rng(seed).random(longest) < rate, chart)
        spent += longest if signal is None else signal.at + 1
        signals += signal is not None
    return spent / max(signals, 1)


@pytest.mark.promise
@pytest.mark.parametrize(("usual", "limit"), sorted(DELAYS))
def test_a_doubling_is_found_within_the_delay(usual: float, limit: int) -> None:
    chart = Chart(usual, doubled(usual), float(limit), math.nan)
    assert mean_run(chart, 2 * usual, 200, 20_000) < 1.15 * DELAYS[usual, limit]


def test_twin_that_waits_for_more_evidence_is_too_late() -> None:
    chart = Chart(0.03, doubled(0.03), 6.0, math.nan)
    assert mean_run(chart, 0.06, 200, 20_000) > 1.15 * DELAYS[0.03, 4]


@pytest.mark.promise
@pytest.mark.parametrize(("times", "limit"), [(2, 3), (2, 5), (4, 4), (1, 3)])
def test_the_chart_is_the_one_of_the_textbook(times: int, limit: int) -> None:
    """Its mean run is that of the equation of a Bernoulli CUSUM, which knows nothing of how ours is reckoned."""
    check_run_length(Chart(0.03, doubled(0.03), float(limit), math.nan), times * 0.03, run_length)


def check_run_length(chart: Chart, rate: float, equation: Callable[[Chart, float], float]) -> None:
    draws = np.random.default_rng(11)
    runs = [signal.at + 1 for _ in range(1_500) if (signal := first_signal(draws.random(20_000) < rate, chart))]
    assert len(runs) >= 1_495
    assert np.mean(runs) == pytest.approx(equation(chart, rate), abs=3.5 * np.std(runs) / math.sqrt(len(runs)))


@pytest.mark.parametrize("asked", [0.9, 1.1])
def test_twin_charts_that_ask_for_a_tenth_less_or_more_evidence_are_told_from_it(asked: float) -> None:
    chart = Chart(0.03, doubled(0.03), 4.0 * asked, math.nan)
    with pytest.raises(AssertionError):
        check_run_length(chart, 0.06, lambda one, rate: run_length(replace(one, limit=4.0), rate))


@pytest.mark.promise
@pytest.mark.parametrize("usual", [0.01, 0.03, 0.3])
def test_false_alarms_are_as_far_apart_as_asked(usual: float) -> None:
    check_distance(chart_for(usual, 150 / usual), 150 / usual)


def check_distance(chart: Chart, asked: float) -> None:
    assert mean_run(chart, chart.usual, 150, int(3 * asked)) == pytest.approx(asked, rel=0.25)


def test_twin_with_one_limit_for_all_is_caught() -> None:
    chart = Chart(0.03, doubled(0.03), 3.0, math.nan)
    with pytest.raises(AssertionError):
        check_distance(chart, 150 / 0.03)


@pytest.mark.parametrize("usual", [0.001, 0.03, 0.5, 0.95])
def test_the_limit_and_the_distance_are_each_others_inverse_also_beyond_what_was_simulated(usual: float) -> None:
    for distance in (5 / usual, 100 / usual, 1e7 / usual):
        limit = limit_for(usual, doubled(usual), distance)
        assert distance_of(usual, doubled(usual), limit) == pytest.approx(distance, rel=0.05)
    assert limit_for(usual, doubled(usual), 1e7) > limit_for(usual, doubled(usual), 1e4)


def test_the_evidence_is_what_adding_one_by_one_gives() -> None:
    failed = np.random.default_rng(3).random(500) < 0.1
    up, down, evidence, slow = math.log(2), math.log(0.8 / 0.9), 0.0, []
    for one in failed:
        evidence = max(0.0, evidence + (up if one else down))
        slow.append(evidence)
    assert path(failed, 0.1, 0.2) == pytest.approx(slow)


def test_a_signal_says_when_it_began() -> None:
    failed = np.zeros(400, bool)
    failed[300::4] = True
    signal = first_signal(failed, Chart(0.02, 0.04, 4.0, math.nan))
    assert signal is not None
    assert signal.since == 300
    assert 300 < signal.at < 340
    assert first_signal(failed[:300], Chart(0.02, 0.04, 4.0, math.nan)) is None


def test_over_all_charts_one_false_alarm_a_quarter() -> None:
    assert family_distance(3_652, 91.3, 1) == pytest.approx(3_652)
    assert family_distance(3_652, 91.3, 20) == pytest.approx(20 * 3_652)
    assert family_distance(1, 0.0, 1) >= 1


def test_a_rate_that_cannot_double_is_watched_for_half_as_much_good() -> None:
    assert (doubled(0.1), doubled(0.6)) == (0.2, pytest.approx(0.8))
