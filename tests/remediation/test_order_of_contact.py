"""Who is told first, and how many a day: those to whom most was done, never those who are worth most."""

import random
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Moment, Policy, Stage, Standing, hear_moment
from amends.facts.moments import DAY_US
from amends.remediation.order import Batches, batches, first_to_contact, to_be_told
from standings_told import MAY_4, standing

NAMES = ["ANN", "BEN", "CEM", "DOT", "EVA", "FAY", "GUS"]


def names(standings: tuple[Standing, ...]) -> list[str]:
    return [one.customer.removeprefix("customer:") for one in standings]


def planned(told: Batches) -> list[tuple[date, list[str]]]:
    return [(batch.day, names(batch.standings)) for batch in told.batches]


def test_who_lost_more_was_turned_away_or_has_called_comes_first() -> None:
    usual = [standing("ANN", 5_000), standing("BEN", 5_000, days_ago=30), standing("CEM", 12_000)]
    assert names(first_to_contact(usual)) == ["CEM", "BEN", "ANN"]
    assert names(first_to_contact([*usual, standing("DOT", 5_000, contacts=2)])) == ["DOT", "CEM", "BEN", "ANN"]
    turned_away = standing("EVA", 7_000, rejected=True)
    assert names(first_to_contact([*usual, turned_away])) == ["EVA", "CEM", "BEN", "ANN"]


def test_who_needs_more_care_comes_earlier_where_that_is_known() -> None:
    two = [standing("ANN", 5_000), standing("BEN", 6_000)]
    assert names(first_to_contact(two)) == ["BEN", "ANN"]
    assert names(first_to_contact(two, vulnerable={"customer:ANN"})) == ["ANN", "BEN"]


def test_currencies_are_held_against_their_own_middle_and_never_added() -> None:
    yen = [standing(name, amount, currency="JPY") for name, amount in (("ANN", 8_000), ("BEN", 4_000), ("CEM", 4_000))]
    euro = [standing(name, amount) for name, amount in (("DOT", 9_000), ("EVA", 3_000), ("FAY", 3_000))]
    assert names(first_to_contact(yen + euro)) == ["DOT", "ANN", "BEN", "CEM", "EVA", "FAY"]


@pytest.mark.parametrize(
    "told",
    [{"told_at": MAY_4}, {"stage": Stage.CLOSED}, {"stage": Stage.DECLINED}, {"harm": None}],
    ids=["told already", "closed", "declined", "no amount yet"],
)
def test_who_is_told_already_or_cannot_be_told_anything_yet_is_not_in_it(told: dict[str, object]) -> None:
    assert first_to_contact([standing("ANN", **told)]) == ()


def test_days_are_business_days_and_no_more_people_than_the_floor_can_answer() -> None:
    people = [standing(name, 9_000 - 100 * place) for place, name in enumerate(NAMES)]
    policy = Policy(zone="Europe/Berlin", holidays=(date(2026, 5, 14),))
    wednesday_night = hear_moment("2026-05-12T22:30:00Z")  # 0:30 on Wednesday in Berlin
    told = batches(people, per_day=2, start=wednesday_night, policy=policy)
    assert planned(told) == [
        (date(2026, 5, 13), ["ANN", "BEN"]),
        (date(2026, 5, 15), ["CEM", "DOT"]),  # the 14th is a holiday
        (date(2026, 5, 18), ["EVA", "FAY"]),
        (date(2026, 5, 19), ["GUS"]),
    ]


def test_one_person_is_written_to_once_about_all_his_matters() -> None:
    twice = [standing("ANN", 9_000), standing("BEN", 8_000), replace(standing("ANN", 100), matter="refund:R-SECOND")]
    told = batches(twice, per_day=1, start=MAY_4, policy=Policy())
    assert [(names(batch.standings), batch.people) for batch in told.batches] == [(["ANN", "ANN"], 1), (["BEN"], 1)]


@pytest.mark.promise
def test_who_opted_out_by_law_is_listed_and_not_contacted() -> None:
    people = [standing(name) for name in NAMES[:3]]
    told = batches(people, per_day=5, start=MAY_4, policy=Policy(), opted_out={"customer:BEN"})
    assert (planned(told), names(told.opted_out)) == ([(date(2026, 5, 4), ["ANN", "CEM"])], ["BEN"])
    careless = batches(people, per_day=5, start=MAY_4, policy=Policy())  # the broken twin: nobody asked
    assert "BEN" in names(careless.batches[0].standings)


@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(1, 10**6), st.integers(0, 5), st.booleans(), st.integers(0, 90)),
        max_size=12,
    ),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_nobody_is_lost_or_twice_and_the_order_of_the_list_does_not_matter(
    told: list[tuple[str, int, int, bool, int]], per_day: int, chance: random.Random
) -> None:
    people = [
        replace(standing(name, amount, days_ago=days, contacts=contacts, rejected=rejected), matter=f"refund:{place}")
        for place, (name, amount, contacts, rejected, days) in enumerate(told)
    ]
    plan = batches(people, per_day=per_day, start=Moment(MAY_4 + 2 * DAY_US), policy=Policy())
    assert sorted(s.matter for batch in plan.batches for s in batch.standings) == sorted(s.matter for s in people)
    assert all(0 < batch.people <= per_day for batch in plan.batches)
    assert all(batch.day.weekday() < 5 for batch in plan.batches)
    shuffled = people.copy()
    chance.shuffle(shuffled)
    assert batches(shuffled, per_day=per_day, start=Moment(MAY_4 + 2 * DAY_US), policy=Policy()) == plan


def test_nothing_of_what_a_customer_is_worth_is_even_known_here() -> None:
    telling = {"spend", "orders", "lifetime", "value", "segment", "plan", "account", "churn"}
    assert not telling & {field.name for field in fields(Standing)}
    assert to_be_told(standing("ANN"))
