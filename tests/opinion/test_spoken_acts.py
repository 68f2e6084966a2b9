"""Promises, earlier contacts and answers: what the phone log, the received mail and the sent words show."""

from dataclasses import replace

import pytest

from amends.facts import Attempt, CallOutcome, Policy
from stories import GATEWAY, SHOP, at
from talks import complete, judge, only, promised, rang, ticket, verdict, we_sent, wrote

NOBODY_CALLED = wrote("Your colleague promised to call me back yesterday and nobody did.", "2026-05-20 10:00")
DUE = "2026-05-19 17:00"


def test_a_broken_promise_is_found_without_a_claim():
    one = only(judge(promises=[promised("p-1", "broken", "2026-05-18 10:00", DUE)]), "promise_not_kept")
    assert (one.verdict, one.reason, one.matter) == ("customer_right", "promise_broken", "promise:p-1")
    assert one.sentence == "We promised a call by 19 May 2026 17:00, and did not keep it."
    assert one.since == at(DUE)


def test_a_broken_promise_and_the_claim_about_it_are_one_opinion():
    found = judge(NOBODY_CALLED, promises=[promised("p-1", "broken", "2026-05-18 10:00", DUE)])
    assert verdict(found, "promise_not_kept") == ("customer_right", "promise_broken")


def test_a_kept_promise_needs_the_phone_log():
    call, log = rang("2026-05-19 16:00", CallOutcome.REACHED, direction="outbound")
    kept = promised("p-1", "kept", "2026-05-18 10:00", DUE, evidence=(call.id,), ended=at("2026-05-19 16:00"))
    one = only(judge(NOBODY_CALLED, call, calls=[log], promises=[kept]), "promise_not_kept")
    assert (one.verdict, one.reason) == ("record_right", "promise_kept")
    assert [w.root for w in one.witnesses] == ["phone"]
    ours = replace(kept, evidence=())
    assert verdict(judge(NOBODY_CALLED, promises=[ours]), "promise_not_kept") == ("cannot_tell", "only_our_word")


def test_our_own_word_that_it_was_kept_is_no_proof():
    said = promised("p-1", "said_kept", "2026-05-18 10:00", DUE)
    one = only(judge(NOBODY_CALLED, promises=[said]), "promise_not_kept")
    assert (one.verdict, one.reason) == ("cannot_tell", "only_our_word")
    assert "phone log" in one.missing[0]


def test_a_promise_whose_time_has_not_come():
    later = promised("p-1", "scheduled", "2026-05-18 10:00", "2026-07-19 17:00")
    one = only(judge(NOBODY_CALLED, promises=[later]), "promise_not_kept")
    assert (one.verdict, one.reason, one.look_again) == ("too_early", "promise_not_due", at("2026-07-19 17:00"))


def test_attempts_in_the_phone_log_are_shown():
    call, log = rang("2026-05-19 16:00", CallOutcome.NO_ANSWER, direction="outbound")
    tried = Attempt(at("2026-05-19 16:00"), "no_answer", "ruth", proved=True, in_window=True, entry_ids=(call.id,))
    lost = promised("p-1", "unreachable", "2026-05-18 10:00", DUE, attempts=(tried,))
    one = only(judge(NOBODY_CALLED, call, calls=[log], promises=[lost]), "promise_not_kept")
    assert one.verdict == "cannot_tell"
    assert [w.says for w in one.witnesses] == ["We called on 19 May 2026 16:00: nobody answered"]


def test_no_promise_of_that_kind():
    refund = promised("p-1", "scheduled", "2026-05-18 10:00", DUE, what="refund", words="We will refund you.")
    one = only(judge(NOBODY_CALLED, promises=[refund]), "promise_not_kept")
    assert (one.verdict, one.reason) == ("cannot_tell", "no_promise_found")


def test_a_promise_made_later_is_not_the_one_she_means():
    later = promised("p-1", "scheduled", "2026-05-25 10:00", "2026-07-19 17:00")
    assert verdict(judge(NOBODY_CALLED, promises=[later]), "promise_not_kept") == ("cannot_tell", "no_promise_found")


THIRD = wrote("I have written to you twice about my refund already.", "2026-06-20 10:00")
FIRST = wrote("Where is my refund for order O-1?", "2026-05-20 10:00")
SECOND = wrote("Still waiting for my refund of order O-1.", "2026-06-03 10:00")


def test_the_third_contact_is_the_third():
    one = only(judge(FIRST, SECOND, THIRD), "already_contacted")
    assert (one.verdict, one.reason) == ("customer_right", "contacted_before")
    assert one.sentence == "This is the third contact about it; the first was on 20 May 2026."
    assert [w.state for w in one.witnesses] == ["received", "received"]


def test_told_wrongly_twice_and_nobody_named():
    story = [
        SHOP.order("O-1", "129.00 EUR", "2026-04-20 10:00"),
        SHOP.refund("R-1", "129.00 EUR", "2026-05-03 14:20", gateway_ref="re_1", order_id="O-1"),
        GATEWAY.refund("re_1", "129.00 EUR", "2026-05-03 14:21", "accepted", payment_ref="pi_1"),
        GATEWAY.refund("re_1", "129.00 EUR", "2026-05-09 02:11", "failed", payment_ref="pi_1"),
        we_sent("We have refunded the order on 3 May.", "2026-05-21 09:00"),
        we_sent("Our system shows that the refund was sent.", "2026-06-04 09:00"),
    ]
    one = only(judge(FIRST, SECOND, THIRD, *story), "already_contacted")
    assert one.sentence.endswith("We told it wrongly twice.")
    assert "ruth" not in str(one.sentence)
    assert len(one.disputed) == 2


