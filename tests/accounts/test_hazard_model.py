"""The model: the same as the textbook's, readable term by term, and calm where data separate or are missing."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.accounts.hazard.explained import at_least, explained
from amends.accounts.hazard.model import Hazard, fit, fit_with_design
from amends.accounts.hazard.newton import RIDGE
from amends.accounts.hazard.shapes import Spline, Steps, shape_of
from amends.accounts.hazard.strength import strengths
from amends.accounts.hazard.study import study
from hazard_world import csv_of, heard, leaving, observed_of


@pytest.fixture(scope="module")
def fitted() -> Hazard:
    return fit(heard(leaving(2_000), entity="account").observed)


def test_effects_are_those_of_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    seen = heard(leaving(1_500), entity="account").observed
    hazard, design = fit_with_design(seen)
    other = LogisticRegression(C=1 / RIDGE, tol=1e-10, max_iter=5_000).fit(design.astype(float), seen.event)
    assert hazard.fitted.effects[1:] == pytest.approx(other.coef_[0], abs=1e-3)
    assert hazard.fitted.effects[0] == pytest.approx(other.intercept_[0], abs=1e-3)


def test_a_count_becomes_steps_and_the_step_that_is_true_is_found(fitted: Hazard) -> None:
    shape = fitted.terms.shapes[0]
    assert isinstance(shape, Steps)
    place = fitted.terms.places["contacts_30d"]
    added = fitted.fitted.effects[1:][place] / fitted.terms.scale[place]
    assert shape.cuts[int(added.argmax())] == 4.0
    assert added.max() == pytest.approx(2.0, abs=0.6)


def test_other_numbers_become_a_curve() -> None:
    (usage,) = (column for column in heard(leaving(500)).observed.columns if column.name == "usage")
    assert isinstance(shape_of(usage), Spline)


# Explanations


def explained_log_odds(hazard: Hazard, seen: object, forgotten: int = 0) -> list[float]:
    """Put together again from what is said, without the `forgotten` smallest reasons."""
    told = explained(hazard, seen.columns)  # type: ignore[attr-defined]
    return [one.base + sum(reason.added for reason in one.reasons[: len(one.reasons) - forgotten]) for one in told]


@pytest.mark.promise
def test_the_reasons_are_the_whole_of_it(fitted: Hazard) -> None:
    seen = heard(leaving(50, seed=9), entity="account").observed
    assert explained_log_odds(fitted, seen) == pytest.approx(fitted.log_odds(seen.columns).tolist(), abs=1e-9)
    twin = explained_log_odds(fitted, seen, forgotten=1)
    assert twin != pytest.approx(fitted.log_odds(seen.columns).tolist(), abs=1e-3)


def test_reasons_are_words_and_the_largest_comes_first(fitted: Hazard) -> None:
    text = csv_of("account,contacts_30d,usage,plan,left", ["x,5,0.1,mid,0", "y,1,,high,1"])
    one, other = explained(fitted, heard(text, entity="account").observed.columns)
    if not any("contacts" in reason.words and "four" in reason.words for reason in one.reasons):
        one, other = other, one
    assert str(one.reasons[0]).startswith("four contacts or more in 30 days: +")
    assert [abs(reason.added) for reason in one.reasons] == sorted((abs(r.added) for r in one.reasons), reverse=True)
    assert "usage not known" in [reason.words for reason in other.reasons]


def test_names_of_columns_become_words() -> None:
    assert at_least("broken_promises_90d", 1) == "one broken promises or more in 90 days"
    assert at_least("Charge  Amount", 4) == "Charge Amount: four or more"


def test_what_moves_the_odds_most_is_named() -> None:
    seen = heard(leaving(2_000), entity="account").observed
    strongest = strengths(*fit_with_design(seen))[0]
    assert strongest.column == "contacts_30d"
    assert any(words.startswith("four contacts or more in 30 days +") for words in strongest.words)


# Awkward tables


def test_a_column_that_separates_has_a_finite_effect() -> None:
    event = np.arange(400) % 2 == 0
    hazard = fit(observed_of(event, gone=event.astype(float), other=np.arange(400) % 5))
    assert np.isfinite(hazard.fitted.effects).all()
    assert (
        hazard.probability(observed_of(event, gone=event.astype(float), other=np.zeros(400)).columns)[event] > 0.9
    ).all()


def test_a_constant_column_has_no_effect_and_is_named() -> None:
    event = np.arange(400) % 3 == 0
    seen = observed_of(event, same=np.full(400, 3.0), contacts=np.arange(400) % 7, nothing=np.full(400, np.nan))
    assert fit(seen).constant == ("same", "nothing")


def test_not_knowing_has_an_effect_of_its_own() -> None:
    source = np.random.default_rng(3)
    usage = source.normal(size=3_000)
    hidden = source.random(3_000) < 0.3
    event = source.random(3_000) < np.where(hidden, 0.5, 0.1)
    hazard = fit(observed_of(event, usage=np.where(hidden, np.nan, usage)))
    said = hazard.probability(observed_of([0, 1], usage=np.array([np.nan, 0.0])).columns)
    assert said == pytest.approx([0.5, 0.1], abs=0.04)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6), st.sampled_from([0.0, 1.0]))),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_the_column_there_are_probabilities(rows: list[tuple[bool, float]]) -> None:
    rows = [(True, 0.0), (False, 1.0), *rows]
    seen = observed_of([event for event, _ in rows], x=np.array([value for _, value in rows]))
    said = fit(seen).probability(seen.columns)
    assert ((said >= 0) & (said <= 1)).all()


# The same table, the same figures


@pytest.mark.promise
def test_the_order_of_rows_changes_no_figure_at_all() -> None:
    header, *rows = leaving(900).splitlines()
    random.Random(4).shuffle(rows)
    texts = leaving(900), csv_of(header, rows), leaving(900, seed=2)
    one, other, twin = (study(heard(text, entity="account").observed, 5, 7, with_challenger=False) for text in texts)
    assert one is not None
    assert other is not None
    assert twin is not None
    assert one.figures == other.figures
    assert one.intervals == other.intervals
    assert twin.figures != one.figures
