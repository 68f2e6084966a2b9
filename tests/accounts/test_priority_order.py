"""Who is first: the published maximum, the proven right, the vulnerable, then value and age in turn."""

from decimal import Decimal

import pytest

from amends.accounts.priority import AccountValue, Basis, Rules, assumed, order, told, typical
from amends.accounts.priority.as_json import placed_json
from amends.accounts.priority.words import why
from amends.facts import Money, Refused
from priority_queues import NOW, account, ticket, told_order

BIG = account("big", 6000, "0.30", "0.10")  # handling first is worth 1200.00 EUR
SMALL = account("small", 3000, "0.20", "0.15")  # 150.00 EUR


def test_the_cheap_ticket_of_the_large_account_goes_before_the_dear_one_of_the_small() -> None:
    cheap = ticket("cheap", "big", service="k-2", service_revenue=Money(12000, "EUR"))
    dear = ticket("dear", "small", waited=60, service="s-1", service_revenue=Money(300000, "EUR"))
    first, second = order([dear, cheap], [SMALL, BIG], NOW)
    assert told_order((first, second)) == "cheap value, dear age"
    assert first.value == Money(120000, "EUR")
    assert why(first) == (
        "By value: worth 1200.00 EUR a month, because the whole account pays 6000.00 EUR a month and its chance of "
        "leaving falls from 30 % to 10 % when handled first (as told); its own service is 2 % of that; "
        "waited 10 of at most 240 minutes."
    )
    assert why(second) == "By age: waited 60 of at most 240 minutes."
    told_json = placed_json(first)
    shown = ("value_minor", "currency", "account_revenue_minor", "service_share", "assumption", "delta_p")
    assert [told_json[name] for name in shown] == [120000, "EUR", 600000, 0.02, None, 0.2]


def test_limits_then_the_proven_right_then_the_vulnerable_before_any_value() -> None:
    queue = [
        ticket("rich", "big"),
        ticket("weak", vulnerable=True),
        ticket("right", "small", proven_right=True),
        ticket("late", waited=240),
        ticket("later", waited=400),
        ticket("old", waited=200),
    ]
    assert told_order(order(queue, [BIG, SMALL], NOW)) == (
        "later at_limit, late at_limit, right proven_right, weak vulnerable, rich value, old age"
    )


def test_the_limit_is_reached_on_its_microsecond() -> None:
    just = ticket("just", waited=240)
    assert just.at_limit(NOW)
    assert not just.at_limit(type(NOW)(NOW - 1))


def test_value_and_age_take_turns_and_value_has_at_most_half() -> None:
    queue = [ticket(f"t{waited}", "big" if waited < 4 else "small", waited) for waited in range(1, 8)]
    placed = order(queue, [BIG, SMALL], NOW)
    assert told_order(placed) == "t3 value, t7 age, t2 value, t6 age, t1 value, t5 age, t4 age"
    lane = order(queue, [BIG, SMALL], NOW, Rules(fast_lane_places=3))
    assert told_order(lane) == "t3 value, t7 age, t6 age, t5 age, t4 age, t2 age, t1 age"
    assert [one.in_fast_lane for one in lane] == [True] * 3 + [False] * 4


def test_where_the_fast_lane_is_taken_by_limits_nothing_goes_by_value() -> None:
    queue = [ticket("a", waited=300), ticket("b", proven_right=True), ticket("rich", "big", 1), ticket("old", "", 9)]
    placed = order(queue, [BIG], NOW, Rules(fast_lane_places=2))
    assert told_order(placed) == "a at_limit, b proven_right, old age, rich age"


def test_age_is_the_part_of_the_maximum_and_severity_decides_between_equals() -> None:
    queue = [
        ticket("half", waited=120, of=240),
        ticket("long", waited=600, of=2400),
        ticket("grave", waited=120, of=240, severity=4),
    ]
    assert told_order(order(queue, [], NOW)) == "grave age, half age, long age"


def test_currencies_are_never_compared_and_take_turns() -> None:
    yen = account("yen", 900_000, "0.5", currency="JPY")
    queue = [ticket("y1", "yen"), ticket("y2", "yen", 9), ticket("e1", "big", 8), ticket("e2", "small", 7)]
    queue += [ticket(f"old{number}", waited=100) for number in range(6)]
    placed = order(queue, [BIG, SMALL, yen], NOW)
    assert [one.ticket.ticket for one in placed if one.lane == "value"] == ["e1", "y1", "e2", "y2"]


def test_a_mixed_account_shows_the_value_of_each_currency() -> None:
    mixed = AccountValue("m", (Money(1000, "USD"), Money(5000, "EUR")), told(Decimal("0.5"), Decimal("0.25")))
    (one,) = order([ticket("t", "m", service_revenue=Money(100, "USD"))], [mixed], NOW)
    found = placed_json(one)
    assert (found["value_minor"], found["currency"], found["service_share"]) == (250, "USD", 0.1)
    assert found["further_currencies"] == [{"currency": "EUR", "value_minor": 1250, "account_revenue_minor": 5000}]


@pytest.mark.parametrize(
    "worthless", [account("w", 0, "0.5"), account("w", -10, "0.5"), account("w", 10, "0.1", "0.2")]
)
def test_what_is_worth_nothing_goes_by_age(worthless: AccountValue) -> None:
    placed = order([ticket("w", "w"), ticket("x"), ticket("y")], [worthless], NOW)
    assert {one.lane.value for one in placed} == {"age"}


@pytest.mark.parametrize(
    ("worth", "value", "basis", "said"),
    [
        (account("a", 100), 10000, Basis.REVENUE_ALONE, "how much handling first helps is not known"),
        (AccountValue("a", (Money(10000, "EUR"),), assumed(Decimal("0.4"))), 2000, Basis.ASSUMED_HELP, "is assumed"),
        (AccountValue("a", (Money(10000, "EUR"),), typical(Decimal("0.1"))), 1000, Basis.ASSUMED_TYPICAL, "(assumed:"),
    ],
)
def test_an_assumption_is_said_with_every_value(worth: AccountValue, value: int, basis: Basis, said: str) -> None:
    first, _ = order([ticket("t", "a"), ticket("other")], [worth], NOW)
    found = placed_json(first)
    assert (found["value_minor"], found["basis"]) == (value, basis)
    assert said in found["why"]
    assert found["assumption"]


def test_money_is_rounded_once_and_exactly() -> None:
    vast = AccountValue("v", (Money(2**62 + 1, "EUR"),), told(Decimal("1"), Decimal("0")))
    assert vast.values() == (Money(2**62 + 1, "EUR"),)
    third = AccountValue("t", (Money(15, "EUR"),), told(Decimal("0.1"), Decimal("0")))
    assert third.values() == (Money(2, "EUR"),)  # 1.5, to the even one


@pytest.mark.parametrize(("text", "places"), [(None, 40), ("7", 7), ("99", 40), ("15%", 6), ("0", 0), ("0.1 %", 1)])
def test_a_fast_lane_is_places_or_a_percentage(text: str | None, places: int) -> None:
    assert Rules.hear(text).places(40) == places


@pytest.mark.parametrize("text", ["", "-1", "101%", "half", "1.5"])
def test_a_fast_lane_that_is_neither_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Write for example 20, or 15%"):
        Rules.hear(text)


def test_a_maximum_wait_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="above 0"):
        ticket("t", of=0)
