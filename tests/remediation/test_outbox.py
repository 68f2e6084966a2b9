"""The outbox: what may be handed over, what is unknown, and what settles it. Nothing is paid twice."""

from dataclasses import replace

import pytest

from amends.facts import NotAllowed, Payment, Policy, Stage
from amends.recovery import replacement
from amends.remediation import check_answer, key_of
from remedy_stories import FAULT, LISTED, MATTER, Remedy, desk, new_refund
from stories import GATEWAY, SHOP, closed, money, requested, told

COMPLETE = GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-11 10:00")  # to a day after the hand-over
NEXT_DAY = "2026-06-11 12:00"


def test_from_owed_to_arrived_and_told():
    it = Remedy()
    assert (it.now("2026-06-02 09:00").stage, it.now("2026-06-02 09:00").payment) == (Stage.VERIFIED, Payment.NOT_ASKED)
    it.ask("2026-06-10 09:00")
    assert (it.now("2026-06-10 09:10").stage, it.now("2026-06-10 09:10").payment) == (Stage.OWED, Payment.WAITS)
    it.approve("2026-06-10 09:30")
    ready = it.now("2026-06-10 09:31")
    assert (ready.payment, ready.may_hand_over, ready.hand_over_money) == (Payment.READY, True, money("129.00 EUR"))
    over = it.hand_over("2026-06-10 10:00")
    assert (over.key, over.attempt, over.payment_ref) == (key_of(MATTER), 1, "pi_1")
    unknown = it.now("2026-06-10 10:01")
    assert (unknown.stage, unknown.payment, unknown.may_hand_over) == (Stage.PAID, Payment.UNKNOWN, False)
    it.answer("2026-06-10 11:00", over, "accepted")
    assert it.now("2026-06-10 11:01").payment is Payment.SAID_PAID
    it.tell(new_refund(over.key, "2026-06-10 10:30"))
    assert it.now("2026-06-11 10:00").payment is Payment.SEEN
    it.say("2026-06-12 10:00")
    it.tell(new_refund(over.key, "2026-06-12 10:30", "settled"))
    assert it.now("2026-06-12 11:00").stage is Stage.PAID  # settled, but its window has not passed
    done = it.now("2026-07-01 10:00")
    assert (done.stage, done.payment, len(done.proof)) == (Stage.CLOSED, Payment.ARRIVED, 2)


def test_what_is_unknown_is_not_handed_over_again():
    it = Remedy()
    it.handed_over()
    with pytest.raises(NotAllowed, match="nobody knows yet whether it was paid"):
        it.hand_over("2026-08-01 10:00")
    assert "complete from 10 June 2026 10:00 to 11 June 2026 10:00" in it.now("2026-08-01 10:00").waits_for


def test_silence_of_everybody_who_would_know_allows_the_same_key_again():
    it = Remedy()
    first = it.handed_over()
    it.tell(COMPLETE)
    second = it.hand_over(NEXT_DAY)
    assert (second.key, second.attempt, second.money) == (first.key, 2, first.money)
    assert it.now("2026-06-11 12:01").payment is Payment.UNKNOWN


def test_silence_of_last_week_says_nothing_of_a_payer_who_is_slow():
    it = Remedy()
    it.handed_over()
    it.tell(COMPLETE)
    assert it.now("2026-06-12 10:00").may_hand_over
    late = it.now("2026-06-12 10:01")
    assert (late.payment, late.may_hand_over) == (Payment.WAITS, False)
    assert "complete to 11 June 2026 10:01: whoever pays may have been slow" in late.waits_for


@pytest.mark.parametrize(
    "gap",
    [
        GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-11 09:59"),  # a minute short
        GATEWAY.complete("refunds", "2026-06-10 10:01", "2026-06-12 00:00"),  # begins after it
        GATEWAY.complete("charges", "2026-04-01 00:00", "2026-06-12 00:00"),
        SHOP.complete("refunds", "2026-04-01 00:00", "2026-06-12 00:00"),
    ],
    ids=["ends too early", "begins too late", "tells charges", "our own list"],
)
def test_silence_with_a_gap_proves_nothing(gap):
    it = Remedy()
    it.handed_over()
    it.tell(gap)
    assert not it.now("2026-06-11 10:30").may_hand_over


def test_another_gateway_that_could_have_paid_must_be_complete_too():
    it = Remedy()
    it.handed_over()
    acme = told("acme", "gateway")
    it.tell(COMPLETE, acme.complete("refunds", "2026-04-01 00:00", "2026-06-01 00:00"))
    assert not it.now(NEXT_DAY).may_hand_over
    it.tell(acme.complete("refunds", "2026-06-01 00:00", "2026-06-11 10:00"))
    assert it.now(NEXT_DAY).may_hand_over


