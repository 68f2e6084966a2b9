"""Charges: twice, after a cancellation, without an order, of another amount, and payments that were not credited."""

import pytest

from stories import BANK, GATEWAY, MAIL, SHOP, at, claim, judge, money, on, told, verdict

ORDER = SHOP.order("O-1", "50.00 EUR", "2026-04-30 09:00", "shipped")
FIRST = GATEWAY.charge("pi_1", "50.00 EUR", "2026-05-01 10:00", order_id="O-1")
SECOND = GATEWAY.charge("pi_2", "50.00 EUR", "2026-05-01 10:02", order_id="O-1")
CALL = MAIL.contact("You charged me twice!", "2026-05-20 10:00")
TWICE = claim("charged_twice", contact=CALL)
ALL_CHARGES = GATEWAY.complete("charges", "2026-01-01 00:00", "2026-05-20 10:00")
NOW = "2026-06-30 12:00"


def test_charged_twice_for_one_order_is_found_without_a_claim():
    (opinion,) = judge(ORDER, FIRST, SECOND, now=NOW)
    assert (opinion.verdict, opinion.reason, opinion.matter) == ("customer_right", "charged_twice", "payment:pi_2")
    assert opinion.owed == money("50.00 EUR")
    assert opinion.sentence == "50.00 EUR was charged twice for order O-1, on 1 May 2026."


def test_two_orders_are_two_purchases():
    other = GATEWAY.charge("pi_2", "50.00 EUR", "2026-05-01 10:02", order_id="O-2")
    assert judge(ORDER, SHOP.order("O-2", "50.00 EUR", "2026-05-01 10:01"), FIRST, other, now=NOW) == ()


@pytest.mark.parametrize(("when", "found"), [("2026-05-31 10:00", 1), ("2026-05-31 10:00:00.000001", 0)])
def test_thirty_days_apart_is_one_period_and_a_microsecond_more_is_the_next(when: str, found: int):
    later = GATEWAY.charge("pi_2", "50.00 EUR", when, order_id="O-1")
    assert len(judge(ORDER, FIRST, later, now=NOW)) == found


@pytest.mark.parametrize("state", ["failed", "asked", "canceled", "came_back"])
def test_a_charge_that_was_not_taken_is_no_second_charge(state: str):
    other = GATEWAY.charge("pi_2", "50.00 EUR", "2026-05-01 10:02", state, order_id="O-1")
    assert judge(ORDER, FIRST, other, now=NOW) == ()


def test_one_cent_apart_is_not_the_same_charge_and_test_mode_is_no_charge():
    cent = GATEWAY.charge("pi_2", "50.01 EUR", "2026-05-01 10:02", order_id="O-1")
    assert [o.reason for o in judge(ORDER, FIRST, cent, now=NOW)] == []
    test = GATEWAY.charge("pi_2", "50.00 EUR", "2026-05-01 10:02", order_id="O-1", livemode=False)
    assert judge(ORDER, FIRST, test, now=NOW) == ()


def test_our_own_table_alone_cannot_show_a_second_charge():
    story = (ORDER, SHOP.charge("pi_1", "50.00 EUR", "2026-05-01 10:00", order_id="O-1", customer_id="C-7"))
    story += (SHOP.charge("pi_2", "50.00 EUR", "2026-05-01 10:02", order_id="O-1", customer_id="C-7"), CALL)
    assert verdict(*story, claims=(TWICE,), now=NOW) == ("cannot_tell", "nothing_found")


def test_the_second_charge_was_given_back():
    back = GATEWAY.refund("re_1", "50.00 EUR", "2026-05-02 10:00", "settled", payment_ref="pi_2", arn="74")
    early, late = (on("payment:pi_2", judge(ORDER, FIRST, SECOND, back, now=n)) for n in ("2026-05-05 10:00", NOW))
    assert (early.verdict, early.reason) == ("too_early", "in_window")
    assert (late.verdict, late.reason, late.owed) == ("record_right", "already_given_back", None)
    assert [h.value for h in late.hand_over] == ["74"]


def test_a_refund_of_the_second_charge_that_failed_gave_nothing_back():
    back = GATEWAY.refund("re_1", "50.00 EUR", "2026-05-02 10:00", "failed", payment_ref="pi_2")
    opinion = on("payment:pi_2", judge(ORDER, FIRST, SECOND, back, now=NOW))
    assert (opinion.reason, opinion.owed) == ("charged_twice", money("50.00 EUR"))


def test_part_of_it_was_given_back():
    back = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-02 10:00", "settled", payment_ref="pi_2")
    opinion = on("payment:pi_2", judge(ORDER, FIRST, SECOND, back, now=NOW))
    assert (opinion.reason, opinion.owed) == ("charged_twice", money("30.00 EUR"))


def test_charged_once_is_said_only_inside_a_complete_list():
    assert verdict(ORDER, FIRST, CALL, ALL_CHARGES, claims=(TWICE,), now=NOW) == ("record_right", "charged_once")
    short = GATEWAY.complete("charges", "2026-01-01 00:00", "2026-05-20 09:59:59.999999")
    assert verdict(ORDER, FIRST, CALL, short, claims=(TWICE,), now=NOW) == ("cannot_tell", "witness_incomplete")


