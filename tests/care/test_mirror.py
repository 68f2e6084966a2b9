"""The mirror says what stands in one's own words, with the words, and nothing about whoever wrote them."""

import re
import string
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.care.mirror import Case, Kind, Looked, Observation, Sent, look, looking
from amends.care.mirror.looking import SHOWN_MAX
from amends.care.mirror.words import words
from amends.facts import ClaimKind, Opinion, Policy, Reason, Verdict, hear_moment

NOW = hear_moment("2026-06-18T09:00:00Z")
POLICY = Policy(zone="Europe/Berlin")
ORDINARY = (Path(__file__).parent / "ordinary_answers.txt").read_text("utf-8").strip().split("\n\n")
OUR_WORD = "Our system shows that the refund was sent on 3 May."
HARD = (
    "As I said, OUR SYSTEM SHOWS YOU that the refund was sent on 3 May. You are mistaken. You should have read the "
    "terms. We will call you back."
)


def seen(text: str, **more: Any) -> Looked:
    return look(text, at=NOW, policy=POLICY, **more)


def kinds(text: str, **more: Any) -> list[Kind]:
    return [one.kind for one in seen(text, **more).observations]


def opinion(verdict: Verdict) -> Opinion:
    return Opinion(
        "refund:R-2291",
        ClaimKind.REFUND_NOT_RECEIVED,
        verdict,
        Reason.FAILED_LATER,
        "The refund failed on 9 May.",
    )


EXAMPLES = [(kind, text) for kind, told in words("en").items() for text in told.examples]
NOT_EXAMPLES = [(kind, text) for kind, told in words("en").items() for text in told.not_examples]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_the_examples_of_the_word_lists_are_observed(kind: Kind, text: str) -> None:
    assert kind in kinds(text, language="en")


@pytest.mark.parametrize(("kind", "text"), NOT_EXAMPLES)
def test_the_counter_examples_are_not(kind: Kind, text: str) -> None:
    assert kind not in kinds(text, language="en")


@pytest.mark.promise
def test_nothing_is_said_about_forty_ordinary_answers() -> None:
    assert len(ORDINARY) == 40
    assert [(one.kind, text) for text in ORDINARY for one in seen(text).observations] == []
    assert [text for text in ORDINARY if seen(text).unread] == []


@pytest.mark.promise
def test_a_wider_word_list_would_be_noticed_there(monkeypatch: pytest.MonkeyPatch) -> None:
    told = words("en")[Kind.BLAMES]
    wider = replace(told, lists={**told.lists, "says": (re.compile(r"\byou (?:should|asked|wrote)\b"),)})
    monkeypatch.setattr(looking, "words", lambda language: {**words(language), Kind.BLAMES: wider})
    assert any(one.kind is Kind.BLAMES for text in ORDINARY for one in seen(text).observations)


def test_each_has_its_words_and_one_hint() -> None:
    looked = seen(HARD)
    found = {one.kind: one.quote for one in looked.observations}
    assert found[Kind.BLAMES] == "You should have read the terms."
    assert found[Kind.CONTRADICTS] == "You are mistaken."
    assert found[Kind.PROMISE_WITHOUT_DATE] == "We will call you back."
    assert all(looked.text[one.start : one.end] == one.quote and one.hint for one in looked.observations)


def test_at_most_five_are_shown_in_the_order_of_the_text() -> None:
    own = [Sent(NOW, "word " * 400)] * 20
    found = seen(HARD, earlier=own).observations
    assert len(found) == SHOWN_MAX == 5
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert len({one.kind for one in found}) == 5


def test_quoted_words_of_the_customer_and_the_mail_below_are_not_his_own() -> None:
    assert kinds('You wrote "you should have told me so", and you were right. It is put right today.') == []
    below = "Thank you, it is put right.\n\nOn 17 June 2026 M. Lindqvist wrote:\n> As I said, it never came.\n> " + HARD
    assert kinds(below) == []
    assert seen(below).text == "Thank you, it is put right."


def test_another_language_is_not_guessed_at() -> None:
    looked = seen("Wie ich schon sagte, zeigt UNSER SYSTEM, dass die Rückzahlung am 3. Mai gesendet wurde.")
    assert looked.observations == ()
    assert "knows English" in looked.unread
    assert seen(HARD, language="de").observations == ()
    assert seen(" \n ").unread == "There are no words of yours in it."


