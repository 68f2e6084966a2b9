"""Difference in differences: what changed beyond what changed where nothing was done."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from amends.learning.control import Pair, difference_in_differences
from amends.learning.rates import NOTHING, Z_95, Count, Interval, ratio_interval

counts = st.integers(50, 4_000).flatmap(lambda rows: st.builds(Count, st.integers(1, rows // 2), st.just(rows)))


def test_what_came_to_both_is_no_merit() -> None:
    season = Pair(Count(80, 1_000), Count(40, 1_000))
    found = difference_in_differences(season, Pair(Count(160, 2_000), Count(80, 2_000)))
    assert found.value == pytest.approx(1)
    assert found.lo < 1 < found.hi
    assert ratio_interval(season.before, season.after).hi < 1, "alone it would look as if it had worked"


@settings(max_examples=20, deadline=None)
@given(a=counts, b=counts, c=counts, d=counts)
def test_swapping_the_slices_inverts_it(a: Count, b: Count, c: Count, d: Count) -> None:
    one, other = difference_in_differences(Pair(a, b), Pair(c, d)), difference_in_differences(Pair(c, d), Pair(a, b))
    assert one.lo < one.value < one.hi
    assert (one.value, one.lo, one.hi) == pytest.approx((1 / other.value, 1 / other.hi, 1 / other.lo), rel=1e-4)


def check_drop(found: Interval, here: Pair, control: Pair) -> None:
    """At both ends the best of all likelihoods with that difference is lower by what 95 % allow."""
    best = -_lost(here, control, None)
    for end in (found.lo, found.hi):
        assert best + _lost(here, control, math.log(end)) == pytest.approx(Z_95**2 / 2, abs=5e-3)


def _lost(here: Pair, control: Pair, difference: float | None) -> float:
    """By a general minimiser over all rates: slower, and sharing nothing with what it judges."""
    data = [(one.failed, one.rows) for one in (here.before, here.after, control.before, control.after)]

    def lost(free: np.ndarray) -> float:
        own = difference if difference is not None else free[3]
        logs = [free[0], free[0] + free[1] + own, free[2], free[2] + free[1]]
        rates = [min(max(math.exp(log), 1e-12), 1 - 1e-12) for log in logs]
        return -sum(k * math.log(p) + (n - k) * math.log1p(-p) for (k, n), p in zip(data, rates, strict=True))

    start = [math.log(data[0][0] / data[0][1]), 0.0, math.log(data[2][0] / data[2][1]), 0.0]
    options = {"xatol": 1e-9, "fatol": 1e-9, "maxiter": 20_000, "maxfev": 20_000}
    return float(minimize(lost, start, method="Nelder-Mead", options=options).fun)


@pytest.mark.promise
def test_the_interval_is_that_of_the_profile_likelihood() -> None:
    here, control = Pair(Count(90, 1_500), Count(30, 1_400)), Pair(Count(300, 700), Count(260, 720))
    check_drop(difference_in_differences(here, control), here, control)


def test_twin_that_forgets_the_doubt_of_the_control_is_caught() -> None:
    here, control = Pair(Count(90, 1_500), Count(30, 1_400)), Pair(Count(300, 700), Count(260, 720))
    alone, beside = ratio_interval(here.before, here.after), ratio_interval(control.before, control.after)
    narrow = Interval(alone.value / beside.value, alone.lo / beside.value, alone.hi / beside.value)
    with pytest.raises(AssertionError):
        check_drop(narrow, here, control)


def test_none_after_none_in_the_control_and_no_rows() -> None:
    some, none = Pair(Count(40, 1_000), Count(40, 1_000)), Pair(Count(0, 500), Count(0, 500))
    gone = difference_in_differences(Pair(Count(40, 1_000), Count(0, 1_000)), some)
    assert (gone.value, gone.lo) == (0, 0)
    assert 0 < gone.hi < 0.5
    new = difference_in_differences(Pair(Count(0, 1_000), Count(40, 1_000)), some)
    assert new.lo > 2
    assert math.isinf(new.hi)
    assert difference_in_differences(some, none) is NOTHING
    assert difference_in_differences(some, Pair(Count(3, 9), Count(0, 0))) is NOTHING
    both = Pair(Count(5, 50), Count(0, 50))
    assert difference_in_differences(both, both) is NOTHING
