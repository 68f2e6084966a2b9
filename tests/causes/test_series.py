"""The picture of a cause: failures and rows of each day, in the slice and in the rest, each with its interval."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.causes import FAILED, GOOD, UNKNOWN, Point, Told, coded, series
from amends.causes.series import wilson
from amends.facts.moments import DAY_US, iso

MAY_1 = 20_574 * DAY_US
CARD = ((0, 0),)


def told(rows: list[tuple[str, float | None, int]]) -> Told:
    """Method, day since 1 May (None: no time), outcome."""
    at = [-1 if day is None else MAY_1 + int(day * DAY_US) for _, day, _ in rows]
    table = coded({"method": ["card", "debit", *(method for method, _, _ in rows)]}).take(np.arange(len(rows)) + 2)
    return Told(table, np.array([outcome for *_, outcome in rows], np.int8), np.array(at, np.int64))


def counts(points: tuple[Point, ...]) -> list[tuple[int, int, int, int]]:
    return [(point.failures, point.rows, point.rest_failures, point.rest_rows) for point in points]


def test_each_day_counts_the_slice_and_the_rest() -> None:
    day_1 = [("card", 0.0, FAILED), ("card", 0.99, GOOD), ("debit", 0.5, GOOD)]
    points = series(told([*day_1, ("debit", 1.0, FAILED), ("card", 1.5, GOOD)]), CARD)
    assert [iso(point.day) for point in points] == ["2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"]
    assert counts(points) == [(1, 2, 0, 1), (0, 1, 1, 1)]


def test_a_day_without_rows_has_a_point_that_knows_nothing() -> None:
    points = series(told([("card", 0, FAILED), ("debit", 2, GOOD)]), CARD)
    assert counts(points) == [(1, 1, 0, 0), (0, 0, 0, 0), (0, 0, 0, 1)]
    assert (points[1].lo, points[1].hi, points[1].rest_lo, points[1].rest_hi) == (0, 1, 0, 1)


def test_rows_without_a_time_or_an_answer_are_in_no_count() -> None:
    rows = [("card", 0, FAILED), ("card", None, FAILED), ("card", 0, UNKNOWN), ("debit", 5, UNKNOWN)]
    assert counts(series(told(rows), CARD)) == [(1, 1, 0, 0)]


def test_without_times_there_is_no_picture() -> None:
    some = told([("card", 0, FAILED)])
    assert series(Told(some.table, some.outcomes), CARD) == ()
    assert series(told([("card", None, FAILED)]), CARD) == ()


def test_several_days_may_be_one_point() -> None:
    rows = [("card", day, FAILED if day == 6 else GOOD) for day in range(15)]
    points = series(told(rows), CARD, days_width=7)
    assert counts(points) == [(1, 7, 0, 0), (0, 7, 0, 0), (0, 1, 0, 0)]
    assert points[1].day - points[0].day == 7 * DAY_US


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["card", "debit"]),
            st.one_of(st.none(), st.floats(0, 30)),
            st.sampled_from([FAILED, GOOD, UNKNOWN]),
        ),
        min_size=1,
    ),
    st.integers(1, 9),
)
def test_every_row_with_a_time_and_an_answer_is_counted_once(
    rows: list[tuple[str, float | None, int]], days_width: int
) -> None:
    points = series(told(rows), CARD, days_width=days_width)
    counted = [row for row in rows if row[1] is not None and row[2] != UNKNOWN]
    assert sum(point.rows + point.rest_rows for point in points) == len(counted)
    failed = [row for row in counted if row[2] == FAILED]
    assert sum(point.failures + point.rest_failures for point in points) == len(failed)
    for point in points:
        for failures, of, lo, hi in (
            (point.failures, point.rows, point.lo, point.hi),
            (point.rest_failures, point.rest_rows, point.rest_lo, point.rest_hi),
        ):
            assert 0 <= lo <= hi <= 1
            assert not of or lo <= failures / of <= hi


def test_the_interval_is_wilsons() -> None:
    """The worked example of Newcombe, Statistics in Medicine 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    lo, hi = wilson(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]))
    assert lo == pytest.approx([0.2553, 0.0624, 0.0, 0.0061], abs=5e-5)
    assert hi == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=5e-5)


@pytest.mark.promise
def test_the_interval_holds_the_rate_as_often_as_it_says() -> None:
    assert 0.93 <= _covered(1.0) <= 0.975


@pytest.mark.promise
def test_an_interval_that_is_too_narrow_would_be_noticed() -> None:
    """The broken twin."""
    assert _covered(0.6) < 0.93


def _covered(narrowed: float) -> float:
    chance = np.random.default_rng(3)
    rows = chance.integers(5, 80, 20_000)
    true = chance.uniform(0.02, 0.6, 20_000)
    failures = chance.binomial(rows, true)
    lo, hi = wilson(failures, rows)
    middle, half = (lo + hi) / 2, (hi - lo) / 2 * narrowed
    return float((np.abs(true - middle) <= half).mean())
