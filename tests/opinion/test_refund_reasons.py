"""The sixteen ways in which "we refunded you" is true or false, each with what proves it."""

import pytest

from stories import BANK, GATEWAY, SHOP, judge, money, on, verdict

OURS = SHOP.refund("R-2291", "129.00 EUR", "2026-05-03 14:20", gateway_ref="re_3Pq8", payment_ref="pi_1")
LIST = GATEWAY.complete("refunds", "2026-01-01 00:00", "2026-06-30 00:00")
LATE = "2026-07-15 12:00"


def theirs(state: str, when: str = "2026-05-03 14:21", **more: object):
    return GATEWAY.refund("re_3Pq8", "129.00 EUR", when, state, **{"payment_ref": "pi_1", **more})


def test_never_sent_the_gateway_is_complete_and_has_never_heard_of_it():
    assert verdict(OURS, LIST, now="2026-05-20 09:12") == ("customer_right", "never_sent")


def test_never_sent_is_owed_and_the_silence_is_the_witness():
    (opinion,) = judge(OURS, LIST, now="2026-05-20 09:12")
    assert opinion.owed == money("129.00 EUR")
    assert [(w.root, w.state) for w in opinion.witnesses] == [("gateway", "complete")]
    assert [(w.root, w.record_id) for w in opinion.disputed] == [("us", "R-2291")]


def test_refused_at_once():
    assert verdict(OURS, theirs("failed"), now="2026-05-20 09:12") == ("customer_right", "refused")


@pytest.mark.parametrize(
    ("when", "reason"), [("2026-05-04 14:20", "refused"), ("2026-05-04 14:20:00.000001", "failed_later")]
)
def test_a_failure_is_a_refusal_up_to_the_last_microsecond_of_the_day_after(when: str, reason: str):
    assert verdict(OURS, theirs("failed", when), now="2026-05-20 09:12") == ("customer_right", reason)


def test_failed_later_after_it_was_accepted():
    story = (OURS, theirs("accepted"), theirs("failed", "2026-05-09 02:11", failure_reason="declined"))
    (opinion,) = judge(*story, now="2026-05-20 09:12")
    assert (opinion.verdict, opinion.reason) == ("customer_right", "failed_later")
    assert (
        opinion.sentence
        == "The refund of 129.00 EUR did not arrive: it failed at the gateway on 9 May 2026 (declined)."
    )


def test_it_failed_only_after_the_day_on_which_we_ask():
    story = (OURS, theirs("accepted"), theirs("failed", "2026-05-09 02:11"))
    assert verdict(*story, now="2026-05-09 02:10:59.999999") == ("too_early", "in_window")
    assert verdict(*story, now="2026-05-09 02:11") == ("customer_right", "failed_later")


@pytest.mark.parametrize("state", ["failed", "came_back"])
def test_dead_destination(state: str):
    story = (OURS, theirs("accepted"), theirs(state, "2026-05-09 02:11", failure_reason="expired_or_canceled_card"))
    (opinion,) = judge(*story, now="2026-05-20 09:12")
    assert (opinion.verdict, opinion.reason) == ("customer_right", "dead_destination")
    assert "destination that is open" in opinion.advice


def test_it_came_back():
    story = (OURS, theirs("settled"), theirs("came_back", "2026-05-19 02:11"))
    assert verdict(*story, now="2026-05-20 09:12") == ("customer_right", "failed_later")


LOST = (OURS, theirs("accepted"), theirs("failed", "2026-05-09 02:11"))


def test_event_lost_the_gateway_could_not_deliver_it():
    notice = GATEWAY.event("evt_1", "refund.failed", "refund:re_3Pq8", "2026-05-09 02:11", undelivered=True)
    assert verdict(*LOST, notice, now="2026-05-20 09:12") == ("customer_right", "event_lost")


def test_event_lost_our_complete_feed_lacks_it():
    from stories import told

    notice = GATEWAY.event("evt_1", "refund.failed", "refund:re_3Pq8", "2026-05-09 02:11")
    feed = told("stripe-webhook", "gateway").complete("events", "2026-05-09 02:11", "2026-05-10 00:00")
    assert verdict(*LOST, notice, feed, now="2026-05-20 09:12") == ("customer_right", "event_lost")
    assert verdict(*LOST, notice, now="2026-05-20 09:12") == ("customer_right", "failed_later")