def test_a_larger_number_than_is_on_record_is_shown_beside_it():
    four = wrote("I have called you four times about this.", "2026-06-20 10:00")
    one = only(judge(FIRST, four), "already_contacted")
    assert one.verdict == "customer_right"
    assert "speaks of 4 before; 1 is on record" in one.sentence
    assert (one.witnesses[0].differences[0].ours, one.witnesses[0].differences[0].theirs) == ("1", "4")


def test_no_earlier_contact_is_known_only_where_every_channel_is_complete():
    assert verdict(judge(THIRD), "already_contacted") == ("cannot_tell", "no_earlier_contact")
    messages = complete("desk", "us", "contacts", "2026-05-01 00:00", "2026-06-30 00:00")
    assert verdict(judge(THIRD, messages), "already_contacted") == ("cannot_tell", "no_earlier_contact")
    calls = complete("asterisk", "phone", "calls", "2026-05-01 00:00", "2026-06-30 00:00")
    assert verdict(judge(THIRD, messages, calls), "already_contacted") == ("record_right", "no_earlier_contact")
    short = complete("asterisk", "phone", "calls", "2026-06-10 00:00", "2026-06-30 00:00")
    assert verdict(judge(THIRD, messages, short), "already_contacted") == ("cannot_tell", "no_earlier_contact")


NOBODY_ANSWERS = wrote("Nobody answers my mails.", "2026-06-20 10:00", ticket="desk/7")
ASKED = wrote("Where is my refund for order O-1?", "2026-06-03 10:00", ticket="desk/7")
HELPDESK = ticket("desk/7", "2026-06-03 10:00")


def test_our_silence_confesses_where_our_answers_are_heard():
    one = only(judge(ASKED, NOBODY_ANSWERS, HELPDESK), "no_response")
    assert (one.verdict, one.reason) == ("customer_right", "not_answered")
    assert one.sentence == "The mail of 3 June 2026 10:00 has had no answer."
    assert one.since == at("2026-06-04 10:00")


def test_silence_of_a_feed_that_we_do_not_hear_confesses_nothing():
    assert verdict(judge(ASKED, NOBODY_ANSWERS), "no_response") == ("cannot_tell", "witness_incomplete")
    bare = wrote("Where is my refund?", "2026-06-03 10:00")
    ours = Policy(our_addresses=("@shop.example",))
    assert verdict(judge(bare, NOBODY_ANSWERS, policy=ours), "no_response") == ("customer_right", "not_answered")


def test_an_answer_that_was_sent_is_quoted():
    answer = we_sent("Dear customer, we are looking into it.", "2026-06-03 15:00", ticket="desk/7")
    one = only(judge(ASKED, NOBODY_ANSWERS, HELPDESK, answer), "no_response")
    assert (one.verdict, one.reason) == ("record_right", "answered")
    assert one.witnesses[0].says == '"Dear customer, we are looking into it."'


@pytest.mark.parametrize(
    "answer",
    [
        we_sent("We have received your mail.", "2026-06-03 10:01", ticket="desk/7", automatic=True),
        we_sent("Answered by phone.", "2026-06-03 15:00", ticket="desk/7", medium="phone", record="note"),
        we_sent("Dear customer, here it is.", "2026-06-03 15:00", ticket="desk/8"),
        we_sent("Dear customer, here it is.", "2026-06-03 09:00", ticket="desk/7"),
    ],
    ids=["automatic", "only a note", "another ticket", "before it"],
)
def test_what_is_no_answer_to_it(answer):
    assert verdict(judge(ASKED, NOBODY_ANSWERS, HELPDESK, answer), "no_response") == ("customer_right", "not_answered")


def test_an_answer_at_the_last_minute_is_in_time_and_one_later_is_late():
    in_time = we_sent("Here it is.", "2026-06-04 10:00", ticket="desk/7")
    assert verdict(judge(ASKED, NOBODY_ANSWERS, HELPDESK, in_time), "no_response") == ("record_right", "answered")
    late = we_sent("Here it is.", "2026-06-04 10:01", ticket="desk/7")
    one = only(judge(ASKED, NOBODY_ANSWERS, HELPDESK, late), "no_response")
    assert (one.verdict, one.reason) == ("customer_right", "not_answered")
    assert "answered only on 4 June 2026 10:01, 24 hours later" in one.sentence


def test_within_the_time_to_answer_it_is_too_early():
    one = only(judge(ASKED, NOBODY_ANSWERS, HELPDESK, now="2026-06-20 10:00"), "no_response")
    assert one.verdict == "customer_right"
    young = wrote("Where is my refund?", "2026-06-20 09:00", ticket="desk/7")
    one = only(judge(young, NOBODY_ANSWERS, HELPDESK, now="2026-06-20 11:00"), "no_response")
    assert (one.verdict, one.look_again) == ("too_early", at("2026-06-21 09:00"))


def test_a_call_that_only_the_queue_answered_was_not_answered():
    call, log = rang("2026-06-19 10:00", CallOutcome.MENU)
    one = only(judge(call, NOBODY_ANSWERS, calls=[log]), "no_response")
    assert (one.verdict, one.reason) == ("customer_right", "not_answered")
    assert [w.root for w in one.witnesses] == ["phone"]


def test_a_call_in_which_they_spoke_was_answered():
    call, log = rang("2026-06-19 10:00", CallOutcome.REACHED)
    assert verdict(judge(call, NOBODY_ANSWERS, calls=[log]), "no_response") == ("record_right", "answered")
