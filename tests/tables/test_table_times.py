"""Times in tables: an instant or a refusal. Nobody guesses a zone, and nobody guesses at the change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, hear_moment, iso
from amends.facts.moments import datetime_of
from amends.intake.table import Mapping
from table_rows import hear, refund_row, refunds

BERLIN = Mapping(zone=ZoneInfo("Europe/Berlin"))


def occurred(text: str, mapping: Mapping | None = None) -> str:
    (entry,) = hear(refunds(refund_row(occurred_at=text)), mapping=mapping).entries
    return iso(entry.occurred)


def refusal(text: str, mapping: Mapping | None = None) -> str:
    heard = hear(refunds(refund_row(occurred_at=text)), mapping=mapping)
    assert not heard.entries
    assert heard.problems[0].column == "occurred_at"
    return str(heard.problems[0])


def test_a_time_says_its_zone_or_the_option_does() -> None:
    assert occurred("2026-05-03T16:20:00+02:00") == "2026-05-03T14:20:00Z"
    assert occurred("2026-05-03 16:20", BERLIN) == "2026-05-03T14:20:00Z"
    assert occurred("2026-05-03T16:20:00Z", BERLIN) == "2026-05-03T16:20:00Z"  # its own zone wins
    assert "has no time zone" in refusal("2026-05-03T16:20:00")
    assert "--zone" in refusal("2026-05-03T16:20:00")
    assert "is not a time as ISO 8601" in refusal("03/05/2026")


def test_the_hour_that_was_skipped_and_the_hour_that_came_twice_are_refused() -> None:
    assert "does not exist in Europe/Berlin" in refusal("2026-03-29T02:30:00", BERLIN)
    assert "happened twice in Europe/Berlin" in refusal("2026-10-25T02:30:00", BERLIN)
    assert occurred("2026-03-29T01:59:59", BERLIN) == "2026-03-29T00:59:59Z"
    assert occurred("2026-03-29T03:00:00", BERLIN) == "2026-03-29T01:00:00Z"
    assert occurred("2026-10-25T03:00:00", BERLIN) == "2026-10-25T02:00:00Z"
    assert occurred("2026-10-25T02:30:00+01:00", BERLIN) == "2026-10-25T01:30:00Z"


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_a_bare_time_that_is_taken_shows_the_same_on_the_clock_of_its_zone(wall: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    heard = hear(refunds(refund_row(occurred_at=wall.isoformat())), mapping=Mapping(zone=zone))
    if heard.entries:
        assert datetime_of(heard.entries[0].occurred, zone).replace(tzinfo=None) == wall
    else:
        assert "clock" in heard.problems[0].what


@given(st.datetimes(datetime(1991, 1, 1), datetime(2090, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_instant_is_the_same_in_every_zone_and_in_microseconds(at: datetime, offset_minutes: int) -> None:
    utc = at.replace(tzinfo=UTC)
    told = utc + timedelta(minutes=offset_minutes)
    sign, minutes = ("-" if offset_minutes < 0 else "+"), abs(offset_minutes)
    text = f"{told.replace(tzinfo=None).isoformat()}{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    moment = hear_moment(utc.isoformat())
    assert occurred(text) == iso(moment)
    body = f"refund_id,amount_minor,currency,state,occurred_at_us\nR,1,EUR,asked,{moment}\n"
    assert hear(body).entries[0].occurred == moment


@pytest.mark.parametrize("number", ["1777818000000", "1777818000", "1.7e15", "-1"])
def test_milliseconds_and_seconds_in_a_column_of_microseconds_are_refused(number: str) -> None:
    heard = hear(f"refund_id,amount_minor,currency,state,occurred_at_us\nR,1,EUR,asked,{number}\n")
    assert not heard.entries
    assert heard.problems[0].column == "occurred_at_us"
    assert "microseconds" in heard.problems[0].what


def test_two_columns_for_one_time_must_agree() -> None:
    head = "refund_id,amount_minor,currency,state,occurred_at,occurred_at_us\nR,1,EUR,asked,"
    assert hear(f"{head}2026-05-03T14:20:00Z,1777818000000000\n").entries[0].occurred == Moment(1777818000000000)
    assert "is another time than occurred_at_us" in str(
        hear(f"{head}2026-05-03T14:20:01Z,1777818000000000\n").problems[0]
    )
