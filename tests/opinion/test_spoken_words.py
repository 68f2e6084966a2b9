"""Story 3, "you told me otherwise", and story 2, four hundred instead of nine: decided by words that are on record."""

import pytest

from amends.facts import CallOutcome, Entry
from stories import BANK, GATEWAY, SHOP
from talks import (
    claim,
    complete,
    judge,
    looked,
    noted,
    only,
    rang,
    taken_down,
    verdict,
    we_sent,
    wrote,
)

TOLD = wrote("You told me on the phone that I would get a refund, but now you refuse.", "2026-05-20 10:00")
NOW_NO = we_sent("Unfortunately we cannot refund this fare.", "2026-05-19 09:00")
NO_NOTE = noted("Told her that we cannot refund the fare.", "2026-05-03 15:00")
YES_NOTE = noted("Told her we will refund the fare.", "2026-05-03 15:00")
NO_TAPE = taken_down("I am sorry, we cannot refund this fare.", "2026-05-03 15:00")
YES_TAPE = taken_down("We will refund the fare by Friday.", "2026-05-03 15:00")


ALL_CALLS = complete("asterisk", "phone", "calls", "2026-01-01 00:00", "2026-05-31 00:00")
ALL_ANSWERS = complete("desk", "us", "answers", "2026-01-01 00:00", "2026-05-31 00:00")


def test_nobody_can_tell_where_nothing_is_on_record():
    one = only(judge(TOLD), "told_otherwise")
    assert (one.verdict, one.reason) == ("cannot_tell", "nothing_found")
    assert one.matter == f"contact:{TOLD.id}"
    assert "a recording, a sent mail or the other party's letter" in one.missing


def test_an_agents_own_note_alone_decides_nothing_and_both_sides_are_quoted():
    one = only(judge(TOLD, NO_NOTE), "told_otherwise")
    assert (one.verdict, one.reason) == ("cannot_tell", "only_a_note")
    (note,) = one.disputed
    (both,) = note.differences
    assert "cannot refund" in both.ours
    assert "told me on the phone" in both.theirs
    assert one.witnesses == ()


def test_a_note_that_agrees_with_her_is_still_no_record():
    assert verdict(judge(TOLD, YES_NOTE), "told_otherwise") == ("cannot_tell", "only_a_note")


def test_she_is_right_where_the_transcript_holds_it():
    one = only(judge(TOLD, YES_TAPE, NO_NOTE), "told_otherwise")
    assert (one.verdict, one.reason) == ("customer_right", "record_of_words")
    assert "We will refund the fare by Friday" in one.sentence
    assert [w.how for w in one.witnesses] == ["a transcript of what was said"]


def test_our_record_is_right_where_the_transcript_of_the_only_call_says_no():
    call, log = rang("2026-05-03 15:00", CallOutcome.REACHED)
    one = only(judge(TOLD, NO_TAPE, call, ALL_CALLS, calls=[log]), "told_otherwise")
    assert (one.verdict, one.reason) == ("record_right", "record_of_words")


def test_a_transcript_that_says_what_she_hears_now_needs_the_whole_phone_log():
    call, log = rang("2026-05-03 15:00", CallOutcome.REACHED)
    assert verdict(judge(TOLD, NO_TAPE, call, calls=[log]), "told_otherwise") == ("cannot_tell", "words_not_found")
    other = wrote("You told me on the phone that I would get a refund. That was a lie.", "2026-05-20 10:00")
    claims = (claim("told_otherwise", contact=other),)
    found = judge(other, NO_TAPE, call, calls=[log], claims=claims)
    assert verdict(found, "told_otherwise") == ("record_right", "record_of_words")


def test_a_mail_that_says_no_disproves_no_call():
    """It may be the very "now" of which she complains."""
    assert verdict(judge(TOLD, NOW_NO), "told_otherwise") == ("cannot_tell", "words_not_found")


