"""The table of business days says what `plus_business_days` says, in every zone and across every change of clocks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, Policy, Window, hear_moment
from amends.facts.moments import DAY_US, SECOND_US, plus_business_days
from amends.reconcile import calendar as module
from amends.reconcile.calendar import calendar, recent_from

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")
FIRST = hear_moment("2026-02-25T00:00:00Z")
WINDOW = Window(visible_business_days=10, settled_business_days=3)
moments = st.integers(FIRST, FIRST + 60 * DAY_US).map(Moment)


def policy_in(zone: str) -> Policy:
    return Policy(zone=zone, holidays=(date(2026, 4, 3), date(2026, 4, 6)))


def by_table(at: Moment, policy: Policy) -> tuple[int, int]:
    """What the table adds: to be visible, and once settled."""
    (row,) = [row for row in calendar(at, at, WINDOW, policy) if row.from_us <= at < row.until_us]
    return at + row.visible_us, at + row.settled_us


def by_counting(at: Moment, policy: Policy) -> tuple[int, int]:
    later = [plus_business_days(at, days, zone=policy.zoneinfo, holidays=policy.holidays) for days in (10, 3)]
    return later[0], later[1]


@pytest.mark.promise
@pytest.mark.parametrize("zone", ZONES)
@given(moments)
def test_the_table_and_counting_agree(zone: str, at: Moment) -> None:
    policy = policy_in(zone)
    assert by_table(at, policy) == by_counting(at, policy)


@pytest.mark.promise
def test_a_table_that_forgets_the_clocks_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: one stretch for each day."""
    policy = policy_in("Europe/Berlin")
    times = [Moment(FIRST + hours * 3_600 * SECOND_US) for hours in range(60 * 24)]
    assert all(by_table(at, policy) == by_counting(at, policy) for at in times)
    monkeypatch.setattr(module, "_cuts", lambda day, business_days, policy: ())
    assert not all(by_table(at, policy) == by_counting(at, policy) for at in times)


@given(moments, st.sampled_from(ZONES))
def test_what_is_not_in_the_table_is_due(at: Moment, zone: str) -> None:
    policy = policy_in(zone)
    now = Moment(FIRST + 60 * DAY_US)
    assert at >= recent_from(now, WINDOW, policy) or max(by_counting(at, policy)) <= now
