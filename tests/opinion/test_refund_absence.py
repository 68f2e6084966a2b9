"""Silence: evidence inside a witness's complete range, and nothing outside it."""

import pytest

from amends.facts import Policy, Window
from stories import BANK, GATEWAY, SHOP, at, judge, on, told, verdict

NOW = "2026-05-20 09:12"
OURS = SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20", payment_ref="pi_1")
PAID = GATEWAY.charge("pi_1", "129.00 EUR", "2026-05-01 10:00")


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2026-05-03 14:20", "2026-05-04 14:20", "never_sent"),
        ("2026-05-03 14:20:00.000001", "2026-05-04 14:20", "witness_incomplete"),
        ("2026-05-03 14:20", "2026-05-04 14:19:59.999999", "witness_incomplete"),
    ],
)
def test_the_complete_range_is_exact_to_the_microsecond(start: str, end: str, reason: str):
    assert verdict(OURS, PAID, GATEWAY.complete("refunds", start, end), now=NOW)[1] == reason


def test_two_ranges_that_touch_are_one():
    one = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-03 23:59:59.999999")
    two = GATEWAY.complete("refunds", "2026-05-04 00:00", "2026-05-31 00:00")
    gap = GATEWAY.complete("refunds", "2026-05-04 00:00:00.000001", "2026-05-31 00:00")
    assert verdict(OURS, PAID, one, two, now=NOW) == ("customer_right", "never_sent")
    assert verdict(OURS, PAID, one, gap, now=NOW) == ("cannot_tell", "witness_incomplete")


def test_a_range_into_the_future_counts_up_to_now():
    whole = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-12-31 00:00")
    assert verdict(OURS, PAID, whole, now="2026-05-04 14:19:59.999999") == ("too_early", "in_window")
    assert verdict(OURS, PAID, whole, now="2026-05-04 14:20") == ("customer_right", "never_sent")


def test_what_is_missing_is_said_in_words():
    short = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-03 20:00")
    (opinion,) = judge(OURS, PAID, short, now=NOW)
    assert opinion.missing == (
        "the export of refunds from stripe covers only 1 May 2026 00:00 to 3 May 2026 20:00; "
        "needed from 3 May 2026 14:20 to 4 May 2026 14:20",
    )


def test_only_our_word_where_no_witness_was_ever_heard():
    (opinion,) = judge(OURS, now=NOW)
    assert (opinion.verdict, opinion.reason) == ("cannot_tell", "only_our_word")
    assert "the gateway's list of refunds" in opinion.missing[0]


def test_the_gateway_that_took_the_payment_is_asked_and_no_other():
    other = told("adyen", "gateway").complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    mine = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-04 00:00")
    assert verdict(OURS, PAID, other, mine, now=NOW) == ("cannot_tell", "witness_incomplete")
    mine = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    short = told("adyen", "gateway").complete("refunds", "2026-05-01 00:00", "2026-05-02 00:00")
    assert verdict(OURS, PAID, short, mine, now=NOW) == ("customer_right", "never_sent")


def test_where_nobody_knows_which_gateway_took_it_all_must_be_complete():
    ours = SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20")
    mine = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    short = told("adyen", "gateway").complete("refunds", "2026-05-01 00:00", "2026-05-02 00:00")
    assert verdict(ours, mine, short, now=NOW) == ("cannot_tell", "witness_incomplete")
    assert verdict(ours, mine, now=NOW) == ("customer_right", "never_sent")


def test_a_bank_that_is_complete_is_no_gateway_that_is_complete():
    bank = BANK.complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    assert verdict(OURS, PAID, bank, now=NOW)[0] == "cannot_tell"


def test_our_own_declaration_proves_nothing():
    ours = SHOP.complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    assert verdict(OURS, PAID, ours, now=NOW)[0] == "cannot_tell"


def test_a_settlement_feed_beside_the_list_of_the_same_gateway_need_not_be_complete():
    feed = told("report", "gateway").refund(
        "re_7", "5.00 EUR", "2026-05-02 10:00", "settled", settled="2026-05-03 00:00"
    )
    whole = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    ours = SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20")
    assert on("refund:R-1", judge(ours, feed, whole, now=NOW)).reason == "never_sent"


@pytest.mark.parametrize("state", ["failed", "canceled"])
def test_a_refund_that_we_ourselves_call_failed_is_asked_about_only_when_claimed(state: str):
    from stories import claim

    story = (OURS, SHOP.refund("R-1", "129.00 EUR", "2026-05-03 15:00", state, payment_ref="pi_1"), PAID)
    assert judge(*story, now=NOW) == ()
    whole = GATEWAY.complete("refunds", "2026-05-01 00:00", "2026-05-31 00:00")
    wanted = (claim("refund_not_received"),)
    assert verdict(*story, whole, claims=wanted, now=NOW) == ("customer_right", "never_sent")


def test_a_claim_without_any_refund_is_nothing_found():
    from stories import MAIL, claim

    mail = MAIL.contact("Where is my refund for order 10-4471?", "2026-05-19 10:00")
    order = SHOP.order("10-4471", "129.00 EUR", "2026-05-01 09:00")
    wanted = (claim("refund_not_received", orders=("#10-4471",), contact=mail),)
    (opinion,) = judge(mail, order, claims=wanted, now=NOW)
    assert (opinion.verdict, opinion.reason, opinion.matter) == ("cannot_tell", "nothing_found", "order:10-4471")


def test_a_refund_is_examined_without_any_claim():
    assert len(judge(OURS, PAID, now=NOW)) == 1


def test_the_order_of_our_own_history_moves_nothing_back():
    asked = SHOP.refund("R-1", "129.00 EUR", "2026-05-02 10:00", "asked", payment_ref="pi_1")
    whole = GATEWAY.complete("refunds", "2026-05-02 10:00", "2026-05-04 14:20")
    (opinion,) = judge(OURS, asked, PAID, whole, now=NOW)
    assert (opinion.reason, opinion.since) == ("never_sent", at("2026-05-03 14:20"))


@pytest.mark.parametrize(
    ("end", "reason"), [("2026-05-15 14:20", "never_sent"), ("2026-05-15 14:19", "witness_incomplete")]
)
def test_settlements_must_reach_to_where_it_would_have_settled(end: str, reason: str):
    # recorded on Sunday 3 May: counts from Monday 4 May, nine more business days to Friday 15 May, and ten to Monday 18
    policy = Policy(windows={"default": Window(visible_business_days=9)})
    feed = GATEWAY.complete("settlements", "2026-05-01 00:00", end)
    assert verdict(OURS, PAID, feed, now=NOW, policy=policy)[1] == reason


def test_one_range_told_of_refunds_and_of_settlements_is_said_once():
    ranges = [GATEWAY.complete(of, "2026-05-01 00:00", "2026-05-03 20:00") for of in ("refunds", "settlements")]
    (opinion,) = judge(OURS, PAID, *ranges, now=NOW)
    assert opinion.missing[0].count("1 May 2026 00:00 to 3 May 2026 20:00") == 1


def test_a_list_of_settlements_is_needed_until_it_would_have_settled():
    short = GATEWAY.complete("settlements", "2026-05-01 00:00", "2026-05-05 00:00")
    (opinion,) = judge(OURS, short, now=NOW)
    assert opinion.missing == (
        "the export of settlements from stripe covers only 1 May 2026 00:00 to 5 May 2026 00:00; "
        "needed from 3 May 2026 14:20 to 18 May 2026 14:20",
    )
