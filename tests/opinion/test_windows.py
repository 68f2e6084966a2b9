"""Business days: weekends, holidays, clock changes, and the table of windows by gateway and method."""

from datetime import date

import pytest

from amends.facts import Policy, Window
from stories import GATEWAY, SHOP, at, judge, told, verdict

BERLIN = Policy(zone="Europe/Berlin")


def story(when: str, **more: object):
    return (
        SHOP.refund("R-1", "20.00 EUR", when, gateway_ref="re_1"),
        GATEWAY.refund("re_1", "20.00 EUR", when, **more),
    )


def due(when: str, policy: Policy, **more: object) -> int | None:
    (opinion,) = judge(*story(when, **more), now=when, policy=policy)
    assert opinion.verdict == "too_early"
    return opinion.look_again


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2026-05-04 12:00", "2026-05-18 12:00"),  # Monday: two weeks
        ("2026-05-08 12:00", "2026-05-22 12:00"),  # Friday
        ("2026-05-09 12:00", "2026-05-25 12:00"),  # Saturday counts from Monday
        ("2026-05-10 23:59", "2026-05-25 23:59"),  # Sunday
    ],
)
def test_ten_business_days(sent: str, expected: str):
    assert due(sent, Policy()) == at(expected)


def test_a_holiday_in_the_window_is_not_counted():
    policy = Policy(holidays=(date(2026, 5, 14),))
    assert due("2026-05-04 12:00", policy) == at("2026-05-19 12:00")


def test_across_the_clock_change_the_wall_time_is_kept():
    assert due("2026-03-20 08:12", BERLIN) == at("2026-04-03 07:12")  # 09:12 in Berlin on both days


def test_the_day_is_counted_where_the_policy_says():
    # Friday 23:30 UTC is already Saturday in Berlin: counted from Monday
    assert due("2026-05-08 23:30", Policy()) == at("2026-05-22 23:30")
    assert due("2026-05-08 23:30", BERLIN) == at("2026-05-24 23:30")  # 01:30 on Monday there


def test_a_method_may_have_its_own_window():
    policy = Policy(windows={"stripe": Window(), "stripe/sepa_debit": Window(visible_business_days=2)})
    assert due("2026-05-04 12:00", policy, method="sepa_debit") == at("2026-05-06 12:00")
    assert due("2026-05-04 12:00", policy, method="card") == at("2026-05-18 12:00")


def test_a_settlement_report_of_another_name_keeps_the_gateways_window():
    policy = Policy(windows={"stripe": Window(visible_business_days=2)})
    report = told("report", "gateway").refund(
        "l-1", "20.00 EUR", "2026-05-04 12:00", "settled", gateway_ref="re_1", settled="2026-05-04 13:00"
    )
    assert verdict(*story("2026-05-04 12:00"), report, now="2026-05-07 13:00", policy=policy)[0] == "record_right"


def test_a_second_acceptance_after_a_failure_starts_the_window_anew():
    again = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-20 12:00", "accepted")
    failed = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-12 12:00", "failed")
    (opinion,) = judge(*story("2026-05-04 12:00"), failed, again, now="2026-05-21 12:00")
    assert (opinion.reason, opinion.look_again) == ("in_window", at("2026-06-03 12:00"))


def test_an_acceptance_told_after_the_settlement_takes_nothing_back():
    settled = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-05 12:00", "settled")
    later = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-05 12:01", "accepted")
    assert verdict(*story("2026-05-04 12:00"), settled, later, now="2026-07-01 12:00")[1] == "customer_has_it"
