"""The top slices are exactly those that counting every slice gives; a bound that is too tight would be noticed."""

from collections.abc import Sequence

import numpy as np
import pytest
from bench.causes import brute_force
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.causes import Coded, coded, top_slices
from amends.causes.scores import SCORES, Score
from amends.facts import Refused


def table_of(chance: np.random.Generator, *, rows: int, width: int, values: int) -> Coded:
    columns = {f"a{i}": chance.integers(0, chance.integers(1, values + 1), rows).tolist() for i in range(width)}
    return coded(columns)


def scores_of(table: Coded, errors: np.ndarray, score: str, **options: float) -> list[float]:
    return [found.score for found in top_slices(table, errors, score=score, **options)]  # type: ignore[arg-type]


def same_as_counting_all(table: Coded, errors: np.ndarray, score: str, **options: int) -> bool:
    ours = scores_of(table, errors, score, alpha=0.9, **options)
    every = brute_force(list(table.columns), errors, score, alpha=0.9, **options)
    return len(ours) == len(every) and np.allclose(ours, every)


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(sorted(SCORES)), st.booleans())
def test_the_list_is_that_of_counting_every_slice(seed: int, score: str, weighted: bool) -> None:
    chance = np.random.default_rng(seed)
    table = table_of(chance, rows=int(chance.integers(20, 200)), width=int(chance.integers(1, 6)), values=5)
    errors = (chance.random(table.rows_count) < chance.uniform(0.05, 0.5)).astype(float)
    if weighted and score != "llr":
        errors *= chance.integers(1, 5, len(errors))
    if errors.any():
        options = {"k": int(chance.integers(1, 25)), "min_support": int(chance.integers(1, 15)), "max_literals": 3}
        assert same_as_counting_all(table, errors, score, **options)


@pytest.mark.promise
def test_wide_tables_lose_no_slice() -> None:
    """24 attributes of 9 values: their product is beyond what a float tells apart, where others drop slices."""
    chance = np.random.default_rng(5)
    table = coded({f"a{i}": chance.integers(0, 9, 3_000).tolist() for i in range(24)})
    errors = (chance.random(3_000) < 0.05).astype(float)
    assert same_as_counting_all(table, errors, "sliceline", k=5, min_support=30, max_literals=2)


@pytest.mark.promise
def test_a_bound_that_is_too_tight_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: it takes slices for larger than they may be, and gives up some that belong in the list."""

    def too_tight(self: Score, errors: np.ndarray) -> np.ndarray:
        return self.of(errors, 3 * np.maximum(self.support, errors / self.error_max))

    monkeypatch.setattr(Score, "bound", too_tight)
    chance = np.random.default_rng(3)
    options = {"k": 10, "min_support": 2, "max_literals": 3}
    tables = [table_of(chance, rows=100, width=4, values=4) for _ in range(10)]
    errors = (chance.random(100) < 0.3).astype(float)
    assert not all(same_as_counting_all(table, errors, "sliceline", **options) for table in tables)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(sorted(SCORES)))
def test_no_part_of_a_slice_scores_above_its_bound(seed: int, score: str) -> None:
    chance = np.random.default_rng(seed)
    scored = SCORES[score](1_000, 100.0, 1.0, 5)
    errors = chance.integers(1, 100, 50).astype(float)
    parts = np.floor(errors * chance.random(50))
    sizes = np.minimum(np.maximum(5, parts) + np.floor(chance.random(50) * 300), 900 + parts)
    bound = scored.bound(errors)
    fair = (parts > 0) & (scored.of(parts, sizes) > 0)
    assert (scored.of(parts, sizes)[fair] <= bound[fair] + 1e-9).all()


def test_the_numbers_are_those_of_the_paper() -> None:
    """SliceLine, equation 1: half of the rows hold all the errors."""
    table = coded({"gateway": ["a", "a", "b", "b"]})
    (found,) = top_slices(table, [1.0, 1.0, 0.0, 0.0], alpha=0.6, min_support=1)
    assert found.score == pytest.approx(0.6 * (1 / 0.5 - 1) - 0.4 * (4 / 2 - 1))
    assert (found.errors, found.rows, table.told(found.literals)) == (2.0, 2, {"gateway": "a"})


def test_the_order_of_the_rows_changes_nothing() -> None:
    chance = np.random.default_rng(8)
    table = table_of(chance, rows=300, width=4, values=4)
    errors = (chance.random(300) < 0.2).astype(float)
    order = chance.permutation(300)
    assert top_slices(table, errors, min_support=5) == top_slices(table.take(order), errors[order], min_support=5)


def test_a_table_without_errors_has_no_slices() -> None:
    assert top_slices(coded({"a": [1, 2]}), [0.0, 0.0]) == ()


@pytest.mark.parametrize(
    ("errors", "score", "words"),
    [
        ([1.0, -1.0], "sliceline", "of row 2 are no error"),
        ([1.0, float("nan")], "sliceline", "of row 2 are no error"),
        ([1.0], "sliceline", "are 1 for 2 rows"),
        ([2.0, 0.0], "llr", "needs errors of 0 and 1"),
        ([1.0, 0.0], "best", "is no score"),
    ],
)
def test_what_is_no_error_is_refused(errors: Sequence[float], score: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        top_slices(coded({"a": [1, 2]}), errors, score=score)


def test_every_slice_of_many_values_is_met_once() -> None:
    """So many values that cells are sorted, not counted in place."""
    chance = np.random.default_rng(2)
    columns = {f"a{i}": chance.integers(0, 600, 2_000).tolist() for i in range(3)}
    table, errors = coded(columns), np.ones(2_000)
    errors[chance.random(2_000) < 0.5] = 0
    ours = top_slices(table, errors, k=40, score="wracc", min_support=1, max_literals=2)
    assert len({found.literals for found in ours}) == 40
    every = brute_force(list(table.columns), errors, "wracc", k=40, alpha=0.95, min_support=1, max_literals=2)
    assert np.allclose([found.score for found in ours], every)
