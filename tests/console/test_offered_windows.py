"""The windows that are offered lie ahead, on business days, and never in anybody's quiet hours."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.console import windows
from amends.console.windows import suggestions
from amends.facts import Moment, Policy
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from amends.recovery.hours.quiet_hours import may_dial
from amends.recovery.hours.wall_times import hear_wall, window_of
from desk_stories import NOW, at

ZONES = ("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe")


def words(now: Moment, *zones: str, policy: Policy | None = None) -> list[str]:
    return [one.words for one in suggestions(now, zones or ("UTC",), policy or Policy())]


def test_the_next_three() -> None:
    assert words(NOW) == ["today, 13:00 to 16:00", "today, 16:00 to 18:00", "tomorrow, 09:00 to 12:00"]


def test_not_on_a_weekend_nor_on_a_holiday() -> None:
    policy = Policy(holidays=(date(2026, 6, 22),))
    assert words(at("06-19T17:00"), policy=policy)[0] == "Tuesday 23 June, 09:00 to 12:00"


def test_by_the_customers_clock() -> None:
    [first, *_] = suggestions(at("06-18T16:00"), ("America/Los_Angeles",), Policy())
    assert (first.window_from, first.words) == ("2026-06-18T13:00", "today, 13:00 to 16:00")


def test_where_nobody_knows_the_place_it_fits_all() -> None:
    for one in suggestions(NOW, ("America/New_York", "America/Los_Angeles"), Policy()):
        assert one.words.endswith("13:00 to 16:00") or one.words.endswith("16:00 to 18:00")


def disturbed(now: Moment, zones: list[str]) -> int:
    """How many of the windows begin or end in somebody's quiet hours, or do not lie ahead."""
    policy, bad = Policy(), 0
    for one in suggestions(now, zones, policy):
        start, end = hear_wall(one.window_from), hear_wall(one.window_to)
        assert start is not None
        assert end is not None
        span = window_of(start, end, zones)
        fits = may_dial(span.start, zones, policy) and may_dial(Moment(span.end - 1), zones, policy)
        bad += not fits or span.start < now + 30 * MINUTE_US
    return bad


@pytest.mark.promise
@given(st.integers(0, 700), st.integers(0, 23), st.lists(st.sampled_from(ZONES), min_size=1, max_size=2))
def test_nobody_is_disturbed(day: int, hour: int, zones: list[str]) -> None:
    assert disturbed(Moment(NOW + day * DAY_US + hour * HOUR_US), zones) == 0


@pytest.mark.promise
def test_without_the_check_somebody_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "may_dial", lambda *_: True)
    assert disturbed(NOW, ["Europe/Berlin", "America/Los_Angeles"]) > 0