def test_a_notice_that_we_heard_was_not_lost():
    from stories import told

    notice = GATEWAY.event("evt_1", "refund.failed", "refund:re_3Pq8", "2026-05-09 02:11", undelivered=True)
    heard = told("stripe-webhook", "gateway").event(
        "evt_1", "refund.failed", "refund:re_3Pq8", "2026-05-09 02:11", heard=True
    )
    assert verdict(*LOST, notice, heard, now="2026-05-20 09:12") == ("customer_right", "failed_later")


def test_held_for_lack_of_balance():
    (opinion,) = judge(OURS, theirs("held"), now="2026-05-08 09:12")  # a Friday
    assert (opinion.verdict, opinion.reason) == ("customer_right", "held")
    assert opinion.look_again is not None
    from stories import at

    assert opinion.look_again == at("2026-05-11 09:12")


def test_asked_at_the_gateway_is_held_from_the_due_minute_on():
    story = (OURS, theirs("asked"))
    # asked on Sunday 3 May 14:21: counts from Monday 4 May, ten business days later is Monday 18 May
    assert verdict(*story, now="2026-05-18 14:20") == ("too_early", "in_window")
    assert verdict(*story, now="2026-05-18 14:21") == ("customer_right", "held")


def test_accepted_but_missing_from_complete_settlements_is_held():
    complete = GATEWAY.complete("settlements", "2026-05-03 14:21", "2026-05-18 14:21")
    short = GATEWAY.complete("settlements", "2026-05-03 14:21", "2026-05-18 14:20:59.999999")
    assert verdict(OURS, theirs("accepted"), complete, now=LATE) == ("customer_right", "held")
    assert verdict(OURS, theirs("accepted"), short, now=LATE) == ("cannot_tell", "witness_incomplete")


def test_in_window_says_when_to_look_again():
    from stories import at

    (opinion,) = judge(OURS, theirs("accepted"), now="2026-05-18 14:20:59.999999")
    assert (opinion.verdict, opinion.reason, opinion.look_again) == ("too_early", "in_window", at("2026-05-18 14:21"))


def test_the_customer_has_it_as_far_as_anyone_can_see():
    story = (OURS, theirs("settled", settled="2026-05-05 10:00", arn="7431"))
    (opinion,) = judge(*story, now="2026-05-18 14:21")
    assert (opinion.verdict, opinion.reason) == ("record_right", "customer_has_it")
    assert [h.value for h in opinion.hand_over] == ["7431"]
    assert "did not come back" in opinion.sentence
    assert "she has" not in opinion.sentence
    assert verdict(*story, now="2026-05-18 14:20:59.999999") == ("too_early", "in_window")


def test_nothing_is_final_before_the_failure_horizon():
    from stories import at

    story = (OURS, theirs("settled", settled="2026-05-05 10:00"))
    (opinion,) = judge(*story, now="2026-06-02 14:20")
    assert opinion.look_again == at("2026-06-02 14:21")
    (opinion,) = judge(*story, now="2026-06-02 14:21")
    assert opinion.look_again is None


def test_a_late_settlement_moves_the_due_moment():
    story = (OURS, theirs("settled", settled="2026-05-15 10:00"))  # a Friday; three business days on: Wednesday 20 May
    assert verdict(*story, now="2026-05-20 09:59") == ("too_early", "in_window")
    assert verdict(*story, now="2026-05-20 10:00") == ("record_right", "customer_has_it")


def test_a_settlement_in_the_future_is_no_settlement_yet():
    story = (OURS, theirs("settled", settled="2026-06-20 10:00"))
    assert verdict(*story, now="2026-06-19 10:00") == ("cannot_tell", "witness_incomplete")


def test_an_arn_alone_shows_that_the_scheme_has_it():
    assert verdict(OURS, theirs("accepted", arn="7431"), now=LATE) == ("record_right", "customer_has_it")


def test_a_reversal_leaves_no_credit_to_look_for():
    story = (OURS, theirs("settled", is_reversal=True))
    (opinion,) = judge(*story, now=LATE)
    assert (opinion.verdict, opinion.reason) == ("record_right", "reversal_not_credit")
    assert "no separate credit" in opinion.sentence


