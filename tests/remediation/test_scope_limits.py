"""How many can have been missed at most: the limit holds in at least 95 of 100 tests, whatever the truth is."""

import math
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from amends.remediation.limits import Part, rate_limit, upper_limit

# (size, victims in it, drawn of it): just outside, and elsewhere.
Truth = tuple[tuple[int, int, int], ...]
Limit = Callable[[tuple[Part, ...]], float]
TRUTHS: list[Truth] = [
    ((200, 0, 60), (9_000, 300, 60)),
    ((300, 30, 60), (9_000, 0, 60)),
    ((300, 5, 100), (300, 5, 100)),
    ((5_000, 100, 30), (5_000, 60, 80)),
]


def coverage(truth: Truth, limit: Limit) -> float:
    """The chance of a draw for which the limit is not below the truth: exact, over every possible draw. A draw that
    suggests more than the truth is covered by all of them.
    """
    victims, missed = sum(part[1] for part in truth), 0.0
    chances = [hypergeom.pmf(range(part[2] + 1), *part).tolist() for part in truth]
    for hits in product(*(range(part[2] + 1) for part in truth)):
        chance = math.prod(each[hit] for each, hit in zip(chances, hits, strict=True))
        if chance < 1e-7:
            continue
        parts = tuple(Part(size, drawn, hit) for (size, _, drawn), hit in zip(truth, hits, strict=True))
        if plain_estimate(parts) < victims and limit(parts) < victims:
            missed += chance
    return 1 - missed


def ours(parts: tuple[Part, ...]) -> float:
    return upper_limit(parts)


def plain_estimate(parts: tuple[Part, ...]) -> float:
    """The broken twin: what a sample suggests, taken for what can have been missed."""
    return sum(part.size / part.answered * part.hit for part in parts)


def thrown_together(parts: tuple[Part, ...]) -> float:
    """A subtler one: half of the sample comes from just outside, and all are treated as drawn alike."""
    size, answered, hit = (sum(getattr(part, name) for part in parts) for name in ("size", "answered", "hit"))
    return rate_limit(hit, answered) * size


@pytest.mark.promise
@pytest.mark.parametrize("truth", TRUTHS)
def test_the_limit_covers_the_truth_in_at_least_95_of_100_draws(truth: Truth) -> None:
    assert coverage(truth, ours) >= 0.95


@pytest.mark.promise
def test_simpler_limits_do_not() -> None:
    assert min(coverage(truth, plain_estimate) for truth in TRUTHS) < 0.6
    assert min(coverage(truth, thrown_together) for truth in TRUTHS) < 0.9


def test_none_of_300_is_less_than_one_percent() -> None:
    assert rate_limit(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper_limit([Part(10_000, 300, 0)]) < 100
    assert upper_limit([Part(5_000, 150, 0), Part(5_000, 150, 0)]) < 100


def test_what_nobody_answered_for_may_all_be_hit() -> None:
    assert upper_limit([Part(40, 0, 0), Part(1_000, 300, 0)]) == pytest.approx(40 + 1_000 * rate_limit(0, 300))
    assert upper_limit([]) == 0


@given(st.integers(1, 200), st.integers(1, 40), st.integers(0, 3), st.integers(1, 40), st.integers(0, 3))
@settings(max_examples=30)
def test_it_is_never_below_the_estimate_nor_above_all_and_grows_with_what_is_hit(
    size: int, drawn: int, hit: int, other_drawn: int, other_hit: int
) -> None:
    one = Part(drawn + size, drawn, min(hit, drawn))
    other = Part(other_drawn + 3 * size, other_drawn, min(other_hit, other_drawn))
    limit = upper_limit([one, other])
    assert plain_estimate((one, other)) <= limit <= (one.size + other.size) * (1 + 1e-6)
    if one.hit < one.answered:
        assert upper_limit([Part(one.size, one.answered, one.hit + 1), other]) >= limit - 1e-3 * one.size
