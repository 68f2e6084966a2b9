"""A bad survey, or a contact that we ended, stays open until he was reached or released us (story 2)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import (
    CUSTOMER,
    Call,
    CallOutcome,
    Contact,
    Entry,
    FollowUp,
    Money,
    Owed,
    OwedState,
    Policy,
    Source,
)
from amends.facts.kinds import AnswerGiven, ContactEnded, ContactReceived, FollowUpTold, PreferenceTold, SurveyAnswered
from amends.recovery import follow_ups
from amends.recovery.preferences import opted_out
from amends.recovery.survey_words import is_bad, score_words
from promise_stories import POLICY, WHO, answer, at, call, complete, told

SURVEYS = Source("surveys", CUSTOMER)
IDIOTS = "Don't bother, you guys are absolute idiots."
BAD = told(
    "2026-05-20 10:00",
    SurveyAnswered("s/1", score=1, lowest=1, highest=5, text=IDIOTS, no_feedback_call=True, customer_id="C-1"),
    SURVEYS,
)
OPT_OUT = told("2026-05-20 10:05", PreferenceTold("opt_out", "phone", "No calls, by law", about=WHO), SURVEYS)


def ours(when: str, event: str, words: str = "", by: str = "Ruth") -> Entry:
    return told(when, FollowUpTold("survey:s/1", event, words, by, WHO))


def only(*entries: Entry, calls: tuple[Call, ...] = (), now: str = "2026-05-25 10:00", **more: object) -> FollowUp:
    (found,) = follow_ups(entries, calls=calls, now=at(now), policy=POLICY, **more)  # type: ignore[arg-type]
    return found


def test_dont_bother_is_a_remark_and_the_follow_up_is_open():
    found = only(BAD)
    assert (found.state, found.open, found.why, found.quote) == ("open", True, "survey", IDIOTS)
    assert found.remarks == (IDIOTS, 'Ticked "do not contact me" about feedback.')
    assert found.sentence == (
        "A survey on 20 May 2026 was answered badly (1 of 5). Nobody has reached the customer yet."
    )


def test_a_legal_opt_out_is_respected_and_shown_until_it_is_taken_back():
    found = only(BAD, OPT_OUT)
    assert (found.state, found.open) == ("opted_out", False)
    assert OPT_OUT.id in found.evidence
    assert "put right what was wrong without a call" in found.sentence
    back = told("2026-05-21 10:00", PreferenceTold("opt_in", about=WHO), SURVEYS)
    assert only(BAD, OPT_OUT, back).state == "open"
    mail_only = told("2026-05-20 10:05", PreferenceTold("opt_out", "mail", about=WHO), SURVEYS)
    assert only(BAD, mail_only).state == "open"


def test_a_conversation_in_the_phone_log_ends_it_whoever_called():
    for direction in ("outbound", "inbound"):
        spoken = call("2026-05-21 08:00", direction=direction)
        found = only(BAD, calls=(spoken,))
        assert (found.state, found.proved, found.evidence[1:]) == ("reached", True, spoken.entries)
    nobody = call("2026-05-21 08:00", CallOutcome.MACHINE)
    assert only(BAD, calls=(nobody,)).open
    earlier = call("2026-05-20 09:00")
    assert only(BAD, calls=(earlier,)).open


def test_our_own_word_counts_only_as_far_as_no_log_says_otherwise():
    reached = ours("2026-05-21 08:00", "reached")
    found = only(BAD, reached)
    assert (found.state, found.proved) == ("reached", False)
    assert "Nothing but our own word" in found.sentence
    found = only(BAD, reached, complete("2026-05-20 00:00", "2026-05-24 00:00"))
    assert (found.state, found.open) == ("open", True)
    assert "the phone log does not show" in found.sentence
    rang = call("2026-05-21 08:01", CallOutcome.NO_ANSWER)
    assert only(BAD, reached, calls=(rang,)).open


def test_he_releases_us_in_his_words_and_in_no_others():
    assert only(BAD, ours("2026-05-21 08:00", "released")).open
    found = only(BAD, ours("2026-05-21 08:00", "released", "It is fine now, thank you"))
    assert (found.state, found.open) == ("released", False)


def test_an_objection_to_being_followed_up_releases_us_and_is_shown():
    objection = told("2026-05-20 12:00", PreferenceTold("objection", words="Do not ask me again", about=WHO), SURVEYS)
    found = only(BAD, objection)
    assert (found.state, found.evidence) == ("released", (BAD.id, objection.id))
    assert "objected" in found.sentence


def test_somebody_takes_it_and_it_stays_open():
    found = only(BAD, ours("2026-05-20 12:00", "taken", by="Tom"))
    assert (found.state, found.owner, found.open) == ("taken", "Tom", True)


def test_who_is_contacted_first_is_decided_by_what_we_owe():
    owed = (
        Owed("order:1", OwedState.OWED, Money(40_000, "EUR")),
        Owed("order:2", OwedState.MADE_GOOD, Money(99_000, "EUR")),
    )
    assert only(BAD, owed=owed).weight_minor == 40_000
    assert only(BAD).weight_minor == 0


@pytest.mark.parametrize(
    ("survey", "bad"),
    [
        (SurveyAnswered("s", score=3, lowest=1, highest=5), True),
        (SurveyAnswered("s", score=4, lowest=1, highest=5), False),
        (SurveyAnswered("s", score=6, lowest=0, highest=10), True),
        (SurveyAnswered("s", score=7, lowest=0, highest=10), False),
        (SurveyAnswered("s", score=-103, lowest=-103, highest=103), True),
        (SurveyAnswered("s", score=103, lowest=-103, highest=103), False),
        (SurveyAnswered("s", score=5, lowest=1, highest=5, label="bad"), True),
        (SurveyAnswered("s", score=1, lowest=1, highest=5, label="good"), False),
        (SurveyAnswered("s", score=1), False),
    ],
)
def test_what_is_a_bad_answer(survey, bad):
    assert is_bad(survey, Policy()) is bad


def test_a_good_answer_and_a_survey_without_one_open_nothing():
    good = told("2026-05-20 10:00", SurveyAnswered("s/2", score=5, lowest=1, highest=5, customer_id="C-1"), SURVEYS)
    sent = told("2026-05-20 10:00", SurveyAnswered("s/3", answered=False, label="bad", customer_id="C-1"), SURVEYS)
    assert follow_ups((good, sent), now=at("2026-05-25 10:00"), policy=POLICY) == ()


def test_a_survey_answered_in_two_steps_is_one_follow_up():
    comment = SurveyAnswered(
        "s/1", score=1, lowest=1, highest=5, text="Four hundred instead of nine!", customer_id="C-1"
    )
    found = only(BAD, told("2026-05-20 10:02", comment, SURVEYS))
    assert (found.at, found.quote) == (at("2026-05-20 10:00"), "Four hundred instead of nine!")
    assert IDIOTS in found.remarks


def test_ending_for_abuse_is_a_right_and_what_was_asked_is_answered_in_writing():
    ended = told("2026-05-20 10:00", ContactEnded("abuse", call="asterisk/9", by="Ruth", about=WHO))
    found = only(ended)
    assert (found.why, found.state) == ("ended_for_abuse", "open")
    assert "as anybody may for abuse" in found.sentence
    before = answer("2026-05-20 09:00", "Here is your balance.")
    assert only(ended, before).open
    template = answer("2026-05-20 11:00", "We got your mail.", automatic=True)
    note = answer("2026-05-20 11:00", "He shouted.", record="note")
    assert only(ended, template, note).open
    written = answer("2026-05-21 11:00", "Your balance is 9.00 EUR.")
    found = only(ended, written)
    assert (found.state, found.proved, found.evidence) == ("reached", True, (ended.id, written.id))


def test_a_chat_in_which_one_of_us_answered_is_a_conversation():
    entry = told("2026-05-21 08:00", ContactReceived("chat", ticket="chatwoot/7", customer_id="C-1"), SURVEYS)
    contact = Contact(entry, "chatwoot/7", "chat", ticket="chatwoot/7")
    said = AnswerGiven("chat", ticket="chatwoot/7", customer_id="C-1", text="I am sorry.")
    assert only(BAD, entry, contacts=(contact,)).open
    assert only(BAD, entry, told("2026-05-21 08:02", said), contacts=(contact,)).state == "reached"


ENTRIES = [
    BAD,
    OPT_OUT,
    ours("2026-05-20 12:00", "taken", by="Tom"),
    ours("2026-05-20 13:00", "taken", by="Ann"),
    ours("2026-05-21 08:00", "reached"),
    ours("2026-05-22 08:00", "released", "Fine"),
    complete("2026-05-21 00:00", "2026-05-22 00:00"),
    told("2026-05-23 10:00", PreferenceTold("opt_in", about=WHO), SURVEYS),
]


def by_arrival(entries: list[Entry]) -> object:
    """The broken twin: the last row that arrived is the state."""
    return [e.what.event for e in entries if isinstance(e.what, FollowUpTold)][-1:]


def outcome(entries: list[Entry]) -> object:
    return follow_ups(entries, now=at("2026-05-25 10:00"), policy=POLICY)


@pytest.mark.promise
@given(st.lists(st.sampled_from(ENTRIES), unique_by=id), st.randoms())
def test_order_of_arrival_and_repetition_change_nothing(entries, chance):
    shuffled = [*entries, *entries[:2]]
    chance.shuffle(shuffled)
    assert outcome(entries) == outcome(shuffled)


def test_the_twin_that_believes_the_last_arrival_is_caught():
    chance = random.Random(7)
    orders = [chance.sample(ENTRIES, len(ENTRIES)) for _ in range(20)]
    assert len({str(outcome(entries)) for entries in orders}) == 1
    assert len({str(by_arrival(entries)) for entries in orders}) > 1


@pytest.mark.parametrize(
    ("told_in_order", "calls_bind", "mails_bind"),
    [
        ((("opt_out", ""), ("opt_in", "phone")), False, True),  # he allows calls again, and nothing else
        ((("opt_out", ""), ("opt_in", "phone"), ("opt_out", "")), True, True),
        ((("opt_out", "phone"), ("opt_in", "")), False, False),
        ((("opt_in", "phone"), ("opt_out", "mail")), False, True),
    ],
)
def test_an_opt_in_takes_back_what_it_names_and_no_more(
    told_in_order: tuple[tuple[str, str], ...], calls_bind: bool, mails_bind: bool
):
    entries = [
        told(f"2026-05-20 10:{minute:02d}", PreferenceTold(what, channel, about=WHO), SURVEYS)
        for minute, (what, channel) in enumerate(told_in_order)
    ]
    assert (opted_out(entries) is not None) is calls_bind
    assert (opted_out(entries, "mail") is not None) is mails_bind


def test_a_score_is_told_with_its_scale():
    assert score_words(SurveyAnswered("s/1", score=1, lowest=1, highest=5)) == "1 of 5"
    below_zero = SurveyAnswered("s/1", score=-103, lowest=-103, highest=103, label="bad")
    assert score_words(below_zero) == "bad (-103 on a scale of -103 to 103)"
    assert score_words(SurveyAnswered("s/1", label="bad")) == "bad"
    assert score_words(SurveyAnswered("s/1", score=4)) == "4"
