"""Exposure: the arithmetic in words, at once over columns, and where days and shifts begin."""

import math
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.care.days import day_borders, day_number
from amends.care.exposure import Exposures, Rows, exposures
from amends.care.exposure_step import Exposure, Handled, load_at, rested, step
from amends.care.team_total import team_total
from amends.care.weights import Weights
from amends.facts import Moment, hear_moment
from amends.facts.moments import HOUR_US, MINUTE_US

WEIGHTS = Weights()
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = hear_moment("2026-05-04T09:00:00+02:00")


def at(minutes: float) -> Moment:
    return Moment(MORNING + round(minutes * MINUTE_US))


def after(*contacts: Handled, weights: Weights = WEIGHTS) -> Exposure:
    exposure = Exposure()
    for contact in contacts:
        exposure, _ = step(exposure, contact, weights)
    return exposure


# One contact after the other


def test_an_insult_on_the_phone_is_one_point_and_half_of_it_an_hour_later() -> None:
    exposure = after(Handled(at(0), "phone", hostility=1.0))
    assert (exposure.load, exposure.total) == (1.0, 1.0)
    assert load_at(exposure, at(60), WEIGHTS) == 0.5
    assert rested(exposure, at(60), WEIGHTS).load == 0.25  # an hour without a contact was a pause


def test_every_point_has_its_reason_and_they_add_up() -> None:
    first = Handled(at(0), "phone", hostility=1.0)
    hard = Handled(at(20), "chat", hostility=1.5, fixable=False, inherited_repeat=True)
    before = after(first)
    now, reasons = step(before, hard, WEIGHTS)
    assert math.isclose(sum(reason.points for reason in reasons), 0.7 * (1.5 + 0.3 + 0.2) * 1.25)
    assert math.isclose(now.total - before.total, sum(reason.points for reason in reasons))
    assert [reason.words.partition(":")[0] for reason in reasons] == [
        "what was said",
        "could not be fixed with your powers",
        "a repeat that others began",
        "the one before, at most 30 minutes ago, was hard too",
    ]


@pytest.mark.parametrize(("mark", "tap", "points"), [(1.5, 0.0, 0.0), (0.0, 1.5, 1.5), (1.0, None, 1.0)])
def test_the_agents_own_tap_wins_both_ways(mark: float, tap: float | None, points: float) -> None:
    assert after(Handled(at(0), "phone", hostility=mark, own_tap=tap)).total == points


@pytest.mark.parametrize(("minutes", "factor"), [(30, 1.25), (30.01, 1.0)])
def test_two_hard_ones_within_half_an_hour_weigh_more(minutes: float, factor: float) -> None:
    two = after(Handled(at(0), "phone", hostility=1.0), Handled(at(minutes), "phone", hostility=1.0))
    assert math.isclose(two.total, 1 + factor)
    between = Handled(at(10), "phone")  # a friendly one in between ends the run
    three = after(Handled(at(0), "phone", hostility=1.0), between, Handled(at(20), "phone", hostility=1.0))
    assert three.total == 2.0


@pytest.mark.parametrize(("minutes", "extra"), [(9.99, 1.0), (10, 0.5)])
def test_a_pause_of_ten_minutes_lets_go_of_half_of_it(minutes: float, extra: float) -> None:
    exposure = after(Handled(at(0), "phone", hostility=1.0), Handled(at(minutes), "phone"))
    assert math.isclose(exposure.load, 2 ** (-minutes / 60) * extra)
    without = after(
        Handled(at(0), "phone", hostility=1.0), Handled(at(20), "phone"), weights=replace(WEIGHTS, pause_minutes=0)
    )
    assert math.isclose(without.load, 2 ** (-20 / 60))


def test_a_long_contact_is_no_pause_where_its_beginning_is_known() -> None:
    long = Handled(at(40), "phone", began=at(2))
    assert math.isclose(after(Handled(at(0), "phone", hostility=1.0), long).load, 2 ** (-40 / 60))