def test_our_record_is_a_word_where_the_customer_is_not_known() -> None:
    [one] = seen(OUR_WORD).observations
    assert one.kind is Kind.OUR_RECORD
    assert "gateway" in one.hint


def test_a_witness_says_the_same_and_nothing_is_observed() -> None:
    assert kinds(OUR_WORD, case=Case((opinion(Verdict.RECORD_RIGHT),))) == []
    assert kinds(OUR_WORD + " Your bank received it on 4 May.") == []


def test_a_witness_says_that_the_customer_is_right_and_that_is_told() -> None:
    case = Case((opinion(Verdict.RECORD_RIGHT), opinion(Verdict.CUSTOMER_RIGHT)))
    [one] = seen(OUR_WORD + " Stripe confirmed it.", case=case).observations
    assert one.hint == "The second opinion says now that the customer is right: The refund failed on 9 May."


def test_nobody_can_tell_yet_so_our_word_is_still_alone() -> None:
    assert kinds(OUR_WORD, case=Case((opinion(Verdict.CANNOT_TELL),))) == [Kind.OUR_RECORD]


COLD = "The refund of order 10-4471 left on 3 May. It went to the card which paid for the order. The terms say no more."


def test_what_happened_to_him_is_not_named_and_nothing_comes_next() -> None:
    assert kinds(COLD, case=Case(trouble=True)) == [Kind.NO_ACKNOWLEDGEMENT, Kind.NO_NEXT_STEP]


def test_it_was_named_before_or_nothing_had_gone_wrong() -> None:
    assert kinds(COLD, case=Case(trouble=True, acknowledged=True)) == [Kind.NO_NEXT_STEP]
    assert kinds(COLD, case=Case()) == []
    assert kinds(COLD) == []
    assert kinds("It left on 3 May.", case=Case(trouble=True)) == []


def test_a_word_of_regret_and_a_day_are_enough() -> None:
    warm = f"I am sorry that it is not there. {COLD} I will ask the bank and write on Friday."
    assert kinds(warm, case=Case(trouble=True)) == []


def test_his_own_length_is_a_range_of_twenty_answers_or_more() -> None:
    own = [Sent(NOW, "word " * (40 + n)) for n in range(20)]
    long = "Thank you, and this is put right today. " * 30
    [one] = seen(long, earlier=own).observations
    assert one.kind is Kind.LENGTH
    assert one.hint.startswith("Nine of ten of your last 20 answers have 41 to 58 words; this one has 240.")
    assert kinds(long, earlier=own[:19]) == []
    assert kinds("Thank you, and this is put right today. " * 6, earlier=own) == []


FEELINGS = "angry rude upset frustrated stressed tired cold unfriendly hostile impatient mood tone feel feeling emotion"
GRADES = "score points grade percent better worse best worst average others colleagues team red green good bad"


@pytest.mark.promise
def test_no_hint_has_a_word_for_a_feeling_a_grade_or_anybody_else() -> None:
    said = " ".join(told.hint for told in words("en").values()).lower()
    assert set(re.findall(r"[a-z]+", said)).isdisjoint(f"{FEELINGS} {GRADES}".split())


@pytest.mark.promise
def test_there_is_no_field_that_could_hold_a_grade() -> None:
    assert [f.name for f in fields(Observation)] == ["kind", "quote", "start", "end", "hint"]
    assert [f.name for f in fields(Looked)] == ["text", "observations", "unread"]
    assert not any(f.type in ("int", "float", int, float) for f in fields(Looked))


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*HARD.split(". "), *string.printable, "ß", "İ", "\n> ", OUR_WORD, "1"]), max_size=30))
def test_whatever_it_is_given_each_quote_stands_in_the_text(pieces: list[str]) -> None:
    looked = seen(" ".join(pieces), language="en", case=Case(trouble=True))
    assert len(looked.observations) <= SHOWN_MAX
    assert all(looked.text[one.start : one.end] == one.quote for one in looked.observations)


def test_it_tells_the_same_each_time() -> None:
    assert seen(HARD) == seen(HARD)
