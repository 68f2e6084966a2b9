"""Times of which the end was not seen: against the definitions, by counting."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.simulate.calibrate_survival import exponential_mean, interval_mean, kaplan_meier, still_waiting

TIMES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def by_counting(told: list[tuple[int, bool]], after: float) -> float:
    """Kaplan and Meier's product, one time after the other."""
    share = 1.0
    for time in sorted({time for time, happened in told if happened and time <= after}):
        at_risk = sum(other >= time for other, _ in told)
        share *= 1 - sum(other == time and happened for other, happened in told) / at_risk
    return share


@given(told=TIMES, after=st.integers(0, 35))
def test_the_curve_is_kaplan_and_meiers(told: list[tuple[int, bool]], after: int) -> None:
    times, happened = [time for time, _ in told], [what for _, what in told]
    assert still_waiting(times, happened, after) == pytest.approx(by_counting(told, after))
    shares = kaplan_meier(times, happened)[1]
    assert all(one >= other for one, other in zip([1.0, *shares], shares, strict=False))


def test_the_curve_of_a_textbook() -> None:
    """Kaplan and Meier's own example: deaths at 0.8, 3.1, 5.4 and 9.2, losses at 1.0, 2.7, 7.0 and 12.1."""
    times = [0.8, 1.0, 2.7, 3.1, 5.4, 7.0, 9.2, 12.1]
    happened = [True, False, False, True, True, False, True, False]
    assert kaplan_meier(times, happened)[1] == pytest.approx([7 / 8, 7 / 8 * 4 / 5, 7 / 8 * 3 / 5, 7 / 8 * 3 / 10])


def test_who_was_answered_first_counts_as_patient() -> None:
    draw = np.random.default_rng(5)
    patience, answered = draw.exponential(9.0, 20_000), draw.exponential(1.0, 20_000)
    waited, gone = np.minimum(patience, answered), patience < answered
    assert exponential_mean(waited, gone) == pytest.approx(9.0, rel=0.06)
    assert waited[gone].mean() < 1.0, "the mean of those who hung up says something else"
    assert exponential_mean(waited, np.zeros(20_000, bool)) is None


@pytest.mark.parametrize("mean", [30.0, 1200.0, 4000.0])
def test_a_mean_is_found_where_nights_are_dark(mean: float) -> None:
    """Seen to the minute within eight hours, then only in which day; nothing after a week."""
    draw = np.random.default_rng(6)
    times = draw.exponential(mean, 20_000)
    times = times[times < 7 * 1440]
    seen = times < 480
    day = np.floor((times - 480) / 1440)
    low = np.where(seen, times, 480 + day * 1440)
    high = np.where(seen, times, np.minimum(480 + (day + 1) * 1440, 7 * 1440))
    assert interval_mean(low, high, 7 * 1440) == pytest.approx(mean, rel=0.05)


def test_of_no_time_there_is_no_mean() -> None:
    with pytest.raises(ValueError, match="no time"):
        interval_mean([], [], 10.0)


@given(times=st.lists(st.floats(0.5, 50), min_size=1, max_size=20))
def test_exact_times_without_an_end_give_their_mean(times: list[float]) -> None:
    assert math.isclose(interval_mean(times, times, 1e6), sum(times) / len(times), rel_tol=1e-3)
