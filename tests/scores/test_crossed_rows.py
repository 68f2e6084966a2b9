"""The sums over rows: however the rows come, and however they are taken."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.scores import CrossedLogistic, rows
from amends.scores.rows import Rows
from amends.scores.sums import Leverage, Point, Sums
from crossed_world import Answers, Array, answers

TOLD = answers(5, 700, (30, 6, 4), (0.7, 0.5, 0.4))


def over(told: Answers) -> Rows:
    groups = [told.groups[:, k] for k in range(told.groups.shape[1])]
    return Rows(told.y, told.x, groups, [int(codes.max()) + 1 for codes in groups], None)


def somewhere(pass_: Rows, seed: int = 1) -> Point:
    chance, layout = np.random.default_rng(seed), pass_.layout
    further = sum(layout.further)
    leverage = Leverage(chance.random(layout.first), chance.normal(size=(layout.first, further)), np.eye(further) + 0.1)
    return Point(chance.normal(size=layout.first), chance.normal(size=layout.rest), leverage)


def plain(told: Answers, point: Point) -> Sums:
    """The same with a column for every level."""
    levels = told.groups.max(axis=0) + 1
    ones = [(told.groups[:, [k]] == np.arange(n)).astype(float) for k, n in enumerate(levels)]
    first, rest = ones[0], np.column_stack([told.x, *ones[1:]])
    predictor = first @ point.first + rest @ point.rest
    mean = 1 / (1 + np.exp(-predictor))
    weight, score = mean * (1 - mean), told.y - mean
    assert point.leverage is not None
    own = rest[:, told.x.shape[1] :]
    variance = first @ point.leverage.first + ((own @ point.leverage.further) * own).sum(axis=1)
    variance += 2 * ((first @ point.leverage.cross) * own).sum(axis=1)
    turn = weight * (1 - 2 * mean) * variance
    return Sums(
        float((np.logaddexp(0, predictor) - told.y * predictor).sum()), weight @ first, (first.T * weight) @ rest,
        (rest.T * weight) @ rest, score @ first, score @ rest, turn @ first, turn @ rest,
    )  # fmt: skip


def same(one: Sums, other: Sums, tolerance: float = 1e-10) -> None:
    for field in fields(Sums):
        np.testing.assert_allclose(getattr(one, field.name), getattr(other, field.name), rtol=0, atol=tolerance)


def test_the_sums_are_those_of_a_plain_design_matrix() -> None:
    pass_ = over(TOLD)
    point = somewhere(pass_)
    same(pass_.sums(point), plain(TOLD, point))


@pytest.mark.promise
def test_sums_with_one_row_less_are_noticed() -> None:
    pass_ = over(Answers(TOLD.y[:-1], TOLD.x[:-1], TOLD.groups[:-1], TOLD.truth))
    point = somewhere(pass_)
    with pytest.raises(AssertionError):
        same(pass_.sums(point), plain(TOLD, point))


@pytest.mark.parametrize(("name", "value"), [("ROWS_PER_BLOCK", 1), ("X_ROWS_MAX", 0)])
def test_blocks_and_counting_change_nothing(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    """A block for every agent; and sums over X column by column, as where no two rows of X are equal."""
    point, whole = somewhere(over(TOLD)), over(TOLD).sums(somewhere(over(TOLD)))
    monkeypatch.setattr(rows, name, value)
    same(over(TOLD).sums(point), whole)


def test_far_predictors_stay_finite() -> None:
    """Where all answers are certain, nothing overflows and nothing weighs."""
    pass_ = over(TOLD)
    point = somewhere(pass_)
    far = pass_.sums(Point(point.first + 800.0, point.rest, point.leverage))
    assert np.isfinite(far.loss)
    assert far.weight_first.max() < 1e-200
    assert np.isfinite(far.turn_rest).all()


@settings(max_examples=15)
@given(seed=st.integers(0, 1_000), names=st.randoms(use_true_random=False))
def test_order_of_rows_and_numbers_of_agents_mean_nothing(seed: int, names: Any) -> None:
    """Shuffled rows and other codes: everybody keeps his effect and its doubt."""
    told = answers(seed, 200, (9, 4), (0.8, 0.5))
    order, renamed = list(range(200)), list(range(9))
    names.shuffle(order)
    names.shuffle(renamed)
    groups = told.groups.copy()
    groups[:, 0] = np.array(renamed)[groups[:, 0]]
    one = CrossedLogistic(tolerance=1e-13).fit(told.y, told.x, told.groups)
    other = CrossedLogistic(tolerance=1e-13).fit(told.y[order], told.x[order], groups[order])
    np.testing.assert_allclose(other.effects[0][renamed], one.effects[0], atol=1e-7)
    np.testing.assert_allclose(other.effects_sd[0][renamed], one.effects_sd[0], atol=1e-7)


def test_columns_of_any_kind_of_number() -> None:
    """Flags as bool, small integers or floats, and a column measured in minutes."""
    minutes = np.random.default_rng(1).exponential(12.0, len(TOLD.y))
    x: Array = np.column_stack([TOLD.x, minutes])
    fit = CrossedLogistic().fit(TOLD.y.astype(bool), x.astype(np.float32), TOLD.groups.astype(np.int16))
    exact = CrossedLogistic().fit(TOLD.y, x, TOLD.groups)
    np.testing.assert_allclose(fit.beta, exact.beta, atol=1e-5)
    whole = CrossedLogistic().fit(TOLD.y, TOLD.x.astype(np.int8), TOLD.groups)
    np.testing.assert_allclose(whole.beta, CrossedLogistic().fit(TOLD.y, TOLD.x, TOLD.groups).beta, atol=1e-12)