def test_a_second_call_that_nobody_recorded_may_hold_it():
    call, log = rang("2026-05-03 15:00", CallOutcome.REACHED)
    other, unrecorded = rang("2026-05-04 15:00", CallOutcome.REACHED, 2)
    found = judge(TOLD, NO_TAPE, call, other, ALL_CALLS, calls=[log, unrecorded])
    assert verdict(found, "told_otherwise") == ("cannot_tell", "words_not_found")


def test_another_organisations_letter_speaks_for_itself():
    letter = we_sent("Your supplier said that it cannot refund the fare.", "2026-05-10 09:00", "other", medium="letter")
    assert verdict(judge(TOLD, letter), "told_otherwise") == ("record_right", "record_of_words")


def test_where_no_medium_is_named_everything_said_must_be_on_record():
    plain = wrote("You told me that I would get a refund, but now you refuse.", "2026-05-20 10:00")
    assert verdict(judge(plain, NOW_NO), "told_otherwise") == ("cannot_tell", "words_not_found")
    assert verdict(judge(plain, NOW_NO, ALL_CALLS), "told_otherwise") == ("cannot_tell", "words_not_found")
    found = judge(plain, NOW_NO, ALL_CALLS, ALL_ANSWERS)
    assert verdict(found, "told_otherwise") == ("record_right", "record_of_words")


def test_we_said_both():
    promise = we_sent("We will refund the fare by Friday.", "2026-05-03 09:00")
    mail = wrote("In your mail you told me I would get a refund, now you refuse.", "2026-05-20 10:00")
    one = only(judge(mail, promise, NOW_NO), "told_otherwise")
    assert (one.verdict, one.reason) == ("customer_right", "record_of_words")
    assert one.sentence.startswith("We did say it, on 3 May 2026")
    both = only(judge(mail, promise, NOW_NO, ALL_ANSWERS), "told_otherwise")
    assert (both.verdict, both.reason) == ("customer_right", "record_of_words")
    assert both.sentence.startswith("We said both")


def test_a_sum_on_record_decides_by_the_number():
    mail = wrote("You told me by email that I owe 9.00 EUR, now you want 400.00 EUR.", "2026-05-20 10:00")
    nine = we_sent("You owe 9.00 EUR.", "2026-05-03 09:00")
    assert verdict(judge(mail, nine), "told_otherwise") == ("customer_right", "record_of_words")
    other = we_sent("You owe 400.00 EUR.", "2026-05-03 09:00")
    assert verdict(judge(mail, other), "told_otherwise") == ("cannot_tell", "words_not_found")
    assert verdict(judge(mail, other, ALL_ANSWERS), "told_otherwise") == ("record_right", "record_of_words")


def test_nothing_in_common_is_nobodys_to_guess():
    unrelated = taken_down("Your line will be moved on Monday.", "2026-05-03 15:00")
    one = only(judge(TOLD, unrelated), "told_otherwise")
    assert (one.verdict, one.reason) == ("cannot_tell", "words_not_found")
    assert [w.says for w in one.witnesses] == ['"Your line will be moved on Monday."']


def test_what_was_said_after_she_complained_proves_nothing():
    late = taken_down("We will refund the fare by Friday.", "2026-05-25 15:00")
    assert verdict(judge(TOLD, late), "told_otherwise") == ("cannot_tell", "nothing_found")


def test_other_organisations_in_her_words_are_shown():
    mail = wrote("You told me that my landlord agreed to it, but Acme Energy Ltd says no.", "2026-05-20 10:00")
    one = only(judge(mail, claims=(claim("told_otherwise", contact=mail),)), "told_otherwise")
    assert "my landlord and Acme Energy Ltd" in one.sentence
    assert any("my landlord" in line for line in one.missing)


def test_a_second_look_overrules_until_later_evidence():
    look = looked(f"contact:{TOLD.id}", "customer_right", "cannot_tell", "2026-05-21 10:00")
    one = only(judge(TOLD, NO_NOTE, look), "told_otherwise")
    assert (one.verdict, one.reason, one.overruled_by) == ("customer_right", "second_look", look.id)


