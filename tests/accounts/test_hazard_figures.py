"""Figures: by other people's code, with ties, with weights, and in any order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.accounts.hazard.figures import figures_of, intervals_of
from amends.accounts.hazard.reliability import picture, reliability


def seen(count: int = 3_000, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    source = np.random.default_rng(seed)
    probability = source.beta(1, 6, count)
    return source.random(count) < probability, probability


def test_figures_are_those_of_scikit_learn() -> None:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    event, probability = seen()
    coarse = np.round(probability, 1)  # many ties
    for told in (probability, coarse):
        found = figures_of(event, told)
        assert found.auc == pytest.approx(roc_auc_score(event, told), abs=1e-12)
        assert found.brier == pytest.approx(brier_score_loss(event, told), abs=1e-12)


def test_right_probabilities_have_slope_one_and_twins_are_caught() -> None:
    event, probability = seen(40_000)
    right = figures_of(event, probability)
    assert right.slope == pytest.approx(1, abs=0.03)
    assert right.ece < 0.01
    odds = np.log(probability / (1 - probability))
    boastful = figures_of(event, 1 / (1 + np.exp(-2 * odds)))
    assert boastful.slope == pytest.approx(0.5, abs=0.02)
    assert boastful.auc == pytest.approx(right.auc)
    high = figures_of(event, np.minimum(probability + 0.1, 1))
    assert high.ece == pytest.approx(0.1, abs=0.01)


def test_the_top_tenth() -> None:
    event = np.arange(1_000) >= 900
    assert figures_of(event, np.linspace(0.1, 0.9, 1_000)).lift == pytest.approx(10)
    assert figures_of(event, np.full(1_000, 0.1)).lift == pytest.approx(1)


def test_a_row_of_weight_two_is_two_rows() -> None:
    event, probability = seen(200)
    weight = np.random.default_rng(1).integers(0, 4, 200)
    twice = figures_of(np.repeat(event, weight), np.repeat(probability, weight))
    once = figures_of(event, probability, weight.astype(float))
    assert (once.auc, once.brier, once.slope, once.lift) == pytest.approx(
        (twice.auc, twice.brier, twice.slope, twice.lift)
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.2, 0.5, 0.9])), min_size=4, max_size=60), st.randoms())
def test_ties_are_broken_by_nothing(rows: list[tuple[bool, float]], dice: object) -> None:
    rows = [(True, 0.5), (False, 0.5), *rows]
    mixed = list(rows)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (figures_of(np.array([e for e, _ in told]), np.array([p for _, p in told])) for told in (rows, mixed))
    assert (one.auc, one.ece, one.lift) == pytest.approx((other.auc, other.ece, other.lift), abs=1e-12)


def test_intervals_know_that_rows_of_an_account_are_not_strangers() -> None:
    event, probability = seen(600)
    entity = np.arange(600)
    alone = intervals_of(event, probability, entity, 7)
    tripled = intervals_of(np.tile(event, 3), np.tile(probability, 3), np.tile(entity, 3), 7)
    blind = intervals_of(np.tile(event, 3), np.tile(probability, 3), np.arange(1_800), 7)

    def width(told: dict[str, tuple[float, float]]) -> float:
        return told["auc"][1] - told["auc"][0]

    assert width(tripled) == pytest.approx(width(alone), rel=1e-9)
    assert width(blind) < 0.75 * width(alone), "the twin that takes rows for strangers is caught"
    assert alone["auc"][0] < figures_of(event, probability).auc < alone["auc"][1]


def test_bins_hold_all_rows_and_the_picture_says_them() -> None:
    event, probability = seen()
    bins = reliability(event, probability)
    assert sum(one.rows for one in bins) == len(event)
    assert all(one.low < one.observed < one.high for one in bins)
    drawn = picture(bins)
    assert drawn.count("<circle") == len(bins) == 10
    assert f"said {bins[3].predicted:.1%}, seen {bins[3].observed:.1%}" in drawn