def test_charges_without_an_order_are_weighed_against_the_orders_there_are():
    loose = [GATEWAY.charge(f"pi_{n}", "50.00 EUR", f"2026-05-0{n} 10:00", customer_id="C-7") for n in (1, 2)]
    assert [o.reason for o in judge(ORDER, *loose, now=NOW)] == ["charged_twice"]
    again = SHOP.order("O-2", "50.00 EUR", "2026-05-02 09:00")
    assert judge(ORDER, again, *loose, now=NOW) == ()


CANCELED = SHOP.order("O-1", "50.00 EUR", "2026-04-30 09:00", "canceled", since="2026-05-01 10:00")
BILLED = claim("cancelled_but_billed", contact=CALL)


@pytest.mark.parametrize(
    ("when", "reasons"), [("2026-05-01 10:00", []), ("2026-05-01 10:00:00.000001", ["billed_after_cancel"])]
)
def test_billed_after_cancel_means_after_the_very_moment(when: str, reasons: list[str]):
    found = judge(CANCELED, GATEWAY.charge("pi_1", "50.00 EUR", when, order_id="O-1"), now=NOW)
    assert [o.reason for o in found] == reasons


def test_billed_after_cancel_is_owed():
    (opinion,) = judge(CANCELED, GATEWAY.charge("pi_1", "50.00 EUR", "2026-05-02 10:00", order_id="O-1"), now=NOW)
    assert (opinion.verdict, opinion.owed) == ("customer_right", money("50.00 EUR"))
    assert {w.root for w in opinion.witnesses} == {"gateway"}


def test_not_billed_after_cancel_needs_the_complete_list():
    assert verdict(CANCELED, FIRST, CALL, ALL_CHARGES, claims=(BILLED,), now=NOW) == (
        "record_right",
        "not_billed_after_cancel",
    )
    assert verdict(CANCELED, FIRST, CALL, claims=(BILLED,), now=NOW) == ("cannot_tell", "witness_incomplete")


def test_a_cancellation_that_nobody_recorded_is_nothing_found():
    assert verdict(ORDER, FIRST, CALL, claims=(BILLED,), now=NOW) == ("cannot_tell", "nothing_found")


def test_a_cancellation_in_the_future_is_none_yet():
    charge = GATEWAY.charge("pi_1", "50.00 EUR", "2026-05-02 10:00", order_id="O-1")
    later = SHOP.order("O-1", "50.00 EUR", "2026-04-30 09:00", "canceled", since="2026-05-01 10:00")
    assert judge(later, charge, now="2026-05-01 09:00") == ()


STRANGE = claim("not_authorised", "50.00 EUR", contact=CALL)
LOOSE = GATEWAY.charge("pi_1", "50.00 EUR", "2026-05-01 10:00", customer_id="C-7")
ALL_ORDERS = SHOP.complete("orders", "2026-01-01 00:00", "2026-06-01 00:00")


def test_no_order_behind_a_charge_counts_only_where_orders_are_complete():
    assert verdict(LOOSE, CALL, claims=(STRANGE,), now=NOW) == ("cannot_tell", "witness_incomplete")
    assert verdict(LOOSE, CALL, ALL_ORDERS, claims=(STRANGE,), now=NOW) == ("customer_right", "no_order_behind_it")
    assert judge(LOOSE, CALL, ALL_ORDERS, now=NOW) == ()


def test_an_order_in_her_name_does_not_prove_that_she_placed_it():
    assert verdict(ORDER, FIRST, CALL, ALL_ORDERS, claims=(STRANGE,), now=NOW) == ("cannot_tell", "order_behind_it")


PAID = claim("payment_not_credited", contact=CALL)


def test_a_payment_that_arrived_and_is_not_in_our_complete_ledger():
    ledger = told("ledger", "us").complete("postings", "2026-05-01 10:00", "2026-05-02 10:00")
    assert verdict(ORDER, FIRST, CALL, ledger, claims=(PAID,), now=NOW) == ("customer_right", "payment_arrived")
    line = told("ledger", "us").posting("L-1", "-50.00 EUR", "2026-05-01 11:00", "payment", payment_ref="pi_1")
    assert verdict(ORDER, FIRST, CALL, ledger, line, claims=(PAID,), now=NOW) == ("record_right", "payment_arrived")
    short = told("ledger", "us").complete("postings", "2026-05-01 10:00", "2026-05-02 09:59:59.999999")
    assert verdict(ORDER, FIRST, CALL, short, claims=(PAID,), now=NOW) == ("cannot_tell", "witness_incomplete")


def test_an_order_still_unpaid_a_day_after_the_money_came():
    unpaid = SHOP.order("O-1", "50.00 EUR", "2026-04-30 09:00", "unpaid")
    assert judge(unpaid, FIRST, now="2026-05-02 09:59") == ()
    assert verdict(unpaid, FIRST, now="2026-05-02 10:00") == ("customer_right", "payment_arrived")


