"""Two rates and how far apart they can be: the published intervals, their limits, and what swapping and scaling do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from amends.learning.rates import (
    NOTHING,
    Count,
    Interval,
    exact_ratio_interval,
    likeliest,
    rate_interval,
    ratio_interval,
    score,
)

# Rows and failures before and after, and the interval that statsmodels 0.15 tells (score, Miettinen and Nurminen).
PUBLISHED = [
    (Count(115, 3628), Count(57, 3581), 0.3671912478769174, 0.6864815666476471),
    (Count(10, 300), Count(2, 310), 0.04786966976243154, 0.7776786899933372),
    (Count(30, 60), Count(10, 50), 0.21420225001003892, 0.7128955764765877),
    (Count(5, 200), Count(0, 100), 0.0, 1.508681607268551),
]
counts = st.integers(1, 5_000).flatmap(lambda rows: st.builds(Count, st.integers(0, rows), st.just(rows)))


def close(one: Interval, other: Interval) -> bool:
    pairs = ((one.value, other.value), (one.lo, other.lo), (one.hi, other.hi))
    return all(a == b or math.isclose(a, b, rel_tol=1e-6) for a, b in pairs)


def inverted(one: Interval) -> Interval:
    def over(number: float) -> float:
        return math.inf if number == 0 else 1 / number

    return Interval(over(one.value), over(one.hi), over(one.lo))


@pytest.mark.parametrize(("before", "after", "lo", "hi"), PUBLISHED)
def test_the_interval_is_the_published_one(before: Count, after: Count, lo: float, hi: float) -> None:
    found = ratio_interval(before, after)
    assert (found.lo, found.hi) == pytest.approx((lo, hi))


def check_swapping(of: object, before: Count, after: Count) -> None:
    """Before over after is one over after over before."""
    one, other = of(before, after), of(after, before)  # type: ignore[operator]
    assert one is NOTHING or close(one, inverted(other)), (one, other)


@given(before=counts, after=counts)
def test_swapping_before_and_after_inverts_the_ratio(before: Count, after: Count) -> None:
    check_swapping(ratio_interval, before, after)
    check_swapping(exact_ratio_interval, before, after)


def test_twin_that_takes_the_spread_of_one_side_alone_is_caught() -> None:
    def of_one_side(before: Count, after: Count) -> Interval:
        reach = math.exp(1.96 / math.sqrt(after.failed))
        value = after.rate / before.rate
        return Interval(value, value / reach, value * reach)

    with pytest.raises(AssertionError):
        check_swapping(of_one_side, Count(40, 1_000), Count(10, 900))


@given(before=counts, after=counts)
def test_the_value_is_in_its_interval_and_the_exact_one_is_in_order(before: Count, after: Count) -> None:
    for found in (ratio_interval(before, after), exact_ratio_interval(before, after)):
        assert found is NOTHING or found.lo <= found.value * (1 + 1e-9)
        assert found is NOTHING or found.value <= found.hi * (1 + 1e-9)


@given(before=counts, after=counts, ratio=st.floats(0.05, 20))
def test_the_likeliest_rate_is_no_worse_than_its_neighbours(before: Count, after: Count, ratio: float) -> None:
    def likelihood(rate: float) -> float:
        other = ratio * rate
        if not (0 < rate < 1 and 0 < other < 1):
            return -math.inf
        return (
            before.failed * math.log(rate)
            + (before.rows - before.failed) * math.log1p(-rate)
            + after.failed * math.log(other)
            + (after.rows - after.failed) * math.log1p(-other)
        )

    best = likeliest(before, after, ratio)
    assert 0 <= best <= 1
    for near in (best * 0.999, best * 1.001):
        assert likelihood(near) <= likelihood(best) + 1e-6 or not 0 < best * ratio < 1 or best in (0, 1)


def test_at_the_ends_of_the_exact_interval_the_tails_are_two_and_a_half_percent() -> None:
    before, after = Count(30, 1_000), Count(12, 900)
    found = exact_ratio_interval(before, after)
    for ratio, tail in (
        (found.lo, binom.sf(11, 42, _share(found.lo))),
        (found.hi, binom.cdf(12, 42, _share(found.hi))),
    ):
        assert tail == pytest.approx(0.025), ratio


def _share(ratio: float) -> float:
    return 900 * ratio / (1_000 + 900 * ratio)


def test_a_wider_spread_widens_and_more_of_the_same_narrows() -> None:
    small, large = (ratio_interval(Count(40 * n, 1_000 * n), Count(20 * n, 900 * n)) for n in (1, 4))
    bursts = ratio_interval(Count(160, 4_000), Count(80, 3_600), dispersion=4)
    assert math.log(large.hi / large.lo) == pytest.approx(math.log(small.hi / small.lo) / 2, rel=0.02)
    assert math.log(bursts.hi / bursts.lo) == pytest.approx(math.log(small.hi / small.lo), rel=0.02)


def test_none_before_none_after_all_failed_and_one_row() -> None:
    assert ratio_interval(Count(0, 300), Count(0, 200)) is NOTHING
    assert ratio_interval(Count(3, 10), Count(0, 0)) is NOTHING
    new = ratio_interval(Count(0, 300), Count(9, 200))
    assert (new.value, new.hi) == (math.inf, math.inf)
    assert new.lo > 1
    all_failed = ratio_interval(Count(50, 50), Count(40, 40))
    assert all_failed.value == 1
    assert all_failed.lo < 1 < all_failed.hi
    one = ratio_interval(Count(1, 1), Count(1, 1))
    assert one.lo < 1 < one.hi
    assert score(Count(50, 50), Count(40, 40), 1.0) == 0


def test_the_rule_of_three() -> None:
    """0 of 300 is less than 1 %."""
    assert rate_interval(Count(0, 300)).hi == pytest.approx(3 / 300, rel=0.02)
    assert rate_interval(Count(300, 300)).lo == pytest.approx(1 - 3 / 300, rel=0.001)
    assert rate_interval(Count(0, 0)).hi == 1
    found = rate_interval(Count(5, 100))
    assert (found.lo, found.hi) == pytest.approx((0.01643, 0.11283), abs=1e-5)  # Clopper and Pearson