def test_a_look_at_one_question_of_a_contact_does_not_overrule_another():
    both = wrote(
        "You told me that I would get a refund, now you refuse. I wrote to you twice before.", "2026-05-20 10:00"
    )
    first = wrote("Where is my refund?", "2026-05-01 10:00")
    look = looked(f"contact:{both.id}", "record_right", "cannot_tell", "2026-05-21 10:00")
    found = judge(first, both, look)
    assert verdict(found, "told_otherwise") == ("record_right", "second_look")
    assert verdict(found, "already_contacted") == ("customer_right", "contacted_before")


# Story 2: four hundred instead of nine.

BOOKS = [
    SHOP.invoice("I-1", "400.00 EUR", "2026-04-01 09:00", order_id="O-1"),
    SHOP.order("O-1", "400.00 EUR", "2026-04-01 09:00"),
    SHOP.posting("L-1", "400.00 EUR", "2026-04-01 09:00", "invoice", invoice_id="I-1"),
    SHOP.posting("L-2", "-391.00 EUR", "2026-04-10 09:00", "payment", payment_ref="pi_1"),
    GATEWAY.charge("pi_1", "391.00 EUR", "2026-04-10 09:00", order_id="O-1"),
]
FOUR_HUNDRED = noted("Told him he owes 400.00 EUR.", "2026-05-03 15:00")


def told_of(entries: list[Entry], **more: object) -> tuple[str, str]:
    (one,) = [o for o in judge(*entries, **more) if o.claim == "amount_disputed"]  # type: ignore[arg-type]
    return str(one.verdict), str(one.reason)


def test_he_was_told_four_hundred_and_owes_nine():
    (one,) = judge(*BOOKS, FOUR_HUNDRED)
    assert (one.verdict, one.reason) == ("customer_right", "wrong_amount_told")
    assert one.matter == f"contact:{FOUR_HUNDRED.id}"
    assert "400.00 EUR was owed; it was 9.00 EUR" in one.sentence
    assert [w.root for w in one.witnesses] == ["gateway", "us", "us", "us"]  # the payment, then the books it bears out
    assert [w.entry_id for w in one.disputed] == [FOUR_HUNDRED.id]
    assert one.disputed[0].differences[0].ours == "400.00 EUR"


def test_the_right_sum_told_is_no_opinion():
    assert judge(*BOOKS, noted("Told him he owes 9.00 EUR.", "2026-05-03 15:00")) == ()


def test_a_sum_that_was_right_when_it_was_told_stays_right():
    assert judge(*BOOKS, noted("Told him he owes 400.00 EUR.", "2026-04-02 09:00")) == ()


def test_a_price_is_no_debt():
    assert judge(*BOOKS, we_sent("The larger plan costs 499.00 EUR a year.", "2026-05-03 15:00")) == ()


def test_another_currency_is_another_debt():
    assert judge(*BOOKS, noted("Told him he owes 400.00 USD.", "2026-05-03 15:00")) == ()


def test_our_books_alone_cannot_decide():
    one = only(judge(*BOOKS[:4], FOUR_HUNDRED), "amount_disputed")
    assert (one.verdict, one.reason) == ("cannot_tell", "only_our_word")
    assert "400.00 EUR" in one.sentence
    assert "9.00 EUR" in one.sentence


def test_books_that_differ_say_so():
    credit = SHOP.posting("L-3", "-5.00 EUR", "2026-04-12 09:00", "adjustment")
    assert told_of([*BOOKS, credit, FOUR_HUNDRED]) == ("customer_right", "amount_differs")


def test_one_sum_alone_asks_for_the_other():
    ledger_only = [e for e in BOOKS if e.what.kind != "invoice.told"]
    assert told_of([*ledger_only, FOUR_HUNDRED]) == ("cannot_tell", "witness_incomplete")


@pytest.mark.parametrize("paid_by", [GATEWAY, BANK])
def test_the_payment_counts_by_whoever_saw_it(paid_by):
    books = [*BOOKS[:4], paid_by.charge("pi_1", "391.00 EUR", "2026-04-10 09:00", "settled", order_id="O-1")]
    assert told_of([*books, FOUR_HUNDRED]) == ("customer_right", "wrong_amount_told")