def test_contacts_out_of_order_and_unknown_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        after(Handled(at(1), "phone"), Handled(at(0), "phone"))
    with pytest.raises(ValueError, match="fax"):
        after(Handled(at(1), "fax"))


# Everybody at once

History = list[tuple[int, int, str, float, bool, bool]]  # agent, minutes, channel, said, fixable, repeat
HISTORIES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(st.integers(0, 40), st.integers(0, 4_000)),
        st.sampled_from(sorted(WEIGHTS.channels)),
        st.sampled_from([0.0, 0.5, 1.0, 1.5]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


def as_rows(history: History, zone: ZoneInfo = BERLIN) -> tuple[Rows, np.ndarray]:
    columns = list(zip(*history, strict=True)) or [()] * 6
    times = np.array([at(minutes) for minutes in columns[1]], np.int64)
    rows = Rows(
        agent=np.array(columns[0], np.int32),
        at=times,
        channel=np.array([WEIGHTS.channels[name] for name in columns[2]], np.float64),
        said=np.array(columns[3], np.float64),
        not_fixable=~np.array(columns[4], np.bool_),
        repeat=np.array(columns[5], np.bool_),
        ids=lambda rows: [f"c{row}" for row in rows],
    )
    return rows, day_borders(times, zone)


def recursion(history: History, zone: ZoneInfo = BERLIN) -> Exposures:
    """The plain recursion, one contact after the other: what the columns must equal."""
    found = np.full((3, len(history)), np.nan)
    last: dict[int, Exposure] = {}
    for row in sorted(range(len(history)), key=lambda row: (history[row][1], row)):
        agent, minutes, channel, said, fixable, repeat = history[row]
        day = day_number(at(minutes), zone)
        before = last.get(agent, Exposure())
        contact = Handled(at(minutes), channel, said, None, fixable, repeat, day)
        now, reasons = step(before, contact, WEIGHTS)
        last[agent] = now
        found[:, row] = sum(reason.points for reason in reasons), now.load, now.total
    return Exposures(*found)


def check_equal(found: Exposures, plain: Exposures) -> None:
    for name in ("points", "load_after", "shift_total"):
        assert np.allclose(getattr(found, name), getattr(plain, name), rtol=0, atol=1e-9), name


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_columns_equal_the_recursion(history: History) -> None:
    rows, borders = as_rows(history)
    check_equal(exposures(rows, WEIGHTS, borders), recursion(history))


def without_pauses(found: Weights) -> Weights:
    return replace(found, pause_minutes=0)


def rounded_half_life(found: Weights) -> Weights:
    return replace(found, half_life_minutes=60.001)


def no_second_blow(found: Weights) -> Weights:
    return replace(found, again_factor=1.0)


@pytest.mark.parametrize("broken", [without_pauses, rounded_half_life, no_second_blow])
def test_twin_that_reckons_otherwise_is_caught(broken: Callable[[Weights], Weights]) -> None:
    history: History = [(0, n * 13, "phone", 1.0, True, False) for n in range(8)]
    rows, borders = as_rows(history)
    with pytest.raises(AssertionError):
        check_equal(exposures(rows, broken(WEIGHTS), borders), recursion(history))


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(3)
    history: History = [
        (int(draw.integers(3)), int(draw.integers(3_000)), "chat", float(draw.choice([0, 1.5])), True, False)
        for _ in range(200)
    ]
    monkeypatch.setattr("amends.care.exposure.BLOCK_ROWS", 7)
    rows, borders = as_rows(history)
    check_equal(exposures(rows, WEIGHTS, borders), recursion(history))


@settings(max_examples=30, deadline=None)
@given(HISTORIES, st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(history: History, draw: object) -> None:
    rows, borders = as_rows(history)
    order = np.arange(len(history))
    draw.shuffle(order)  # type: ignore[attr-defined]
    names = ("agent", "at", "channel", "said", "not_fixable", "repeat")
    shuffled = replace(
        rows,
        **{name: getattr(rows, name)[order] for name in names},
        ids=lambda some: [f"c{order[row]}" for row in some],
    )
    found, again = exposures(rows, WEIGHTS, borders), exposures(shuffled, WEIGHTS, borders)
    for name in ("points", "load_after", "shift_total"):
        assert np.array_equal(getattr(found, name)[order], getattr(again, name))


def test_rows_that_are_left_out_have_no_figures_and_weigh_nothing() -> None:
    rows, borders = as_rows([(0, 0, "phone", 1.0, True, False), (0, 5, "phone", 1.0, True, False)])
    found = exposures(replace(rows, agent=np.array([0, -1], np.int32)), WEIGHTS, borders)
    assert found.load_after[0] == 1.0
    assert np.isnan([found.points[1], found.load_after[1], found.shift_total[1]]).all()


# Days


@pytest.mark.parametrize(
    ("zone", "first", "second", "same"),
    [
        ("Europe/Berlin", "2026-05-04T23:59:59+02:00", "2026-05-05T00:00:00+02:00", False),
        ("Europe/Berlin", "2026-05-05T00:00:00+02:00", "2026-05-05T23:59:59+02:00", True),
        ("Europe/Berlin", "2026-03-29T00:30:00+01:00", "2026-03-29T23:30:00+02:00", True),  # 23 hours
        ("Europe/Berlin", "2026-10-25T00:30:00+02:00", "2026-10-25T23:30:00+01:00", True),  # 25 hours
        ("Europe/Berlin", "2026-10-25T23:59:00+01:00", "2026-10-26T00:00:00+01:00", False),
        ("America/Santiago", "2026-09-05T23:59:00-04:00", "2026-09-06T01:00:00-03:00", False),  # no midnight that day
        ("UTC", "2026-05-04T23:59:00+02:00", "2026-05-05T00:01:00+02:00", True),
    ],
)
def test_the_total_begins_anew_with_the_day_of_the_zone(zone: str, first: str, second: str, same: bool) -> None:
    one, other = hear_moment(first), hear_moment(second)
    numbers = [day_number(one, ZoneInfo(zone)), day_number(other, ZoneInfo(zone))]
    assert (numbers[0] == numbers[1]) is same
    times = np.array([one, other], np.int64)
    places = np.searchsorted(day_borders(times, ZoneInfo(zone)), times, side="right")
    assert bool(places[0] == places[1]) is same


def test_a_night_shift_may_begin_its_day_at_noon() -> None:
    late, early = hear_moment("2026-05-04T23:30:00+02:00"), hear_moment("2026-05-05T05:00:00+02:00")
    assert day_number(late, BERLIN, "12:00") == day_number(early, BERLIN, "12:00")
    assert day_number(late, BERLIN) != day_number(early, BERLIN)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400 * 24 * 60), st.sampled_from(["Europe/Berlin", "America/Santiago", "Asia/Kolkata", "UTC"]))
def test_both_ways_to_tell_a_day_agree(minutes: int, zone: str) -> None:
    times = np.array([MORNING, at(minutes), at(minutes + 60), at(minutes + 1_440)], np.int64)
    places = np.searchsorted(day_borders(times, ZoneInfo(zone)), times, side="right")
    numbers = np.array([day_number(Moment(int(one)), ZoneInfo(zone)) for one in times])
    assert np.array_equal(np.diff(places), np.diff(numbers))


def test_a_night_away_leaves_next_to_nothing_and_a_new_total() -> None:
    evening, morning = Handled(at(0), "phone", 1.5), Handled(at(16 * 60), "phone", day=1)
    exposure = after(evening, morning)
    assert exposure.total == 0.0
    assert 0 < exposure.load < 1.5 * 2**-16
    assert morning.at - evening.at == HOUR_US * 16


def test_a_lead_sees_the_sum_of_eight_and_nothing_of_seven() -> None:
    eight = {f"a{number}": 1.5 for number in range(8)}
    assert team_total(eight) == 12.0
    eight.pop("a0")
    assert team_total(eight) is None
