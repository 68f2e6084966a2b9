"""Value at risk by a fit of the desk's own months: a probability with its interval, or none and the reason."""

from typing import Any

import numpy as np
import pytest

from account_story import BILLING, NORDWIND, everything
from amends.facts import Entry, Moment, Money
from amends.facts.kinds import ServiceTold
from amends.facts.moments import DAY_US
from desk_stories import NOW

ACCOUNTS, MONTHS = 340, 18


def world(accounts: int = ACCOUNTS) -> None:
    """Accounts of one service each. Whoever had contacts in a month leaves in the next one far more often."""
    from amends.console.accounts import kept
    from amends.console.accounts.panel import MONTH_US
    from amends.console.models import DeskServed

    draw = np.random.default_rng(5)
    entries, served = [], []
    for number in range(accounts):
        name, bad = f"crm/S-{number}", number % 2 == 0
        begun, end = Moment(NOW - (MONTHS + 8) * MONTH_US), None
        for month in range(MONTHS, 0, -1):
            at = NOW - month * MONTH_US
            contacts = int(draw.poisson(3.0 if bad else 0.3))
            for one in range(contacts):
                row = {"row_key": f"customer:{number}", "ref": f"{number}-{month}-{one}", "kind": "contact"}
                row |= {"service": f"S-{number}", "account": "", "ticket": "", "repeat": one > 0, "open": False}
                served.append(DeskServed(**row, at=at + (one + 2) * DAY_US, look_again=None))
            if draw.random() < (0.15 if contacts >= 3 else 0.006):
                end = Moment(at + MONTH_US + 15 * DAY_US)
                break
        what = ServiceTold(f"S-{number}", name, Money(10_000 + number, "EUR"), begun, end)
        entries.append(Entry(BILLING, f"S-{number}", begun, what))
    kept.put(entries)
    DeskServed.objects.bulk_create(served, batch_size=40)


@pytest.fixture
def fitted(desk: Any) -> str:
    """The desk after a fit."""
    from amends.console.accounts import watch
    from amends.console.accounts.fitted import make

    world()
    watch.rebuild(NOW)
    return make(NOW)


def test_enough_events_give_a_probability_with_its_interval_and_what_drives_it(desk: Any, fitted: str) -> None:
    from amends.console.models import DeskAccountFit, DeskForecast

    assert fitted == "fitted", DeskAccountFit.objects.get().words
    found = list(DeskForecast.objects.all())
    assert len(found) > 100
    assert all(0 < one.low <= one.probability <= one.high < 1 for one in found)
    bad = [one.probability for one in found if int(one.account.rpartition("-")[2]) % 2 == 0]
    good = [one.probability for one in found if int(one.account.rpartition("-")[2]) % 2]
    assert np.mean(bad) > 2 * np.mean(good)
    worst = max(found, key=lambda one: one.probability)
    assert "contacts" in worst.drives or "repeats" in worst.drives
    check_the_list_is_by_value_at_risk(desk)


def check_the_list_is_by_value_at_risk(desk: Any) -> None:
    """The most at risk first, with the interval, and nothing marked as uncalibrated."""
    from django.contrib.auth.models import User

    from amends.console.accounts import read
    from amends.console.people import roles

    page = read.page(1, "EUR")
    at_risk = [page.forecasts[row.account].risk_minor for row in page.rows]
    assert at_risk == sorted(at_risk, reverse=True)
    assert len(at_risk) == read.PAGE_ROWS
    client = desk.browser("Lena")
    roles.give(User.objects.get(username="Lena"), roles.LEAD)
    text = client.get("/accounts").content.decode()
    assert "the most at risk first" in text, text[text.index("<h1>") : text.index("<h1>") + 900]
    assert "uncalibrated" not in text
    one = client.get(f"/api/v1/accounts/{page.rows[0].account}").json()
    assert one["mark"] == ""
    assert one["forecasts"][0]["at_risk"]["amount_minor"] == at_risk[0]
    assert any("to leave within twelve months" in line for line in one["lines"])


def test_below_the_gate_there_is_none(desk: Any) -> None:
    from amends.console.accounts.fitted import make
    from amends.console.models import DeskAccountFit, DeskForecast

    world(60)
    assert make(NOW) == "hold"
    assert DeskForecast.objects.count() == 0
    assert "from 100 on" in DeskAccountFit.objects.get().words


def test_a_gate_that_lets_everything_through_is_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.accounts.hazard.gate.enough_events", lambda events: True)
    with pytest.raises(AssertionError):
        test_below_the_gate_there_is_none(desk)


def test_the_follower_tries_once_a_week(desk: Any) -> None:
    from amends.console.accounts.fitted import Fitting

    assert Fitting().round(NOW) is False, "nothing to fit"
    desk.tell(everything())
    task = Fitting()
    days = (0, 1, 6, 7, 8)
    assert [task.round(Moment(NOW + day * DAY_US)) for day in days] == [True, False, False, True, False]


def test_no_month_is_taken_of_which_the_ninety_days_before_are_not_on_record(desk: Any) -> None:
    from amends.console.accounts.panel import panel
    from amends.console.accounts.told import all_told

    desk.tell(everything())
    told = all_told(NOW, everything=True)
    tree = told.tree(NOW)
    found = panel(tree, told.attached(tree), {})
    assert NORDWIND in found.names
    assert found.months() == 0
    assert found.observed() is None
