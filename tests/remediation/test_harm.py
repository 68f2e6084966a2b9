"""What is owed, line by line: the refund, interest by the day, and what was given for it already."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Harm, HarmLine, Money, NotAllowed, Policy, Reason, SweptRefund, Verdict
from amends.facts.moments import DAY_US
from amends.remediation.harm import harm
from remedy_stories import FAULT, LISTED, OURS, Remedy, desk
from stories import GATEWAY, POLICY, SHOP, at, money

WHOLE = Money(12_900, "EUR")
FIVE_PERCENT = replace(Policy(), interest_basis_points=500)
NETTED = replace(Policy(), goodwill_is_netted=True)
VOUCHER = SHOP.posting("g-1", "-20.00 EUR", "2026-05-22 10:00", "goodwill", customer_id="C-7")


def row(owed: Money = WHOLE) -> SweptRefund:
    refund = ("refund:R-2291", "customer:C-7", at("2026-05-04 10:00"), Money(12_900, "EUR"))  # a Monday
    return SweptRefund(*refund, Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, (), owed)


def told(*entries, policy: Policy = POLICY, now: str = "2026-06-20 10:00") -> Harm:
    found = Remedy(*FAULT, LISTED, *entries, policy=policy).now(now).harm
    assert found is not None
    return found


def test_the_refund_alone():
    assert told() == Harm(
        (HarmLine("The refund of 129.00 EUR that we said we made on 3 May 2026", 12_900),), money("129.00 EUR")
    )


def test_what_is_missing_of_it():
    short = GATEWAY.refund("re_1", "1.29 EUR", "2026-05-03 14:21", "settled", payment_ref="pi_1")
    found = Remedy(FAULT[0], OURS, short, LISTED).now("2026-06-20 10:00").harm
    assert found is not None
    assert [line.words for line in found.lines] == [
        "What is missing of the refund of 129.00 EUR that we said we made on 3 May 2026"
    ]
    assert found.total == money("127.71 EUR")


@pytest.mark.parametrize(
    ("day", "days", "interest"),
    [
        ("2026-05-18 09:00", 0, None),  # ten business days after 4 May: the day on which he should have seen it
        ("2026-05-19 00:30", 1, 2),  # 1.767 minor units, rounded up in his favour
        ("2026-06-18 09:00", 31, 55),  # 54.78
        ("2027-05-18 09:00", 365, 645),  # five percent of 129.00, to the unit
    ],
)
def test_interest_from_the_day_it_should_have_been_there(day: str, days: int, interest: int | None):
    found = harm(row(), (), until=at(day), policy=FIVE_PERCENT)
    assert found is not None
    if interest is None:
        assert len(found.lines) == 1
    else:
        assert found.lines[1].amount_minor == interest
        assert f"5.00 % a year on 129.00 EUR for {days} days, 18 May 2026 to " in found.lines[1].words


@given(st.integers(1, 10**9), st.integers(1, 3_000), st.integers(0, 5_000))
def test_interest_is_never_rounded_against_him_and_by_less_than_a_unit(owed: int, rate: int, days: int):
    policy = replace(Policy(), interest_basis_points=rate)
    found = harm(row(Money(owed, "JPY")), (), until=at("2026-05-18 10:00") + days * DAY_US, policy=policy)
    assert found is not None
    interest = found.total.amount_minor - owed
    assert 0 <= interest * 3_650_000 - owed * rate * days < 3_650_000
    assert found.total.amount_minor == sum(line.amount_minor for line in found.lines)


def test_interest_stops_when_it_was_asked_for():
    it = Remedy(policy=FIVE_PERCENT)
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-12 09:30")
    assert it.now("2026-06-20 10:00").harm == it.now("2026-06-10 10:00").harm
    assert it.hand_over("2026-06-20 10:00").money == money("129.41 EUR")  # 23 days


def test_goodwill_is_shown_and_his_to_keep_unless_the_policy_takes_it_off():
    kept, netted = told(VOUCHER), told(VOUCHER, policy=NETTED)
    assert (kept.lines[1].words, kept.total) == (
        "20.00 EUR given as goodwill on 22 May 2026, yours to keep: not taken off",
        money("129.00 EUR"),
    )
    assert (netted.lines[1], netted.total) == (
        HarmLine("20.00 EUR given as goodwill on 22 May 2026, taken off", -2_000),
        money("109.00 EUR"),
    )


@pytest.mark.parametrize(
    "other",
    [
        SHOP.posting("g-1", "-20.00 EUR", "2026-05-01 10:00", "goodwill", customer_id="C-7"),  # before the fault
        SHOP.posting("g-1", "-20.00 USD", "2026-05-22 10:00", "goodwill", customer_id="C-7"),
        SHOP.posting("g-1", "-20.00 EUR", "2026-05-22 10:00", "credit", customer_id="C-7"),
        SHOP.posting("g-1", "-20.00 EUR", "2026-05-22 10:00", "goodwill", customer_id="C-7", order_id="O-9"),
    ],
    ids=["before", "another currency", "another posting", "another order"],
)
def test_what_is_no_goodwill_for_this(other):
    assert len(told(other, policy=NETTED).lines) == 1


def test_goodwill_is_taken_off_once_where_two_refunds_failed():
    second = [
        SHOP.refund("R-3", "40.00 EUR", "2026-05-05 14:20", gateway_ref="re_3", payment_ref="pi_3"),
        GATEWAY.refund("re_3", "40.00 EUR", "2026-05-09 02:11", "failed", payment_ref="pi_3"),
        desk("2026-06-01 09:00", replace(LISTED.what, matter="refund:R-3"), "suspect:R-3"),
    ]
    first = Remedy(*FAULT, LISTED, *second, VOUCHER, policy=NETTED)
    other = Remedy(*first.entries, policy=NETTED, matter="refund:R-3")
    totals = [one.now("2026-06-20 10:00").harm.total for one in (first, other)]
    assert totals == [money("129.00 EUR"), money("20.00 EUR")]


def test_where_nothing_is_left_nothing_is_asked_for():
    big = replace(VOUCHER, what=replace(VOUCHER.what, money=money("-500.00 EUR")))
    it = Remedy(*FAULT, LISTED, big, policy=NETTED)
    assert it.now("2026-06-10 09:00").harm.total == money("0.00 EUR")
    with pytest.raises(NotAllowed, match="nothing is left of it"):
        it.ask("2026-06-10 09:00")


def test_a_netted_remedy_arrives_though_it_is_less_than_the_refund():
    from remedy_stories import new_refund

    it = Remedy(*FAULT, LISTED, VOUCHER, policy=NETTED)
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", amount="109.00 EUR"))
    assert it.now("2026-07-10 10:30").proof != ()


def test_nobody_is_owed_anything_before_a_witness_has_answered():
    assert harm(replace(row(), verdict=Verdict.CANNOT_TELL), (), until=at("2026-06-01 10:00"), policy=Policy()) is None
