"""Moments and business days: weekends, holidays, and the nights on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, NotAMoment, hear_moment, iso
from amends.facts.moments import (
    DAY_US,
    HOUR_US,
    datetime_of,
    moment_of,
    plus_business_days,
    spoken_day,
    spoken_time,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def due(start: str, days: int, *holidays: str, zone: ZoneInfo | None = None) -> str:
    """The due moment as a person in `zone` reads it."""
    moment = plus_business_days(
        hear_moment(start, zone=zone), days, zone=zone, holidays=[date.fromisoformat(day) for day in holidays]
    )
    return f"{datetime_of(moment, zone):%a %Y-%m-%d %H:%M}"


def test_a_week_of_business_days_goes_over_one_weekend() -> None:
    assert due("2026-05-06T09:12:00Z", 5) == "Wed 2026-05-13 09:12"


def test_friday_and_one_day_is_monday() -> None:
    assert due("2026-05-08T17:00:00Z", 1) == "Mon 2026-05-11 17:00"


def test_a_weekend_start_counts_from_monday() -> None:
    assert due("2026-05-09T09:00:00Z", 1) == due("2026-05-10T09:00:00Z", 1) == "Tue 2026-05-12 09:00"


def test_no_days_from_a_weekend_is_the_next_business_day() -> None:
    assert due("2026-05-09T09:00:00Z", 0) == "Mon 2026-05-11 09:00"
    assert due("2026-05-08T09:00:00Z", 0) == "Fri 2026-05-08 09:00"


def test_holidays_do_not_count() -> None:
    assert due("2026-12-23T10:00:00Z", 2, "2026-12-25") == "Mon 2026-12-28 10:00"
    assert due("2026-12-23T10:00:00Z", 2) == "Fri 2026-12-25 10:00"


def test_a_holiday_on_a_weekend_changes_nothing() -> None:
    assert due("2026-05-08T10:00:00Z", 1, "2026-05-09") == due("2026-05-08T10:00:00Z", 1)


def test_a_due_time_keeps_its_wall_time_when_the_clocks_go_forward() -> None:
    """Clocks went forward on Sunday 29 March 2026; the window is then 71 hours of three calendar days."""
    assert due("2026-03-27T09:12:00", 1, zone=BERLIN) == "Mon 2026-03-30 09:12"
    start = hear_moment("2026-03-27T09:12:00", zone=BERLIN)
    assert plus_business_days(start, 1, zone=BERLIN) - start == 71 * HOUR_US


def test_a_due_time_keeps_its_wall_time_when_the_clocks_go_back() -> None:
    start = hear_moment("2026-10-23T09:12:00", zone=BERLIN)
    assert plus_business_days(start, 1, zone=BERLIN) - start == 73 * HOUR_US


def test_a_due_time_in_the_hour_that_does_not_exist_is_still_a_moment() -> None:
    """Lord Howe and Cairo change on business days; 24 April 2026 00:30 did not exist in Cairo."""
    assert due("2026-04-23T00:30:00", 1, zone=ZoneInfo("Africa/Cairo")) == "Fri 2026-04-24 01:30"


def test_the_zone_decides_on_which_day_a_moment_falls() -> None:
    """Saturday 01:00 in Berlin is still Friday in New York: one business day is Tuesday here and Monday there."""
    start = hear_moment("2026-05-09T01:00:00+02:00")
    assert datetime_of(plus_business_days(start, 1, zone=BERLIN), BERLIN).strftime("%a") == "Tue"
    assert datetime_of(plus_business_days(start, 1, zone=NEW_YORK), NEW_YORK).strftime("%a") == "Mon"


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.integers(0, 60),
    st.lists(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=8),
)
def test_a_due_day_is_always_a_business_day_and_exactly_so_many_lie_between(
    wall: datetime, days: int, holidays: list[date]
) -> None:
    start = moment_of(wall.replace(tzinfo=UTC))
    first, last = (datetime_of(plus_business_days(start, n, holidays=holidays)).date() for n in (0, days))
    span = [first + timedelta(days=n) for n in range((last - first).days)]
    working = [day for day in span if day.weekday() < 5 and day not in holidays]
    assert len(working) == days
    assert last.weekday() < 5
    assert last not in holidays


def test_the_broken_twin_that_counts_calendar_days_falls_on_a_weekend() -> None:
    friday = hear_moment("2026-05-08T09:00:00Z")
    assert datetime_of(Moment(friday + DAY_US)).weekday() == 5
    assert datetime_of(plus_business_days(friday, 1)).weekday() == 0


def test_a_time_without_a_zone_is_refused_unless_the_zone_is_told() -> None:
    with pytest.raises(NotAMoment, match="has no time zone"):
        hear_moment("2026-05-03T14:20:00")
    assert iso(hear_moment("2026-05-03T14:20:00", zone=BERLIN)) == "2026-05-03T12:20:00Z"


def test_the_zone_in_the_text_wins_over_the_zone_of_the_file() -> None:
    assert iso(hear_moment("2026-05-03T14:20:00Z", zone=BERLIN)) == "2026-05-03T14:20:00Z"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-05-03T25:00:00Z", "1746282000"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAMoment, match="2026-05-03T14:20:00Z"):
        hear_moment(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:00"])
def test_a_time_that_no_calendar_can_show_is_refused(text: str) -> None:
    with pytest.raises(NotAMoment, match="outside the years"):
        hear_moment(text)


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.timezones()))
def test_a_moment_is_heard_and_written_without_rounding(at: datetime) -> None:
    moment = moment_of(at)
    assert hear_moment(iso(moment)) == moment
    assert datetime_of(moment, BERLIN) == at.astimezone(UTC)


def test_days_and_times_as_a_person_says_them() -> None:
    late = hear_moment("2026-05-03T23:30:00Z")
    assert spoken_day(late) == "3 May 2026"
    assert spoken_day(late, BERLIN) == "4 May 2026"
    assert spoken_time(late, BERLIN) == "4 May 2026 01:30"