@pytest.mark.parametrize("given", ["129.01 EUR", "128.99 EUR", "12900 JPY", "12900.00 EUR", "1.29 EUR"])
def test_wrong_amount_by_one_cent_or_by_a_factor(given: str):
    assert verdict(OURS, GATEWAY.refund("re_3Pq8", given, "2026-05-03 14:21"), now=LATE) == (
        "customer_right",
        "wrong_amount",
    )


@pytest.mark.parametrize(
    ("ours", "given", "owed", "says"),
    [
        ("5000 JPY", "50 JPY", "4950 JPY", "one part in 100"),
        (
            "5000 JPY",
            "500000 JPY",
            None,
            "100 times as much, as when decimals, which JPY does not have, are counted twice",
        ),
        ("1.250 BHD", "1250.000 BHD", None, "1000 times"),
        ("1.250 BHD", "0.125 BHD", "1.125 BHD", "but 0.125 BHD was sent."),
        ("1250.000 BHD", "1.250 BHD", "1248.750 BHD", "one part in 1000"),
        ("129.00 EUR", "129.00 USD", "129.00 EUR", "the same number in USD instead of EUR"),
        ("129.00 EUR", "129 JPY", "129.00 EUR", "the same number in JPY instead of EUR"),
        ("129.00 EUR", "128.99 EUR", "0.01 EUR", "but 128.99 EUR was sent."),
    ],
)
def test_the_fingerprint_of_a_wrong_amount(ours: str, given: str, owed: str | None, says: str):
    story = (
        SHOP.refund("R-1", ours, "2026-05-03 14:20", gateway_ref="re_1"),
        GATEWAY.refund("re_1", given, "2026-05-03 14:21"),
    )
    (opinion,) = judge(*story, now=LATE)
    assert opinion.reason == "wrong_amount"
    assert says in opinion.sentence
    assert opinion.owed == (money(owed) if owed else None)
    assert ("amount", ours, given) in [(d.field, d.ours, d.theirs) for w in opinion.witnesses for d in w.differences]


def test_the_gateways_fee_was_kept():
    fee = GATEWAY.posting("f1", "3.10 EUR", "2026-05-03 14:21", "fee", payment_ref="pi_1")
    story = (OURS, GATEWAY.refund("re_3Pq8", "125.90 EUR", "2026-05-03 14:21", payment_ref="pi_1"), fee)
    assert "fee of 3.10 EUR" in judge(*story, now=LATE)[0].sentence


def test_an_explained_amount_on_the_payment_is_no_match_but_an_explanation():
    ours = SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20", payment_ref="pi_1")
    given = GATEWAY.refund("re_9", "1.29 EUR", "2026-05-03 14:21", payment_ref="pi_1")
    assert verdict_on("refund:R-1", ours, given, LIST) == ("customer_right", "wrong_amount")
    assert verdict_on("refund:R-1", ours, given) == ("cannot_tell", "witness_incomplete")


def verdict_on(matter: str, *story: object) -> tuple[str, str]:
    opinion = on(matter, judge(*story, now=LATE))  # type: ignore[arg-type]
    return str(opinion.verdict), str(opinion.reason)


def test_wrong_payment():
    assert verdict(OURS, theirs("accepted", payment_ref="pi_2"), now=LATE) == ("customer_right", "wrong_payment")


def test_two_names_of_one_payment_are_no_other_payment():
    charge = GATEWAY.charge("pi_1", "129.00 EUR", "2026-05-01 10:00", charge_ref="ch_1")
    assert verdict(OURS, theirs("settled", payment_ref="ch_1"), charge, now=LATE) == ("record_right", "customer_has_it")


def test_wrong_person_by_the_witness():
    assert verdict(OURS, theirs("settled", customer_id="C-8"), now=LATE) == ("customer_right", "wrong_person")
    assert verdict(OURS, theirs("settled", customer_id="C-7"), now=LATE) == ("record_right", "customer_has_it")


def test_wrong_person_by_our_own_orders():
    hers = SHOP.order("O-9", "129.00 EUR", "2026-05-01 10:00", payment_ref="pi_2", customer_id="C-8")
    charge = GATEWAY.charge("pi_2", "129.00 EUR", "2026-05-01 10:00")
    story = (OURS, theirs("settled", payment_ref="pi_2"), hers, charge)
    assert verdict(*story, now=LATE) == ("customer_right", "wrong_person")


