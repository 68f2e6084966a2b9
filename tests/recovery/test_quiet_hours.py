"""Nobody is called at night, on his own clock, in any zone of the world, on any day that clocks change."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, Policy
from amends.facts.moments import HOUR_US, MINUTE_US, datetime_of, moment_of
from amends.recovery.hours.customer_zones import zones_of_number
from amends.recovery.hours.quiet_hours import may_dial, next_dial
from amends.recovery.hours.wall_times import Span, hear_wall, instant_of, window_of
from promise_stories import at

POLICY = Policy(zone="Europe/Berlin")
FIRST_YEAR, LAST_YEAR = 2026, 2027
ALL_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
Dialler = Callable[[Moment, str], Moment]


@cache
def days_clocks_change(zone: str) -> tuple[datetime, ...]:
    """Midnight UTC before each change of the clock in two years; one ordinary day where there is none."""
    place, day = ZoneInfo(zone), datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    found, offset = [], day.astimezone(place).utcoffset()
    while day.year <= LAST_YEAR:
        following = day + timedelta(days=1)
        if (later := following.astimezone(place).utcoffset()) != offset:
            found.append(day)
        day, offset = following, later
    return tuple(found) or (datetime(FIRST_YEAR, 6, 1, tzinfo=UTC),)


def wishes() -> Iterator[tuple[str, Moment]]:
    """For every zone, every five hours from a day before each change of its clock to a day after it."""
    for zone in ALL_ZONES:
        for day in days_clocks_change(zone):
            for hour in range(-24, 48, 5):
                yield zone, moment_of(day + timedelta(hours=hour, minutes=25))


def dials_in_quiet_hours(dialler: Dialler) -> tuple[int, int]:
    """How many of all dials ring before nine or after eight in the evening, by the clock on his wall."""
    dials = [(zone, dialler(wish, zone)) for zone, wish in wishes()]
    bad = sum(not time(9) <= datetime_of(dial, ZoneInfo(zone)).time() < time(20) for zone, dial in dials)
    return bad, len(dials)


def careful(wish: Moment, zone: str) -> Moment:
    found = next_dial(wish, (zone,), POLICY)
    assert found is not None
    assert wish <= found <= wish + 24 * HOUR_US, "and nobody waits longer than a night"
    return found


def offset_fixed_at_the_making(wish: Moment, zone: str) -> Moment:
    """The broken twin: it turned his zone into an offset on the day before, as a database column of numbers does."""
    offset = datetime_of(Moment(wish - 36 * HOUR_US), ZoneInfo(zone)).utcoffset()
    assert offset is not None
    wall = datetime_of(wish).replace(tzinfo=None) + offset
    for day in (wall.date(), wall.date() + timedelta(days=1)):
        opens, closes = datetime.combine(day, time(9)), datetime.combine(day, time(20))
        if wall < closes:
            return moment_of((max(wall, opens) - offset).replace(tzinfo=UTC))
    raise AssertionError("a day has an end")


@pytest.mark.promise
def test_in_all_zones_on_all_days_clocks_change_nobody_is_called_at_night():
    bad, dials = dials_in_quiet_hours(careful)
    assert bad == 0
    assert dials >= 18_000
    assert len(ALL_ZONES) > 400


@pytest.mark.promise
def test_the_twin_with_a_fixed_offset_is_caught():
    bad, _ = dials_in_quiet_hours(offset_fixed_at_the_making)
    assert bad > 100


def test_a_promised_clock_time_stays_what_it_is_across_the_change_in_every_zone():
    for zone in ALL_ZONES:
        for day in days_clocks_change(zone):
            wall = datetime.combine(day.date() + timedelta(days=1), time(9, 30))
            span = window_of(wall, wall + timedelta(hours=2), (zone,))
            assert datetime_of(span.start, ZoneInfo(zone)).replace(tzinfo=None) == wall, zone
            assert span.end - span.start == 2 * HOUR_US


def test_a_time_that_the_clock_jumps_over_is_the_moment_of_the_jump():
    berlin = ZoneInfo("Europe/Berlin")
    jump = at("2026-03-29 01:00")
    assert instant_of(datetime(2026, 3, 29, 2, 30), berlin) == jump
    assert instant_of(datetime(2026, 3, 29, 1, 59), berlin) == jump - MINUTE_US
    span = window_of(datetime(2026, 3, 29, 2, 15), datetime(2026, 3, 29, 2, 45), ("Europe/Berlin",))
    assert span == Span(jump, Moment(jump + 30 * MINUTE_US))


def test_an_hour_that_comes_twice_opens_with_the_first_and_closes_with_the_second():
    span = window_of(datetime(2026, 10, 25, 2, 15), datetime(2026, 10, 25, 2, 45), ("Europe/Berlin",))
    assert span == Span(at("2026-10-25 00:15"), at("2026-10-25 01:45"))


@given(st.sampled_from(ALL_ZONES), st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.integers(1, 5000))
def test_a_later_wall_time_is_never_an_earlier_instant(zone, wall, minutes):
    later = wall + timedelta(minutes=minutes)
    place = ZoneInfo(zone)
    if minutes >= 180:  # the hour that comes twice may run backwards within itself
        assert instant_of(wall, place) < instant_of(later, place)
    assert instant_of(wall, place) <= instant_of(wall, place, last=True)


def test_who_may_be_in_several_zones_is_called_when_it_is_day_in_all_of_them():
    coasts = ("America/New_York", "America/Los_Angeles")
    assert next_dial(at("2026-06-01 13:00"), coasts, POLICY) == at("2026-06-01 16:00")
    assert not may_dial(at("2026-06-02 00:30"), coasts, POLICY)  # 20:30 in New York
    assert next_dial(at("2026-06-02 00:30"), coasts, POLICY) == at("2026-06-02 16:00")
    assert next_dial(at("2026-06-01 13:00"), ("Europe/Berlin", "Pacific/Honolulu"), POLICY) is None


def test_an_area_code_is_no_place_and_a_country_is_all_of_its_zones():
    assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= set(zones_of_number("+12125550123"))
    assert zones_of_number("+491711234567") == ("Europe/Berlin", "Europe/Busingen")
    assert zones_of_number("not a number") == ()


def test_a_time_that_he_chose_is_his_and_a_debt_never_rings_early():
    chosen = Span(at("2026-06-01 04:30"), at("2026-06-01 05:00"))  # half past six in Berlin
    assert may_dial(at("2026-06-01 04:45"), ("Europe/Berlin",), POLICY, chosen=chosen)
    assert next_dial(at("2026-06-01 01:00"), ("Europe/Berlin",), POLICY, chosen=chosen) == chosen.start
    assert not may_dial(at("2026-06-01 04:45"), ("Europe/Berlin",), POLICY, chosen=chosen, about_debt=True)
    assert not may_dial(at("2026-06-01 05:15"), ("Europe/Berlin",), POLICY, chosen=chosen)


def test_a_policy_cannot_be_bent_below_the_hours_of_law():
    bent = Policy(dial_from="05:00", dial_until="23:00")
    assert next_dial(at("2026-06-01 03:00"), ("UTC",), bent) == at("2026-06-01 08:00")
    assert not may_dial(at("2026-06-01 21:00"), ("UTC",), bent)


@pytest.mark.parametrize("text", ["soon", "", "2026-13-01T09:00", "9999-12-31", "0001-01-01T00:00"])
def test_what_is_no_wall_time_is_none(text):
    assert hear_wall(text, end=True) is None


def test_a_day_alone_ends_with_it_and_an_unknown_zone_is_the_teams_own():
    assert hear_wall("2026-06-06", end=True) == datetime(2026, 6, 7)
    assert may_dial(at("2026-06-01 07:00"), ("Middle/Earth",), POLICY)