def test_a_refund_without_a_key_that_may_be_it_leaves_it_unknown():
    it = Remedy()
    it.handed_over()
    it.tell(COMPLETE, new_refund(None, "2026-06-10 10:20", "held", "re_77"))
    here = it.now(NEXT_DAY)
    assert (here.payment, here.may_hand_over) == (Payment.UNKNOWN, False)
    assert "re_77, which may be it" in here.waits_for


def test_our_own_new_row_does_not_explain_a_refund_away():
    it = Remedy()
    it.handed_over()
    ours = SHOP.refund("R-2300", "129.00 EUR", "2026-06-10 10:10", gateway_ref="re_77", payment_ref="pi_1")
    it.tell(COMPLETE, ours, new_refund(None, "2026-06-10 10:20", "held", "re_77"))
    assert not it.now(NEXT_DAY).may_hand_over


def test_after_a_refusal_the_next_key():
    it = Remedy()
    first = it.handed_over()
    it.answer("2026-06-10 11:00", first, "refused")
    second = it.hand_over("2026-06-10 12:00")
    assert (second.key, second.attempt) == (key_of(MATTER, 2), 2)


def test_after_a_witnessed_failure_the_next_key():
    it = Remedy()
    first = it.handed_over()
    it.answer("2026-06-10 11:00", first, "accepted")
    it.tell(new_refund(first.key, "2026-06-10 10:30"), new_refund(first.key, "2026-06-15 10:30", "failed"))
    assert it.now("2026-06-15 10:29").payment is Payment.SEEN
    second = it.hand_over("2026-06-16 12:00")
    assert (second.key, second.attempt) == (key_of(MATTER, 2), 2)


def test_a_refusal_of_the_second_attempt_says_nothing_of_the_first_while_that_may_still_come():
    it = Remedy()
    it.handed_over()
    it.tell(COMPLETE)
    second = it.hand_over(NEXT_DAY)
    it.answer("2026-06-13 12:00", second, "refused")  # perhaps because the first one was paid meanwhile
    assert it.now("2026-06-13 13:00").payment is Payment.UNKNOWN
    it.tell(GATEWAY.complete("refunds", "2026-06-11 10:00", "2026-06-14 00:00"))
    assert it.now("2026-06-14 13:00").next_key == key_of(MATTER, 2)
    assert it.now("2026-06-14 13:00").may_hand_over


