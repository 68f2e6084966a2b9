"""A promise ends only kept, released by the customer, superseded, or broken and owned; and the phone log proves it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from amends.facts import (
    CARRIER,
    GATEWAY,
    US,
    Amount,
    CallOutcome,
    Entry,
    Money,
    MoneyState,
    PromiseState,
    Slots,
    Source,
    Statement,
)
from amends.facts.kinds import CallBackPromised, CaseClosed, DeliveryTold, PreferenceTold, ProfileTold, RefundTold
from amends.recovery.hours.quiet_hours import own_by
from promise_stories import (
    POLICY,
    WHO,
    answer,
    at,
    call,
    complete,
    moved,
    outcome_of,
    promised,
    said,
    told,
    tried,
)

MADE = promised()  # by Ruth on 20 May: a call on 21 May between 09:00 and 12:00 in Berlin, which is 07:00 to 10:00 UTC
WHOLE_DAY = complete("2026-05-20 00:00", "2026-05-23 00:00")


def test_before_its_window_it_is_scheduled_and_in_it_due():
    early = outcome_of(MADE, now="2026-05-21 06:59")
    assert (early.state, early.due_from, early.due_to) == (
        PromiseState.SCHEDULED,
        at("2026-05-21 07:00"),
        at("2026-05-21 10:00"),
    )
    assert early.next_try == at("2026-05-21 07:00")
    assert early.sentence == "Promised a call on 21 May 2026 between 09:00 and 12:00. Not due yet."
    assert outcome_of(MADE, now="2026-05-21 07:00").state is PromiseState.DUE


def test_a_call_in_the_log_keeps_it():
    found = outcome_of(MADE, calls=(kept := call("2026-05-21 08:12"),), now="2026-05-21 09:00")
    assert (found.state, found.ended, found.evidence) == (PromiseState.KEPT, kept.began, kept.entries)
    assert (found.dialled_in_window, found.reached, found.open) == (True, True, False)
    assert found.sentence.endswith("Kept: spoken to on 21 May 2026 10:12, as the phone log shows.")


def test_a_call_earlier_on_the_same_day_keeps_it_and_one_of_the_day_before_was_about_something_else():
    assert outcome_of(MADE, calls=(call("2026-05-21 06:30"),), now="2026-05-21 07:30").state is PromiseState.KEPT
    before = outcome_of(MADE, calls=(call("2026-05-20 15:00"),), now="2026-05-21 07:30")
    assert (before.state, before.attempts) == (PromiseState.DUE, ())


def test_our_own_word_alone_does_not_keep_it():
    found = outcome_of(MADE, tried("2026-05-21 08:00", "reached"), now="2026-05-22 08:00")
    assert (found.state, found.open, found.reached) == (PromiseState.SAID_KEPT, True, False)
    assert "nothing but our own word" in found.sentence


def test_where_the_log_is_complete_and_shows_no_such_call_our_word_does_not_count():
    found = outcome_of(MADE, tried("2026-05-21 08:00", "reached"), WHOLE_DAY, now="2026-05-23 08:00")
    assert (found.state, found.dialled_in_window) == (PromiseState.BROKEN, False)
    assert found.broken_at == at("2026-05-21 10:00")
    assert "A call was noted that the phone log does not show" in found.sentence


def test_only_a_phone_system_can_say_that_its_log_is_complete():
    ours = complete("2026-05-20 00:00", "2026-05-23 00:00", Source("desk", US))
    found = outcome_of(MADE, tried("2026-05-21 08:00", "reached"), ours, now="2026-05-23 08:00")
    assert found.state is PromiseState.SAID_KEPT


def test_the_log_says_how_a_call_came_out_whatever_was_noted_beside_it():
    rang = call("2026-05-21 08:00", CallOutcome.MACHINE)
    found = outcome_of(MADE, tried("2026-05-21 08:04", "reached"), calls=(rang,), now="2026-05-21 09:00")
    assert [(a.outcome, a.proved) for a in found.attempts] == [("voicemail", True)]
    assert (found.state, found.reached, found.dialled_in_window) == (PromiseState.RETRY, False, True)


def test_a_window_that_passes_without_an_attempt_breaks_it_and_it_stays_broken():
    found = outcome_of(MADE, now="2027-05-21 08:00")
    assert (found.state, found.broken_at, found.open) == (PromiseState.BROKEN, at("2026-05-21 10:00"), True)
    assert found.sentence.endswith(
        "Not kept: no call in time is recorded. Tell the customer so by 21 May 2026 13:00, and make a new promise."
    )
    known = outcome_of(MADE, WHOLE_DAY, now="2026-05-23 08:00")
    assert "the phone log is complete and shows no call in time" in known.sentence


def test_a_call_too_late_makes_it_good_and_does_not_make_it_kept():
    found = outcome_of(MADE, calls=(call("2026-05-22 09:00"),), now="2026-05-22 10:00")
    assert (found.state, found.dialled_in_window, found.reached) == (PromiseState.OWNED, False, True)
    assert found.broken_at == at("2026-05-21 10:00")


def test_broken_is_owned_by_telling_him_or_by_a_new_promise():
    owned = moved("2026-05-21 11:00", "owned", words="Told her that we forgot, and apologised")
    assert outcome_of(MADE, owned, now="2026-05-21 12:00").state is PromiseState.OWNED
    silent = moved("2026-05-21 11:00", "owned")
    assert outcome_of(MADE, silent, now="2026-05-21 12:00").state is PromiseState.BROKEN
    early = moved("2026-05-21 08:00", "owned", words="sorry")
    assert outcome_of(MADE, early, now="2026-05-21 12:00").state is PromiseState.BROKEN
    new = promised("2026-05-21 11:00", "2026-05-22T09:00", "2026-05-22T10:00", id_="P-2", supersedes="P-1")
    assert outcome_of(MADE, new, now="2026-05-21 12:00").state is PromiseState.OWNED


def test_a_new_promise_in_time_takes_its_place_and_an_offer_only_when_accepted():
    new = promised("2026-05-20 12:00", "2026-05-22T09:00", "2026-05-22T10:00", id_="P-2", supersedes="P-1")
    assert outcome_of(MADE, new, now="2026-05-20 13:00").state is PromiseState.SUPERSEDED
    offer = promised(
        "2026-05-20 12:00", "2026-05-22T09:00", "2026-05-22T10:00", id_="P-2", supersedes="P-1", offered=True
    )
    assert outcome_of(MADE, offer, now="2026-05-20 13:00").state is PromiseState.SCHEDULED
    yes = moved("2026-05-20 14:00", "accepted", id_="P-2")
    assert outcome_of(MADE, offer, yes, now="2026-05-20 15:00").state is PromiseState.SUPERSEDED


def test_an_offer_counts_once_it_is_accepted():
    offer = promised(offered=True)
    assert outcome_of(offer, now="2026-05-21 11:00").state is PromiseState.OFFERED
    yes, no = moved("2026-05-20 11:00", "accepted"), moved("2026-05-20 11:00", "declined")
    assert outcome_of(offer, yes, now="2026-05-21 11:00").state is PromiseState.BROKEN
    declined = outcome_of(offer, no, now="2026-05-21 11:00")
    assert (declined.state, declined.open) == (PromiseState.DECLINED, False)


def test_three_attempts_fifteen_minutes_apart_and_then_a_message_and_a_note():
    nobody = CallOutcome.NO_ANSWER
    two = (call("2026-05-21 07:05", nobody), call("2026-05-21 07:30", CallOutcome.BUSY))
    found = outcome_of(MADE, calls=two, now="2026-05-21 07:32")
    assert (found.state, found.next_try) == (PromiseState.RETRY, at("2026-05-21 07:45"))
    hasty = (*two, call("2026-05-21 07:31", nobody), call("2026-05-21 07:32", nobody))
    assert outcome_of(MADE, calls=hasty, now="2026-05-21 08:00").state is PromiseState.RETRY
    three = (*two, call("2026-05-21 07:45", nobody))
    found = outcome_of(MADE, calls=three, now="2026-05-21 08:00")
    assert (found.state, found.open, found.next_try) == (PromiseState.UNREACHABLE, True, None)
    assert "Leave a message" in found.sentence
    left = moved("2026-05-21 07:46", "message_left")
    assert "A message was left" in outcome_of(MADE, left, calls=three, now="2026-05-21 08:00").sentence
    reopened = moved("2026-05-21 09:00", "rescheduled", window_from="2026-05-23T10:00", window_to="2026-05-23T11:00")
    assert outcome_of(MADE, reopened, calls=three, now="2026-05-21 09:01").state is PromiseState.SCHEDULED


def test_calls_at_night_and_failed_calls_do_not_count_towards_giving_up():
    night = tuple(call(f"2026-05-21 {h}:00", CallOutcome.NO_ANSWER) for h in ("19", "20", "21"))
    kept_trying = (call("2026-05-21 08:00", CallOutcome.NO_ANSWER), *night)
    assert outcome_of(MADE, calls=kept_trying, now="2026-05-21 22:00").state is PromiseState.RETRY
    failed = tuple(call(f"2026-05-21 0{h}:00", CallOutcome.FAILED) for h in (7, 8, 9))
    found = outcome_of(MADE, calls=failed, now="2026-05-21 11:00")
    assert (found.state, found.dialled_in_window, len(found.attempts)) == (PromiseState.BROKEN, False, 3)


def test_who_calls_first_is_never_told_that_it_is_scheduled():
    his = call("2026-05-20 16:00", direction="inbound")
    found = outcome_of(MADE, calls=(his,), now="2026-05-20 17:00")
    assert (found.state, found.evidence) == (PromiseState.SUPERSEDED, his.entries)
    queue = call("2026-05-20 16:00", CallOutcome.MENU, "inbound")
    assert outcome_of(MADE, calls=(queue,), now="2026-05-20 17:00").state is PromiseState.SCHEDULED


def test_a_call_of_his_after_it_was_broken_does_not_wipe_that_away():
    his = call("2026-05-22 10:00", direction="inbound")
    found = outcome_of(MADE, calls=(his,), now="2026-05-22 11:00")
    assert found.state is PromiseState.BROKEN
    assert "The customer called on 22 May 2026 12:00" in found.sentence


def test_he_may_choose_another_time_and_a_break_stays_a_break():
    window = {"window_from": "2026-05-22T15:00", "window_to": "2026-05-22T16:00"}
    in_time = moved("2026-05-21 06:00", "rescheduled", **window)
    found = outcome_of(MADE, in_time, now="2026-05-21 12:00")
    assert (found.state, found.due_from) == (PromiseState.SCHEDULED, at("2026-05-22 13:00"))
    too_late = moved("2026-05-21 11:00", "rescheduled", **window)
    found = outcome_of(MADE, too_late, now="2026-05-21 12:00")
    assert (found.state, found.next_try) == (PromiseState.BROKEN, at("2026-05-22 13:00"))


def test_a_release_needs_his_words():
    assert outcome_of(MADE, moved("2026-05-20 11:00", "released"), now="2026-05-20 12:00").open
    found = outcome_of(MADE, moved("2026-05-20 11:00", "released", words="No need any more"), now="2026-05-20 12:00")
    assert found.state is PromiseState.RELEASED
    assert found.sentence.endswith('Released by the customer on 20 May 2026 13:00: "No need any more"')


def test_it_goes_to_somebody_else_when_its_owner_leaves():
    found = outcome_of(MADE, moved("2026-05-20 11:00", "handed_over", owner="Tom"), now="2026-05-20 12:00")
    assert (found.owner, found.by, found.state) == ("Tom", "Ruth", PromiseState.SCHEDULED)


def test_without_a_time_it_is_due_within_two_business_days():
    friday = promised("2026-05-22 10:00", "", "")
    found = outcome_of(friday, now="2026-05-25 10:00")
    assert (found.due_to, found.state) == (at("2026-05-26 10:00"), PromiseState.DUE)
    assert found.sentence == "Promised a call and named no time; due by 26 May 2026. Due now."


def test_a_clock_set_back_shows_an_earlier_state_and_loses_nothing():
    kept = (call("2026-05-21 08:00"),)
    assert outcome_of(MADE, calls=kept, now="2026-05-21 09:00").state is PromiseState.KEPT
    assert outcome_of(MADE, calls=kept, now="2026-05-21 07:30").state is PromiseState.DUE
    assert outcome_of(MADE, calls=kept, now="2026-05-19 07:30").state is PromiseState.SCHEDULED
    assert outcome_of(MADE, calls=kept, now="2026-05-21 09:00").state is PromiseState.KEPT


REFUND = RefundTold("re_1", Money(12900, "EUR"), MoneyState.SETTLED, order_id="10-1")


@pytest.mark.parametrize(
    ("source", "state", "expected"),
    [
        (Source("stripe", GATEWAY), MoneyState.SETTLED, PromiseState.KEPT),
        (Source("stripe", GATEWAY), MoneyState.FAILED, PromiseState.BROKEN),
        (Source("shop", US), MoneyState.SETTLED, PromiseState.BROKEN),
    ],
)
def test_a_promised_refund_is_kept_when_a_witness_sees_it_and_not_by_our_own_row(source, state, expected):
    made = promised(what="refund", window_from="", window_to="2026-05-25", matter="order:10-1")
    refund = told("2026-05-23 10:00", RefundTold("re_1", Money(12900, "EUR"), state, order_id="10-1"), source)
    assert outcome_of(made, refund, now="2026-05-27 10:00").state is expected


def test_a_refund_that_came_back_or_is_of_another_order_keeps_no_promise():
    mail = answer("2026-05-20 10:00", "We will refund 129.00 EUR by 25 May.")
    quote = said(mail, "We will refund 129.00 EUR by 25 May.")
    priced = replace(quote, slots=Slots(amounts=(Amount(Decimal("129.00"), "EUR"),)))
    gateway = Source("stripe", GATEWAY)

    def refund(when: str, amount_minor: int, state: MoneyState, order: str = "10-1") -> Entry:
        return told(when, RefundTold("re_1", Money(amount_minor, "EUR"), state, order_id=order), gateway)

    def stands(*entries: Entry, statement: Statement = priced) -> PromiseState:
        id_ = f"said:{mail.id}:0"
        return outcome_of(mail, *entries, statements=(statement,), now="2026-05-29 10:00", id_=id_).state

    sent = refund("2026-05-23 10:00", 12_900, MoneyState.ACCEPTED)
    assert stands(sent) is PromiseState.KEPT
    assert stands(sent, refund("2026-05-26 10:00", 12_900, MoneyState.CAME_BACK)) is PromiseState.BROKEN
    assert stands(refund("2026-05-23 10:00", 900, MoneyState.ACCEPTED)) is PromiseState.BROKEN
    other = refund("2026-05-19 10:00", 900, MoneyState.ACCEPTED, "10-2")
    assert stands(sent, other, statement=quote) is PromiseState.BROKEN  # of which order was it? Nobody can tell
    assert stands(sent, statement=quote) is PromiseState.KEPT


def test_a_promised_replacement_is_kept_when_the_carrier_delivered_it():
    made = promised(what="fix", window_from="", window_to="2026-05-25", matter="order:10-1")
    parcel = DeliveryTold("JD014", "delivered", "10-1")
    for source, expected in ((Source("dhl", CARRIER), PromiseState.KEPT), (Source("shop", US), PromiseState.BROKEN)):
        assert outcome_of(made, told("2026-05-23 10:00", parcel, source), now="2026-05-27 10:00").state is expected


def test_the_call_in_which_it_was_made_does_not_keep_it():
    ours = call("2026-05-20 10:00")
    note = answer("2026-05-20 10:00", "I will call you back.", record="transcript", call=ours.id)
    quote = said(note, "I will call you back.")
    id_ = f"said:{note.id}:0"
    assert (
        outcome_of(note, statements=(quote,), calls=(ours,), now="2026-05-20 11:00", id_=id_).state is PromiseState.DUE
    )
    later = call("2026-05-20 10:30")
    kept = outcome_of(note, statements=(quote,), calls=(ours, later), now="2026-05-20 11:00", id_=id_)
    assert (kept.state, kept.evidence) == (PromiseState.KEPT, later.entries)


def test_done_needs_evidence_that_is_not_our_own_note():
    made = promised(what="fix", window_from="", window_to="2026-05-25")
    witness = told("2026-05-23 10:00", REFUND, Source("carrier", "carrier"))
    note = answer("2026-05-23 10:00", "replaced it", record="note")
    for evidence, expected in ((witness, PromiseState.KEPT), (note, PromiseState.SAID_KEPT)):
        done = moved("2026-05-23 11:00", "done", evidence=evidence.id)
        assert outcome_of(made, evidence, done, now="2026-05-27 10:00").state is expected


def test_a_promised_answer_is_kept_by_the_answer_that_was_sent():
    made = promised(what="info", window_from="", window_to="2026-05-25")
    sent = answer("2026-05-23 10:00", "It is on its way.")
    assert outcome_of(made, sent, now="2026-05-27 10:00").state is PromiseState.KEPT
    template = answer("2026-05-23 10:00", "We got your mail.", automatic=True)
    assert outcome_of(made, template, now="2026-05-27 10:00").state is PromiseState.BROKEN


def test_a_promise_that_nobody_wrote_down_is_read_in_the_words():
    mail = answer("2026-05-20 10:00", "Sorry. I will call you back tomorrow before noon.")
    quote = said(mail, "I will call you back tomorrow before noon.")
    found = outcome_of(mail, statements=(quote,), now="2026-05-22 10:00", id_=f"said:{mail.id}:7")
    assert (found.state, found.read_from_words, found.by) == (PromiseState.BROKEN, True, "ruth")
    assert (found.window_from, found.window_to) == ("2026-05-21T00:00", "2026-05-21T12:00")
    assert found.words == "I will call you back tomorrow before noon."


def test_what_was_written_down_and_read_is_one_promise():
    mail = answer("2026-05-20 10:00", "I will call you back tomorrow before noon.")
    quote = said(mail, "I will call you back tomorrow before noon.")
    written = promised("2026-05-20 15:00", contact=mail.id)
    assert outcome_of(mail, written, statements=(quote,), now="2026-05-20 16:00").id == "P-1"
    near = promised("2026-05-20 10:20")
    assert outcome_of(mail, near, statements=(quote,), now="2026-05-20 16:00").id == "P-1"
    with pytest.raises(ValueError, match="unpack"):  # another day's promise is another promise
        outcome_of(mail, promised("2026-05-18 10:00"), statements=(quote,), now="2026-05-20 16:00", id_="P-2")


def test_the_earlier_form_of_a_call_back_is_read_like_the_new_one():
    old = told("2026-05-20 10:00", CallBackPromised("order:1", at("2026-05-21 10:00"), by="Ruth", about=WHO), id_="old")
    assert outcome_of(old, now="2026-05-20 12:00", id_="desk/old").state is PromiseState.DUE
    kept = outcome_of(old, calls=(call("2026-05-21 08:00"),), now="2026-05-21 09:00", id_="desk/old")
    assert kept.state is PromiseState.KEPT
    assert outcome_of(old, now="2026-05-22 12:00", id_="desk/old").state is PromiseState.BROKEN
    again = told("2026-05-20 12:00", CallBackPromised("order:1", at("2026-05-23 10:00"), by="Ruth", about=WHO))
    assert outcome_of(old, again, now="2026-05-20 13:00", id_="desk/old").state is PromiseState.SUPERSEDED
    closed = told("2026-05-20 12:00", CaseClosed("order:1", about=WHO))
    assert outcome_of(old, closed, now="2026-05-20 13:00", id_="desk/old").state is PromiseState.SUPERSEDED


def test_a_profile_that_moved_him_east_makes_the_calls_decent_in_both_places():
    evening = promised(window_from="2026-05-21T18:00", window_to="2026-05-21T20:00")
    home = outcome_of(evening, now="2026-05-21 16:00")
    assert home.next_try == at("2026-05-21 16:00")
    moved_east = told("2026-05-20 18:00", ProfileTold(zone="Asia/Tokyo", customer_id="C-1"))
    assert outcome_of(evening, moved_east, now="2026-05-21 16:00").next_try == at("2026-05-22 07:00")


def test_promises_to_somebody_else_on_the_same_matter_are_left_out():
    from amends.recovery import promises

    found = promises(
        (MADE, told("2026-05-20 10:00", PreferenceTold("notice", about=WHO))),
        now=at("2026-05-20 11:00"),
        policy=POLICY,
        who=("customer:C-2",),
    )
    assert found == ()
    assert len(promises((MADE,), now=at("2026-05-20 11:00"), policy=POLICY, who=(WHO,))) == 1


def test_who_asks_not_to_be_called_is_written_to_and_a_promise_after_that_is_his_own_wish():
    out = told("2026-05-20 12:00", PreferenceTold("opt_out", "phone", about=WHO))
    found = outcome_of(MADE, out, now="2026-05-21 08:00")
    assert (found.state, found.next_try) == (PromiseState.DUE, None)
    assert found.sentence.endswith("The customer has asked not to be called since: write instead.")
    before = told("2026-05-19 12:00", PreferenceTold("opt_out", "phone", about=WHO))
    assert outcome_of(MADE, before, now="2026-05-21 08:00").next_try == at("2026-05-21 08:00")


@pytest.mark.parametrize(
    ("broken", "by"),
    [
        ("2026-05-21 10:00", "2026-05-21 11:00"),
        ("2026-05-21 17:30", "2026-05-22 07:30"),  # half an hour before eight in the evening, in Berlin
        ("2026-05-22 22:00", "2026-05-25 08:00"),  # a Friday night
    ],
)
def test_a_broken_promise_is_owned_within_a_working_hour(broken, by):
    assert own_by(at(broken), POLICY) == at(by)
