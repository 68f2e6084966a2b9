"""Contacts needed, trends, bursts, days and order: the parts that a verdict is made of."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts.moments import DAY_US, HOUR_US, moment_of
from amends.learning.contacts_needed import Known, contacts_needed
from amends.learning.days import Days, by_day, date_of, day_of, instants
from amends.learning.dispersion import dispersion
from amends.learning.in_order import in_order
from amends.learning.rates import Count, ratio_interval
from amends.learning.segmented import poisson, segmented

BERLIN = ZoneInfo("Europe/Berlin")


def share_told(known: Known, more: int, ratio: float, seed: int = 0) -> float:
    """How often the interval excludes "no change" after so many more contacts, when this is the true ratio."""
    rng = np.random.default_rng(seed)
    rows, told = known.after.rows + more, 0
    for _ in range(400):
        before = Count(int(rng.binomial(known.before.rows, known.before.rate)), known.before.rows)
        after = Count(int(rng.binomial(rows, known.before.rate * ratio)), rows)
        told += ratio_interval(before, after).hi < 1
    return told / 400


@pytest.mark.promise
def test_with_the_contacts_asked_for_it_can_be_told_four_times_of_five() -> None:
    known = Known(Count(120, 4_000), Count(3, 100))
    more = contacts_needed(known, 0.5, 1.0)
    assert more is not None
    assert 0.72 < share_told(known, more, 0.5) < 0.9


def test_twin_that_asks_for_a_third_of_them_is_caught() -> None:
    known = Known(Count(120, 4_000), Count(3, 100))
    more = contacts_needed(known, 0.5, 1.0)
    assert more is not None
    assert share_told(known, more // 3, 0.5) < 0.72


def test_too_little_from_before_is_never_made_good_by_waiting() -> None:
    assert contacts_needed(Known(Count(1, 60), Count(0, 20)), 0.5, 0.0) is None
    assert contacts_needed(Known(Count(0, 600), Count(0, 20)), 0.5, math.nan) is None
    control = Known(Count(90, 3_000), Count(3, 100), Count(0, 500), Count(0, 20))
    assert contacts_needed(control, 0.5, 1.0) is None


def test_a_control_asks_for_more_and_so_do_bursts_and_where_it_is_between_there_is_still_a_number() -> None:
    alone = contacts_needed(Known(Count(300, 9_000), Count(3, 100)), 0.5, 1.0)
    beside = contacts_needed(Known(Count(300, 9_000), Count(3, 100), Count(300, 9_000), Count(3, 100)), 0.5, 1.0)
    bursts = contacts_needed(Known(Count(300, 9_000), Count(3, 100), dispersion=1.5), 0.5, 1.0)
    assert alone is not None
    assert beside is not None
    assert bursts is not None
    assert alone < bursts < beside
    between = contacts_needed(Known(Count(300, 9_000), Count(105, 4_500)), 0.5, 0.7)
    assert between is not None
    assert between >= 1


def weeks(level: float, slope: float, seed: int = 0, drift: float = 0.0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    day = np.arange(-91, 91)
    after = day >= 0
    rate = 0.05 * np.exp(drift * day / 7 + after * (math.log(level) + slope * day / 7))
    rows = rng.poisson(80, len(day)).astype(float)
    return day, rng.binomial(rows.astype(int), rate).astype(float), rows, after


def test_a_fall_that_had_begun_before_is_no_jump() -> None:
    day, failed, rows, after = weeks(1.0, 0.0, drift=-0.06)
    found = segmented(day, failed, rows, after=after)
    assert found is not None
    assert found.falling_before()
    assert found.level.lo < 1 < found.level.hi
    assert (found.points_before, found.points_after, found.width_days) == (13, 13, 7)
    crude = ratio_interval(
        Count(int(failed[~after].sum()), int(rows[~after].sum())),
        Count(int(failed[after].sum()), int(rows[after].sum())),
    )
    assert crude.hi < 1, "before and after alone would call it better"


def test_a_jump_is_found_and_a_short_time_is_seen_by_the_day() -> None:
    day, failed, rows, after = weeks(0.4, 0.0)
    found = segmented(day, failed, rows, after=after)
    assert found is not None
    assert found.level.hi < 0.7
    near = np.abs(day) < 20
    short = segmented(day[near], failed[near], rows[near], after=after[near])
    assert short is not None
    assert short.width_days == 1
    few = np.abs(day) < 6
    assert segmented(day[few], failed[few], rows[few], after=after[few]) is None
    assert segmented(day, failed * ~after, rows, after=after) is None


def test_the_fit_is_where_the_scores_vanish() -> None:
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(30), rng.normal(size=30)])
    rows = rng.integers(50, 90, 30).astype(float)
    failed = rng.poisson(rows * 0.1).astype(float)
    found = poisson(design, failed, rows)
    assert found is not None
    assert design.T @ (failed - rows * np.exp(design @ found[0])) == pytest.approx(0, abs=1e-8)
    assert poisson(np.column_stack([design, design[:, 1]]), failed, rows) is None


def test_bursts_widen_and_chance_does_not() -> None:
    rng = np.random.default_rng(4)
    day, rows = np.arange(120), np.full(120, 60.0)
    even = Days(day, rng.binomial(60, 0.05, 120).astype(float), rows)
    bursts = Days(day, rng.binomial(60, np.repeat(rng.beta(0.5, 9.5, 24), 5)).astype(float), rows)
    assert dispersion(even) == 1
    assert dispersion(bursts) > 2
    assert dispersion(Days(day, np.zeros(120), rows)) == 1
    assert dispersion(even.only(day < 3)) == 1


def test_days_are_those_of_the_zone_where_clocks_change() -> None:
    """29 March 2026 has 23 hours in Berlin and 25 October has 25."""
    for date, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)):
        begin = moment_of(datetime.fromisoformat(f"{date}T00:00:00").replace(tzinfo=BERLIN))
        at = begin + np.arange(-1, 26) * HOUR_US
        same = day_of(at, BERLIN) == day_of(np.array([begin]), BERLIN)[0]
        assert int(same.sum()) == hours, date
        assert date_of(int(day_of(np.array([begin]), BERLIN)[0])).isoformat() == date


@given(st.lists(st.integers(0, 4_000_000_000), min_size=1, max_size=40))
def test_wall_times_are_the_instants_that_the_zone_says(seconds: list[int]) -> None:
    wall = np.array(seconds) * 1_000_000
    for one, found in zip(wall.tolist(), instants(wall, BERLIN).tolist(), strict=True):
        naive = datetime(1970, 1, 1) + (datetime.fromtimestamp(one / 1e6, ZoneInfo("UTC")).replace(tzinfo=None)
                                        - datetime(1970, 1, 1))  # fmt: skip
        assert found == moment_of(naive.replace(tzinfo=BERLIN))


def test_counts_by_day_need_no_order() -> None:
    found = by_day(np.array([5, 3, 5, 5]), np.array([True, False, False, True]))
    assert (found.day.tolist(), found.failed.tolist(), found.rows.tolist()) == ([3, 5], [0, 2], [1, 3])
    assert len(by_day(np.zeros(0, np.int64), np.zeros(0, bool)).day) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=60), st.randoms())
def test_the_order_of_the_rows_never_matters(rows: list[tuple[int, bool]], random: object) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    told = []
    for some in (rows, shuffled):
        at, failed = np.array([a for a, _ in some], np.int64), np.array([f for _, f in some], bool)
        order = in_order(at, failed)
        assert sorted(order.tolist()) == list(range(len(some)))
        told.append((at[order].tolist(), failed[order].tolist()))
    assert told[0] == told[1]
    assert told[0][0] == sorted(told[0][0])


def test_failures_of_one_moment_are_spread_among_its_rows() -> None:
    at, failed = np.full(8, DAY_US), np.array([1, 1, 0, 0, 0, 0, 0, 0], bool)
    spread = failed[in_order(at, failed)]
    assert np.flatnonzero(spread).tolist() == [2, 6] or np.flatnonzero(spread).tolist() == [1, 5]
