"""Figures and intervals: what they are of, and what they are of nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.simulate import FIGURES, Interval
from amends.care.simulate.figures import figures_of, gini
from amends.care.simulate.intervals import differences, interval_of
from amends.care.simulate.picture import PICTURED
from amends.care.simulate.tally import Tally
from amends.care.simulate.words import in_words

AMOUNTS = st.lists(st.floats(0, 1e3), min_size=1, max_size=40)


@given(AMOUNTS, st.floats(0.1, 50))
def test_unevenness_is_of_shares_and_not_of_amounts(values: list[float], times: float) -> None:
    told = gini(values)
    assert 0 <= told + 1e-12 < 1
    assert gini([times * value for value in values]) == pytest.approx(told, abs=1e-9)
    assert gini([7.0] * len(values)) == pytest.approx(0.0, abs=1e-12)


def test_unevenness_of_known_days() -> None:
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([1, 3]) == pytest.approx(0.25)
    assert gini([0, 0]) == 0.0


def test_an_interval_is_students_and_one_seed_has_none() -> None:
    told = interval_of([1.0, 2.0, 3.0])
    assert told.mean == 2.0
    assert told.half == pytest.approx(4.302652729911275 / 3**0.5)  # t of 2 degrees of freedom
    assert interval_of([2.0]) == Interval(2.0, None, None)
    assert interval_of([None, None]) == Interval(None, None, None)
    assert differences([2.0, None, 5.0], [1.0, 1.0, 4.0]).mean == 1.0


def test_figures_of_a_day_on_which_nobody_came_say_nothing() -> None:
    told = figures_of(Tally(hard_days=[0.0], peaks=[0.0], late_minutes=[0.0], paid_minutes=480.0))
    assert told["mean_wait_minutes"] is told["gave_up_percent"] is told["promise_in_window_percent"] is None
    assert told["busy_percent"] == told["pause_minutes_day"] == told["hostile_gini_day"] == 0.0


def test_figures_of_a_known_day() -> None:
    tally = Tally(
        served=10, calls_served=8, gave_up=1, turned_away=1, waits=[0.0] * 6 + [3.0], mail_minutes=[30.0, 90.0],
        called_back=4, called_in_window=3, returned=5, returned_to_known=2, hostile=4, back_to_back=1,
        late_minutes=[0.0, 12.0], peaks=[2.5, 1.0], hard_days=[3.0, 1.0], busy_minutes=720, paid_minutes=960,
    )  # fmt: skip
    told = figures_of(tally)
    assert told["gave_up_percent"] == 20.0
    assert told["mean_wait_minutes"] == pytest.approx(3 / 7)
    assert told["mail_hours"] == 1.0
    assert told["promise_in_window_percent"] == 75.0
    assert told["same_agent_percent"] == 40.0
    assert told["back_to_back_percent"] == 25.0
    assert (told["days_late_percent"], told["peak_above_2_percent"]) == (50.0, 50.0)
    assert told["busy_percent"] == 75.0


def test_figures_are_read_with_their_doubt() -> None:
    figure = FIGURES["mean_wait_minutes"]
    assert in_words(figure, Interval(0.3941, 0.35, 0.4441)) == "0.39 ±0.05"
    assert in_words(figure, Interval(0.3941, None, None)) == "0.39"
    assert in_words(figure, Interval(None, None, None)) == "-"
    assert set(PICTURED) <= set(FIGURES)
