"""Which refund of the gateway is ours: by reference, payment or customer; one to one; ties are nobody's to decide."""

import pytest

from stories import BANK, GATEWAY, SHOP, judge, on, told, verdict

NOW = "2026-07-15 12:00"
LIST = GATEWAY.complete("refunds", "2026-01-01 00:00", "2026-06-30 00:00")


def ours(refund_id: str = "R-1", when: str = "2026-05-04 12:00", amount: str = "20.00 EUR", **more: object):
    return SHOP.refund(refund_id, amount, when, **more)


def theirs(refund_id: str = "re_1", when: str = "2026-05-04 12:01", amount: str = "20.00 EUR", **more: object):
    return GATEWAY.refund(refund_id, amount, when, "settled", **more)


def how(*story: object, matter: str = "refund:R-1") -> list[str]:
    opinion = on(matter, judge(*story, now=NOW))  # type: ignore[arg-type]
    return [f"{w.record_id} by {w.how}" for w in opinion.witnesses]


def test_by_the_gateways_reference():
    assert how(ours(gateway_ref="re_1"), theirs()) == ["re_1 by gateway reference"]


def test_by_our_reference():
    assert how(ours(), theirs(our_ref="R-1")) == ["re_1 by our reference"]


def test_by_one_id_on_both_sides_where_something_else_agrees():
    assert how(ours("re_1"), theirs(), matter="refund:re_1") == ["re_1 by gateway reference"]


def test_one_id_on_both_sides_by_chance_is_no_match():
    story = (ours("1", payment_ref="pi_1"), theirs("1", amount="7.00 EUR", payment_ref="pi_2"))
    assert on("refund:1", tuple(o for o in judge(*story, now=NOW) if o.disputed)).reason == "witness_incomplete"


def test_by_payment_and_amount():
    assert how(ours(payment_ref="pi_1"), theirs(payment_ref="pi_1")) == ["re_1 by payment and amount"]


def test_by_order_and_amount_even_where_payments_have_other_names():
    assert how(ours(order_id="O-1", payment_ref="PAY-1"), theirs(order_id="O-1", payment_ref="pi_1")) == [
        "re_1 by order and amount"
    ]


def test_part_refunds_of_one_amount_are_told_apart_by_occurrence():
    story = (
        ours("R-1", "2026-05-04 12:00", payment_ref="pi_1"),
        ours("R-2", "2026-05-20 12:00", payment_ref="pi_1"),
        theirs("re_2", "2026-05-20 12:01", payment_ref="pi_1"),
        LIST,
    )
    found = judge(*story, now=NOW)
    assert on("refund:R-1", found).reason == "never_sent"
    assert on("refund:R-2", found).reason == "customer_has_it"


def test_by_customer_amount_and_date():
    assert how(ours(), theirs(customer_id="C-7")) == ["re_1 by customer, amount and date"]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("2026-05-03 12:00", True),  # one day before, to the microsecond
        ("2026-05-03 11:59:59.999999", False),
        ("2026-05-08 12:00", True),  # four days after
        ("2026-05-08 12:00:00.000001", False),
    ],
)
def test_the_window_of_a_match_by_customer(when: str, found: bool):
    opinion = on("refund:R-1", judge(ours(), theirs(when=when, customer_id="C-7"), now=NOW))
    assert (opinion.reason == "customer_has_it") is found


def test_another_customers_refund_is_not_hers():
    opinion = on("refund:R-1", judge(ours(), theirs(customer_id="C-8"), now=NOW))
    assert opinion.reason == "witness_incomplete"


def test_a_tie_is_ambiguous_and_lists_the_candidates():
    story = (
        ours(),
        theirs("re_1", "2026-05-04 12:01", customer_id="C-7"),
        theirs("re_2", "2026-05-05 12:01", customer_id="C-7"),
    )
    (opinion,) = judge(*story, now=NOW)
    assert (opinion.verdict, opinion.reason) == ("cannot_tell", "ambiguous")
    assert "re_1 of 4 May 2026 and re_2 of 5 May 2026" in opinion.sentence


def test_a_second_best_more_than_a_day_further_is_no_rival():
    story = (
        ours(),
        theirs("re_1", "2026-05-04 12:01", customer_id="C-7"),
        theirs("re_2", "2026-05-05 12:01:00.000001", customer_id="C-7"),
    )
    found = judge(*story, now=NOW)
    assert on("refund:R-1", found).reason == "customer_has_it"
    assert on("refund:re_2", found).disputed == ()


