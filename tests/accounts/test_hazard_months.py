"""Twelve months ahead: held against invented accounts whose true chances are known."""

from typing import Any

import numpy as np
import pytest

from amends.accounts.hazard.ahead import Ahead, fading, held, months_on
from amends.accounts.hazard.columns import Numeric
from amends.accounts.hazard.model import fit_with_design
from amends.accounts.hazard.observed import Observed
from amends.accounts.hazard.services import account_months, with_account_terms
from amends.accounts.hazard.simulated import World, world
from amends.accounts.hazard.twelve_months import forecast
from amends.facts import Refused
from hazard_world import concordance, cox_risk, observed_of

NOW, AHEAD = 23, 12


class Seen:
    """A world, what is known of it at the end of its second year, and what its third brings."""

    def __init__(self, accounts: int, seed: int) -> None:
        self.world: World = world(accounts, NOW + 1 + AHEAD, seed)
        rows = self.world.observed
        assert rows.month is not None
        self.past = rows.take(rows.month <= NOW)
        self.newest = self.at(NOW)
        self.hazard, self.design = fit_with_design(self.past)

    def at(self, month: int) -> Observed:
        rows = self.world.observed
        return rows.take((rows.month == month) & ~rows.event)

    def stayed(self, start: Observed, month: int) -> tuple[Any, Any]:
        """How many of the next twelve months each stayed, and whether it then left."""
        rows = self.world.observed
        assert rows.month is not None
        months, left = np.full(len(rows.names), AHEAD), np.zeros(len(rows.names), np.bool_)
        mine = rows.event & (rows.month > month) & (rows.month <= month + AHEAD)
        months[rows.entity[mine]], left[rows.entity[mine]] = rows.month[mine] - month, True
        return months[start.entity], left[start.entity]


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen(3_000, 2)


@pytest.fixture(scope="module")
def faded(seen: Seen) -> Ahead:
    found = fading(seen.hazard, seen.past, seen.design, 7, draws=25)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def as_it_is(seen: Seen) -> Ahead:
    return held(seen.hazard, seen.past, seen.design, 7, draws=50)


def off_by_fifths(probability: Any, left: Any) -> float:
    """The largest distance of said and seen."""
    fifths = np.array_split(np.argsort(probability, kind="stable"), 5)
    return max(abs(float(probability[rows].mean() - left[rows].mean())) for rows in fifths)


# Calibration and order


@pytest.mark.promise
def test_what_is_said_of_twelve_months_is_what_comes(seen: Seen, faded: Ahead, as_it_is: Ahead) -> None:
    _, left = seen.stayed(seen.newest, NOW)
    assert off_by_fifths(forecast(faded, seen.newest.columns).probability, left) <= 0.04
    twin = forecast(as_it_is, seen.newest.columns)
    assert twin.held
    assert off_by_fifths(twin.probability, left) > 0.04, "the twin in which a bad month lasts a year is caught"


def test_who_leaves_first_is_told_as_well_as_by_cox(seen: Seen, faded: Ahead) -> None:
    """Cox's model is given the months of the year before, and the steps that are true."""

    def told(rows: Observed) -> Any:
        columns = {column.name: column.values for column in rows.columns if isinstance(column, Numeric)}
        steps = [columns["contacts_30d"] >= 4, columns["months_to_renewal"] <= 2]
        return np.stack([*columns.values(), *steps], axis=1).astype(float)

    before = seen.at(NOW - AHEAD)
    months, left = seen.stayed(before, NOW - AHEAD)
    cox = cox_risk(months, left, told(before), told(seen.newest))
    ours = forecast(faded, seen.newest.columns).probability
    months, left = seen.stayed(seen.newest, NOW)
    assert concordance(months, left, ours) >= concordance(months, left, cox) - 0.01
    assert concordance(months, left, -ours) < 0.5, "the twin that says the reverse is caught"


def test_the_interval_holds_the_truth_about_as_often_as_it_says(seen: Seen, as_it_is: Ahead) -> None:
    """One world alone, whose accounts share one sample: `bin/bench` takes many."""
    found = forecast(as_it_is, seen.newest.columns)
    truth = seen.world.truth_ahead(seen.newest.columns)
    share = float(np.mean((found.low <= truth) & (truth <= found.high)))
    assert 0.7 <= share <= 1.0
    assert ((found.low < found.probability) & (found.probability < found.high)).mean() > 0.95
    blind = Ahead(as_it_is.hazards, (as_it_is.hazards[0].fitted.effects + 0 * as_it_is.drawn[0],))
    never = forecast(blind, seen.newest.columns)
    assert np.mean((never.low <= truth) & (truth <= never.high)) < 0.01, "the twin without doubt is caught"