def test_a_transfer_that_the_bank_saw_is_a_payment_that_arrived():
    unpaid = SHOP.order("O-1", "50.00 EUR", "2026-04-30 09:00", "unpaid")
    line = BANK.charge("tr_1", "50.00 EUR", "2026-05-01 10:00", "settled", order_id="O-1")
    assert verdict(unpaid, line, now=NOW) == ("customer_right", "payment_arrived")


def test_no_payment_arrived_is_said_only_inside_a_complete_list():
    assert verdict(ORDER, CALL, ALL_CHARGES, claims=(PAID,), now=NOW) == ("record_right", "payment_not_arrived")
    assert verdict(ORDER, CALL, claims=(PAID,), now=NOW) == ("cannot_tell", "nothing_found")


def test_more_was_charged_than_was_ordered():
    charge = GATEWAY.charge("pi_1", "50.01 EUR", "2026-05-01 10:00", order_id="O-1")
    (opinion,) = judge(ORDER, charge, now=NOW)
    assert (opinion.verdict, opinion.reason, opinion.owed) == ("customer_right", "amount_differs", money("0.01 EUR"))
    less = GATEWAY.charge("pi_1", "49.99 EUR", "2026-05-01 10:00", order_id="O-1")
    assert judge(ORDER, less, now=NOW) == ()


def test_the_amount_agrees():
    disputed = claim("amount_disputed", contact=CALL)
    assert verdict(ORDER, FIRST, CALL, claims=(disputed,), now=NOW) == ("record_right", "amount_agrees")


BOOKS = told("ledger", "billing")
INVOICE = BOOKS.invoice("I-1", "109.00 EUR", "2026-05-01 10:00")
LINES = (
    BOOKS.posting("L-1", "109.00 EUR", "2026-05-01 10:00", "invoice", customer_id="C-7"),
    BOOKS.posting("L-2", "-100.00 EUR", "2026-05-03 10:00", "payment", customer_id="C-7"),
)


def test_four_hundred_instead_of_nine():
    said = claim("amount_disputed", "400.00", contact=CALL)
    (opinion,) = judge(INVOICE, *LINES, CALL, claims=(said,), now=NOW)
    assert (opinion.verdict, opinion.reason) == ("customer_right", "amount_differs")
    assert opinion.sentence.startswith("9.00 EUR is owed, not 400.00 EUR")


def test_a_quoted_amount_is_compared_too():
    disputed, quoted = claim("amount_disputed", contact=CALL), claim("quoted_amount", "400 EUR", contact=CALL)
    (opinion,) = judge(INVOICE, *LINES, CALL, claims=(disputed, quoted), now=NOW)
    assert opinion.reason == "amount_differs"


def test_nine_is_nine_and_our_books_agree():
    said = claim("amount_disputed", "9.00", contact=CALL)
    assert verdict(INVOICE, *LINES, CALL, claims=(said,), now=NOW) == ("record_right", "amount_agrees")


def test_books_that_contradict_each_other():
    said = claim("amount_disputed", "9.00", contact=CALL)
    wrong = BOOKS.posting("L-3", "0.01 EUR", "2026-05-04 10:00", "adjustment", customer_id="C-7")
    assert verdict(INVOICE, *LINES, wrong, CALL, claims=(said,), now=NOW) == ("customer_right", "amount_differs")


def test_our_own_books_alone_are_only_our_word():
    ours = told("erp", "us")
    story = (
        ours.invoice("I-1", "9.00 EUR", "2026-05-01 10:00"),
        ours.posting("L-1", "9.00 EUR", "2026-05-01 10:00", "invoice", customer_id="C-7"),
    )
    said = claim("amount_disputed", "400.00", contact=CALL)
    assert verdict(*story, CALL, claims=(said,), now=NOW) == ("cannot_tell", "only_our_word")


def test_a_claim_of_a_contact_that_has_not_happened_yet_opens_nothing():
    assert judge(ORDER, FIRST, CALL, ALL_CHARGES, claims=(TWICE,), now="2026-05-20 09:59") == ()
    assert at("2026-05-20 09:59") < CALL.occurred


def test_a_credit_lowers_what_is_owed():
    credit = BOOKS.posting("L-3", "-5.00 EUR", "2026-05-04 10:00", "credit", customer_id="C-7")
    disputed = claim("amount_disputed", contact=CALL)
    (opinion,) = judge(INVOICE, *LINES, credit, CALL, claims=(disputed,), now=NOW)
    assert (opinion.reason, opinion.amount) == ("amount_agrees", money("4.00 EUR"))


def test_what_is_on_its_way_is_not_owed_a_second_time():
    back = GATEWAY.refund("re_1", "20.00 EUR", "2026-05-04 10:00", payment_ref="pi_2")
    opinion = on("payment:pi_2", judge(ORDER, FIRST, SECOND, back, now="2026-05-05 10:00"))
    assert (opinion.reason, opinion.owed) == ("charged_twice", money("30.00 EUR"))