def test_one_refund_of_theirs_answers_for_one_of_ours():
    story = (ours("R-1", gateway_ref="re_1"), ours("R-2", gateway_ref="re_1"), theirs(), LIST)
    found = judge(*story, now=NOW)
    assert {o.matter: str(o.reason) for o in found} == {"refund:R-1": "customer_has_it", "refund:R-2": "never_sent"}


def test_a_bank_line_of_the_same_amount_decides_nothing():
    line = BANK.refund("line-9", "20.00 EUR", "2026-05-05 00:00", "settled", customer_id="C-7")
    assert on("refund:R-1", judge(ours(), line, now=NOW)).verdict == "cannot_tell"


def test_our_other_systems_copies_are_one_refund():
    copy = told("warehouse", "us").refund("W-9", "20.00 EUR", "2026-05-05 03:00", our_ref="R-1", gateway_ref="re_1")
    assert [o.matter for o in judge(ours(gateway_ref="re_1"), copy, theirs(), now=NOW)] == ["refund:R-1"]


def test_a_settlement_row_and_the_list_are_one_refund_of_the_gateway():
    row = told("report", "gateway").refund(
        "line-1", "20.00 EUR", "2026-05-04 12:01", "settled", gateway_ref="re_1", settled="2026-05-06 00:00", arn="74"
    )
    listed = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-04 12:01", "accepted")
    assert how(ours(gateway_ref="re_1"), listed, row) == ["line-1 by gateway reference", "re_1 by gateway reference"]
    assert verdict(ours(gateway_ref="re_1"), listed, row, now=NOW) == ("record_right", "customer_has_it")


def test_a_much_later_refund_is_a_new_one_where_the_first_provably_never_left():
    later = theirs("re_9", "2026-06-20 12:00", payment_ref="pi_1")
    found = judge(ours(payment_ref="pi_1"), later, LIST, now=NOW)
    assert on("refund:R-1", found).reason == "never_sent"
    assert on("refund:R-1", judge(ours(payment_ref="pi_1"), later, now=NOW)).reason == "customer_has_it"


def test_a_refund_that_we_never_recorded_is_noted():
    (opinion,) = judge(theirs(customer_id="C-7"), now=NOW)
    assert (opinion.matter, opinion.reason, opinion.disputed) == ("refund:re_1", "customer_has_it", ())


PART_A = theirs("re_a", amount="12.00 EUR", payment_ref="pi_1")
PART_B = theirs("re_b", amount="8.00 EUR", payment_ref="pi_1")


def test_parts_that_add_up_exactly_are_proposed_and_not_decided():
    opinion = on("refund:R-1", judge(ours(payment_ref="pi_1"), PART_A, PART_B, LIST, now=NOW))
    assert (opinion.verdict, opinion.reason) == ("cannot_tell", "ambiguous")
    assert {w.record_id for w in opinion.witnesses} == {"re_a", "re_b"}


def test_parts_that_fall_one_cent_short_are_a_wrong_amount():
    short = theirs("re_b", amount="7.99 EUR", payment_ref="pi_1")
    opinion = on("refund:R-1", judge(ours(payment_ref="pi_1"), PART_A, short, LIST, now=NOW))
    assert (opinion.reason, str(opinion.owed)) == ("wrong_amount", "0.01 EUR")


def test_one_refund_for_two_of_ours_is_nobodys_to_share_out():
    both = (ours("R-1", payment_ref="pi_1"), ours("R-2", amount="7.00 EUR", payment_ref="pi_1"))
    sum_of_both = theirs("re_1", amount="27.00 EUR", payment_ref="pi_1")
    assert {o.matter: str(o.reason) for o in judge(*both, sum_of_both, LIST, now=NOW)} == {
        "refund:R-1": "ambiguous",
        "refund:R-2": "ambiguous",
    }


def test_a_late_refund_that_is_a_new_one_is_noted_as_such():
    later = theirs("re_9", "2026-06-20 12:00", payment_ref="pi_1")
    assert on("refund:re_9", judge(ours(payment_ref="pi_1"), later, LIST, now=NOW)).disputed == ()