def test_a_gateway_that_numbers_customers_its_own_way_names_nobody_else():
    charge = GATEWAY.charge("pi_1", "129.00 EUR", "2026-05-01 10:00", customer_id="cus_X")
    assert verdict(OURS, theirs("settled", customer_id="cus_X"), charge, now=LATE) == (
        "record_right",
        "customer_has_it",
    )


def test_duplicated_two_refunds_for_one_intent():
    again = GATEWAY.refund("re_4", "129.00 EUR", "2026-05-03 14:25", "settled", payment_ref="pi_1")
    (opinion,) = judge(OURS, theirs("settled"), again, now=LATE)
    assert (opinion.verdict, opinion.reason) == ("record_right", "duplicated")
    assert "sent twice" in opinion.sentence
    assert {w.record_id for w in opinion.witnesses} == {"re_3Pq8", "re_4"}


def test_two_refunds_of_ours_and_two_of_theirs_are_no_double():
    second = SHOP.refund("R-2", "129.00 EUR", "2026-05-03 14:24", payment_ref="pi_1")
    again = GATEWAY.refund("re_4", "129.00 EUR", "2026-05-03 14:25", "settled", payment_ref="pi_1")
    found = judge(OURS, second, theirs("settled"), again, now=LATE)
    assert [(o.matter, o.reason) for o in found] == [
        ("refund:R-2291", "customer_has_it"),
        ("refund:R-2", "customer_has_it"),
    ]


def test_a_failed_first_attempt_makes_no_double():
    failed = GATEWAY.refund("re_0", "129.00 EUR", "2026-05-03 14:19", "failed", our_ref="R-1")
    sent = GATEWAY.refund("re_1", "129.00 EUR", "2026-05-03 14:25", "settled", our_ref="R-1")
    ours = SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20")
    assert verdict(ours, failed, sent, now=LATE) == ("record_right", "customer_has_it")


def test_unknown_outcome_we_asked_and_never_looked():
    asked = SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20", "asked")
    other = GATEWAY.charge("pi_1", "129.00 EUR", "2026-05-01 10:00")
    (opinion,) = judge(asked, other, now=LATE)
    assert (opinion.verdict, opinion.reason) == ("cannot_tell", "unknown_outcome")
    assert "by our reference R-1" in opinion.missing[0]
    assert verdict(asked, other, LIST, now=LATE) == ("customer_right", "never_sent")


def test_test_mode_moves_no_money():
    assert verdict(OURS, theirs("settled", livemode=False), now=LATE) == ("customer_right", "test_mode")


CHARGEBACK = GATEWAY.charge("pi_1", "129.00 EUR", "2026-05-10 10:00", "came_back")


def test_disputed_too():
    assert verdict(OURS, theirs("settled"), CHARGEBACK, now=LATE) == ("record_right", "disputed_too")
    assert verdict(OURS, theirs("settled"), CHARGEBACK, now="2026-05-12 12:00") == ("too_early", "disputed_too")


def test_a_refund_that_failed_because_of_a_dispute_is_not_owed_while_the_chargeback_stands():
    failed = theirs("failed", "2026-05-10 10:00", failure_reason="charge_for_pending_refund_disputed")
    (opinion,) = judge(OURS, failed, CHARGEBACK, now=LATE)
    assert (opinion.verdict, opinion.reason, opinion.owed) == ("customer_right", "disputed_too", None)
    (opinion,) = judge(OURS, failed, now=LATE)
    assert (opinion.reason, opinion.owed) == ("disputed_too", money("129.00 EUR"))


@pytest.mark.parametrize(("bank", "reason"), [("499.99 EUR", "payout_broken"), ("500.00 EUR", "customer_has_it")])
def test_payout_broken_by_one_cent(bank: str, reason: str):
    story = (
        OURS,
        theirs("settled", payout_ref="po_1"),
        GATEWAY.payout("po_1", "500.00 EUR", "2026-05-06 00:00"),
        BANK.payout("po_1", bank, "2026-05-08 00:00"),
    )
    assert verdict(*story, now=LATE) == ("record_right", reason)