def test_a_payer_who_takes_his_word_back_is_believed_only_where_silence_confirms_it():
    it = Remedy()
    over = it.handed_over()
    it.answer("2026-06-10 11:00", over, "accepted")
    it.answer("2026-06-11 11:00", over, "refused")
    assert it.now(NEXT_DAY).payment is Payment.UNKNOWN
    it.tell(GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-11 11:00"))
    assert it.now(NEXT_DAY).may_hand_over


def test_the_payer_alone_never_makes_it_arrive():
    it = Remedy()
    it.answer("2026-06-10 11:00", it.handed_over(), "accepted")
    it.tell(COMPLETE)
    later = it.now("2027-06-10 11:00")
    assert (later.stage, later.payment, later.proof) == (Stage.PAID, Payment.SAID_PAID, ())


def test_test_mode_moves_no_money():
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", livemode=False))
    assert it.now("2026-07-10 10:30").payment is Payment.UNKNOWN


def test_a_refund_under_the_key_of_less_than_was_handed_over_does_not_arrive():
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", amount="12.90 EUR"))
    short = it.now("2026-07-10 10:30")
    assert (short.payment, short.may_hand_over) == (Payment.UNKNOWN, False)
    assert "re_2 of 12.90 EUR under this key, and 129.00 EUR was handed over" in short.waits_for
    it.tell(new_refund(over.key, "2026-07-12 10:30", "settled", "re_3", amount="116.10 EUR"))  # the payer adds the rest
    there = it.now("2026-08-12 10:30")
    assert (there.stage, len(there.proof)) == (Stage.ARRIVED, 2)


def test_above_the_limit_two_different_people_approve():
    it = Remedy(policy=replace(Policy(), two_approve_above_minor=12_899))
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10", "omar")
    with pytest.raises(NotAllowed, match="was approved by Omar already"):
        it.approve("2026-06-10 09:20", "Omar ")
    one = it.now("2026-06-10 09:20")
    assert (one.payment, one.approved_by, one.approvals_needed) == (Payment.WAITS, ("omar",), 2)
    assert "by a second person, other than omar" in one.waits_for
    with pytest.raises(NotAllowed):
        it.hand_over("2026-06-10 09:25")
    it.approve("2026-06-10 09:30", "lena")
    assert it.now("2026-06-10 09:31").may_hand_over
    with pytest.raises(NotAllowed, match="all the approvals"):
        it.approve("2026-06-10 09:40", "ida")


def test_at_the_limit_one_is_enough():
    it = Remedy(policy=replace(Policy(), two_approve_above_minor=12_900))
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10")
    assert it.now("2026-06-10 09:11").may_hand_over


def test_an_approval_of_another_amount_counts_for_nothing():
    it = Remedy()
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:10")
    it.tell(requested(MATTER, "12.90 EUR", "2026-06-10 09:20"))
    here = it.now("2026-06-10 09:30")
    assert (here.payment, here.approved_by) == (Payment.NOT_ASKED, ())
    assert "12.90 EUR was asked for, and 129.00 EUR is owed now" in here.waits_for
    with pytest.raises(NotAllowed, match="has not been asked for"):
        it.approve("2026-06-10 09:40")


def test_what_finance_was_asked_for_beside_the_programme_may_have_been_paid():
    it = Remedy(*FAULT, LISTED, requested(MATTER, "129.00 EUR", "2026-06-08 10:00"))
    it.approve("2026-06-10 09:30")
    here = it.now("2026-06-10 10:00")
    assert (here.payment, here.may_hand_over) == (Payment.WAITS, False)
    assert "finance" in here.waits_for
    it.tell(GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-09 10:00"))
    assert it.now("2026-06-10 10:00").may_hand_over


def test_finance_may_say_that_it_did_not_pay_what_it_was_asked_for_beside_the_programme():
    it = Remedy(*FAULT, LISTED, requested(MATTER, "129.00 EUR", "2026-06-08 10:00"))
    it.approve("2026-06-10 09:30")
    it.tell(desk("2026-06-10 10:00", check_answer(it.now("2026-06-10 10:00"), key_of(MATTER), 0, outcome="refused")))
    assert it.now("2026-06-10 10:01").may_hand_over


def test_two_programmes_with_the_same_refund_share_one_key_and_pay_once():
    other = "wide-2026-06"
    listed = desk("2026-06-02 09:00", replace(LISTED.what, programme=other), f"suspect:{other}:{MATTER}")
    it = Remedy(*FAULT, LISTED, listed)
    beside = Remedy(*FAULT, LISTED, listed, programme=other)
    over = it.handed_over()
    beside.entries = it.entries
    assert beside.now("2026-06-10 10:10").key == over.key == it.now("2026-06-10 10:10").key
    for again in (beside.ask, beside.approve, beside.hand_over):
        with pytest.raises(NotAllowed, match="handed over"):
            again("2026-06-10 10:30")
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    assert (it.now("2026-07-10 10:30").stage, beside.now("2026-07-10 10:30").stage) == (
        Stage.ARRIVED,
        Stage.MADE_WHOLE,
    )


def failed_twice() -> tuple[Remedy, Remedy]:
    """The refund failed, and so did the one that was to make it good: two debts by the rules, and one payment."""
    again = SHOP.refund("R-2300", "129.00 EUR", "2026-05-12 14:20", gateway_ref="re_5", payment_ref="pi_1")
    bounced = GATEWAY.refund("re_5", "129.00 EUR", "2026-05-13 14:20", "failed", payment_ref="pi_1")
    listed = desk("2026-06-01 09:00", replace(LISTED.what, matter="refund:R-2300"), "suspect:R-2300")
    first, second = Remedy(*FAULT, LISTED, again, bounced, listed), Remedy(matter="refund:R-2300")
    second.entries = first.entries
    for one, minute in ((first, 10), (second, 20)):
        one.ask(f"2026-06-10 09:{minute}")
        one.approve(f"2026-06-10 09:{minute + 5}")
    return first, second


def test_of_two_debts_on_one_payment_that_took_the_money_once_the_older_goes_first():
    first, second = failed_twice()
    assert first.now("2026-06-10 10:00").may_hand_over
    here = second.now("2026-06-10 10:00")
    assert (here.may_hand_over, here.payment) == (False, Payment.WAITS)
    assert "129.00 EUR was taken, and 129.00 EUR of it is given back, on its way, or owed" in here.waits_for


def test_a_second_refund_that_was_to_make_the_first_good_and_failed_too_is_never_paid_besides():
    first, second = failed_twice()
    over = first.hand_over("2026-06-10 10:00")
    assert not second.now("2026-06-10 10:20").may_hand_over
    first.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    assert first.now("2026-07-10 10:00").stage is Stage.ARRIVED
    assert not second.now("2026-07-10 10:00").may_hand_over


def test_a_part_of_what_was_taken_may_go_back_beside_another_part():
    one, two = two_part_refunds_of_which_one_was_paid()
    assert (len(one.now("2026-06-10 12:00").handed), len(two.now("2026-06-10 12:00").handed)) == (1, 1)


def two_part_refunds_of_which_one_was_paid() -> tuple[Remedy, Remedy]:
    """Both failed and were handed over, and the gateway shows the new refund of the second one alone."""
    parts = [
        SHOP.refund("R-1", "40.00 EUR", "2026-05-03 14:20", gateway_ref="re_a", payment_ref="pi_1"),
        SHOP.refund("R-2", "40.00 EUR", "2026-05-03 14:25", gateway_ref="re_b", payment_ref="pi_1"),
        GATEWAY.refund("re_a", "40.00 EUR", "2026-05-09 02:11", "failed", payment_ref="pi_1"),
        GATEWAY.refund("re_b", "40.00 EUR", "2026-05-09 02:12", "failed", payment_ref="pi_1"),
        *(desk("2026-06-01 09:00", replace(LISTED.what, matter=f"refund:R-{n}"), f"suspect:R-{n}") for n in (1, 2)),
    ]
    one, two = Remedy(FAULT[0], *parts, matter="refund:R-1"), Remedy(matter="refund:R-2")
    two.entries = one.entries
    one.handed_over()
    two.ask("2026-06-10 11:00")
    two.approve("2026-06-10 11:10")
    over = two.hand_over("2026-06-10 11:20")
    two.tell(new_refund(over.key, "2026-06-10 11:30", "settled", amount="40.00 EUR"))
    return one, two


def check_one_payment_ends_one_matter() -> None:
    one, two = two_part_refunds_of_which_one_was_paid()
    assert two.now("2026-07-10 10:00").stage is Stage.ARRIVED
    here = one.now("2026-07-10 10:00")
    assert (here.stage, here.payment) == (Stage.PAID, Payment.UNKNOWN)


@pytest.mark.promise
def test_each_of_two_part_refunds_is_made_good_by_its_own_payment(monkeypatch: pytest.MonkeyPatch):
    check_one_payment_ends_one_matter()
    monkeypatch.setattr(replacement, "remedies", lambda said, told: {})  # the twin: any new refund will do
    with pytest.raises(AssertionError):
        check_one_payment_ends_one_matter()


def test_a_new_refund_that_names_no_payment_is_found_by_its_key():
    it = Remedy()
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled", payment_ref=None))
    it.tell(new_refund(None, "2026-06-10 10:30", "settled", number="re_9", payment_ref=None))  # somebody else's
    here = it.now("2026-07-10 10:00")
    assert (here.stage, len(here.proof)) == (Stage.ARRIVED, 1)


def test_a_remedy_that_our_own_system_made_is_found_by_its_number_there():
    it = Remedy()
    over = it.handed_over()
    it.tell(
        SHOP.refund("R-2300", "129.00 EUR", "2026-06-10 10:20", our_ref=over.key, payment_ref="pi_1"),
        new_refund("R-2300", "2026-06-10 10:30", "failed"),
    )
    assert it.now("2026-06-12 10:00").next_key == key_of(MATTER, 2)


def test_a_remedy_so_soon_that_it_passes_for_the_refund_itself_arrives_all_the_same():
    ours = SHOP.refund("R-2291", "129.00 EUR", "2026-06-08 12:00", payment_ref="pi_1")
    it = Remedy(FAULT[0], ours, GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-09 13:00"), LISTED)
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    assert it.now("2026-06-11 10:00").stage is Stage.PAID
    assert it.now("2026-07-11 10:00").stage is Stage.ARRIVED


def test_whose_refund_turns_up_after_all_is_not_paid_again():
    it = Remedy()
    it.handed_over()
    fine = GATEWAY.refund("re_1", "129.00 EUR", "2026-06-09 10:00", "settled", payment_ref="pi_1")
    it.tell(fine, COMPLETE)
    here = it.now("2026-08-01 10:00")
    assert (here.stage, here.payment, here.may_hand_over) == (Stage.NOT_HIT, Payment.NOT_ASKED, False)


def test_nothing_is_asked_for_before_a_witness_has_answered():
    it = Remedy(FAULT[1], LISTED)
    assert it.now("2026-06-10 09:00").stage is Stage.SUSPECTED
    for act in (it.ask, it.approve, it.hand_over, it.say):
        with pytest.raises(NotAllowed, match="no witness says that it went wrong"):
            act("2026-06-10 09:00")


def test_what_our_own_system_calls_failed_by_now_is_owed_all_the_same():
    it = Remedy()
    it.tell(SHOP.refund("R-2291", "129.00 EUR", "2026-06-05 10:00", "failed", payment_ref="pi_1"))
    over = it.handed_over()
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    assert it.now("2026-07-10 10:30").stage is Stage.ARRIVED


def test_a_closing_of_the_desk_ends_nothing_here():
    it = Remedy()
    it.tell(closed(MATTER, "2026-06-05 10:00"))
    assert it.now("2026-06-06 10:00").stage is Stage.VERIFIED