# The arithmetic


def test_twelve_months_are_the_product_of_months(seen: Seen, as_it_is: Ahead) -> None:
    columns = seen.newest.take(np.arange(40)).columns
    stay = np.ones(40)
    for month in range(1, 13):
        stay *= 1 - seen.hazard.probability(months_on(columns, month))
    assert forecast(as_it_is, columns).probability == pytest.approx(1 - stay, abs=1e-6)


def test_more_months_are_more_likely_to_bring_it(seen: Seen, faded: Ahead) -> None:
    columns = seen.newest.take(np.arange(200)).columns
    said = [forecast(faded, columns, months).probability for months in (1, 6, 12)]
    assert (said[0] < said[1]).all()
    assert (said[1] < said[2]).all()


def test_only_the_calendar_moves_and_renewal_begins_anew(seen: Seen, faded: Ahead) -> None:
    columns = (
        Numeric("tenure_months", np.array([10.0, 10.0])),
        Numeric("months_to_renewal", np.array([1.0, 5.0])),
        Numeric("term_months", np.array([24.0, np.nan])),
        Numeric("contacts_30d", np.array([4.0, 0.0])),
    )
    then = {column.name: column.values.tolist() for column in months_on(columns, 3) if isinstance(column, Numeric)}
    assert then["tenure_months"] == [13.0, 13.0]
    assert then["months_to_renewal"] == [22.0, 2.0]
    assert then["contacts_30d"] == [4.0, 0.0]
    found = forecast(faded, seen.newest.take(np.arange(5)).columns)
    assert found.moved == ("tenure_months", "months_to_renewal")
    assert "contacts_30d" in found.others


def test_rows_that_share_a_month_cannot_be_followed() -> None:
    source = np.random.default_rng(1)
    entity, month = np.repeat(np.arange(50), 40), np.tile(np.repeat(np.arange(20), 2), 50)
    rows = observed_of(source.random(2_000) < 0.2, entity, month, contacts=source.poisson(2, 2_000))
    assert fading(*fit_with_design(rows)[:1], rows, fit_with_design(rows)[1], 7) is None


# Several services on one account


def test_what_happens_on_a_cheap_circuit_counts_for_the_whole_account() -> None:
    rows = observed_of([0, 0, 1, 0], [0, 0, 0, 1], [5, 5, 6, 5], contacts_30d=np.array([9.0, 0.0, 2.0, np.nan]))
    more = with_account_terms(rows, ["contacts_30d"])
    told = {column.name: column.values.tolist() for column in more.columns if isinstance(column, Numeric)}
    assert told["account_sum_contacts_30d"] == [9.0, 9.0, 2.0, 0.0]
    assert told["account_most_contacts_30d"] == [9.0, 9.0, 2.0, 0.0]
    with pytest.raises(Refused, match="is no column of numbers"):
        with_account_terms(rows, ["revenue"])


def test_an_account_has_left_when_its_last_service_ended() -> None:
    rows = observed_of([1, 0, 1, 1], [0, 0, 1, 1], [5, 5, 5, 5], contacts_30d=np.array([9.0, 1.0, 2.0, 3.0]))
    whole = account_months(rows)
    told = {column.name: column.values.tolist() for column in whole.columns if isinstance(column, Numeric)}
    assert whole.event.tolist() == [False, True]
    assert (told["services"], told["sum_contacts_30d"]) == ([2.0, 2.0], [10.0, 5.0])
    assert told["most_contacts_30d"] == [9.0, 3.0]


def test_the_term_of_the_account_finds_what_the_service_alone_does_not() -> None:
    services = world(500, 14, 3).services
    alone, design = fit_with_design(services)
    whole, wider = fit_with_design(with_account_terms(services, ["contacts_30d"]))

    def loss(hazard: Any, told: Any) -> float:
        odds = hazard.fitted.effects[0] + told.astype(float) @ hazard.fitted.effects[1:]
        return float(np.logaddexp(0, odds).sum() - odds[services.event].sum())

    assert loss(whole, wider) < loss(alone, design) - 20
