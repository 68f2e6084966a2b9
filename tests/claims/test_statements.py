"""What our own people said: with the words, the speaker, and whether there is more than his own note of it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.claims import statements
from amends.claims import statements as module_of_statements
from amends.facts import CUSTOMER, OTHER, US, ClaimKind, Entry, Source, Statement, hear_moment
from amends.facts.kinds import AnswerGiven, ClaimJudged

SENT = "We cannot refund this fare. I have cancelled the booking for you."


def answer(text: str, number: int = 1, root: str = US, **more: object) -> Entry:
    more = {"medium": "mail", "agent": "zendesk/3301", "to": "m@example.org"} | more
    what = AnswerGiven(text=text, **more)  # type: ignore[arg-type]
    return Entry(Source("zendesk", root), f"comment:{number}", hear_moment(f"2026-05-{number:02}T09:00:00Z"), what)


def judged(entry: Entry, kind: ClaimKind, judgement: str, start: int, end: int, day: int = 20) -> Entry:
    what = ClaimJudged(contact_id=entry.id, claim=kind, judgement=judgement, start=start, end=end, by="Ruth")
    return Entry(Source("console", US), f"j{day}", hear_moment(f"2026-05-{day}T12:00:00Z"), what)


def kinds(told: tuple[Statement, ...]) -> list[str]:
    return [str(one.kind) for one in told]


def test_an_answer_is_read_with_its_words_its_speaker_and_its_time() -> None:
    entry = answer(SENT)
    first, second = statements([entry])
    assert (first.kind, second.kind) == (ClaimKind.REFUSAL, ClaimKind.ACTION_DONE)
    assert SENT[first.start : first.end] == first.quote
    assert (first.speaker, first.medium, first.at, first.entry_id) == (
        "zendesk/3301",
        "mail",
        entry.occurred,
        entry.id,
    )


@pytest.mark.parametrize(
    ("more", "independent", "why"),
    [
        ({}, True, "a sent mail"),
        ({"medium": "chat"}, True, "the chat as it was sent"),
        ({"medium": "phone", "record": "transcript"}, True, "a transcript of what was said"),
        ({"medium": "phone", "record": "voicemail"}, True, "a message left on a voicemail"),
        ({"medium": "phone", "record": "note"}, False, "only the speaker's own note"),
        ({"medium": "phone", "record": "sent"}, False, "only the speaker's own note"),  # nobody sends a phone call
        ({"medium": "letter", "root": OTHER}, True, "another organisation's own letter"),
        ({"root": CUSTOMER}, False, "only the customer's own copy"),
    ],
)
def test_a_record_of_the_words_is_more_than_a_note(more: dict[str, object], independent: bool, why: str) -> None:
    told = statements([answer(SENT, **more)])  # type: ignore[arg-type]
    assert {(one.independent, one.why) for one in told} == {(independent, why)}


def test_a_note_tells_what_was_said_in_the_call() -> None:
    (one,) = statements([answer("Told him he owes 400.00.", medium="phone", record="note")])
    assert (one.kind, one.independent) == (ClaimKind.QUOTED_AMOUNT, False)
    assert [str(amount.number) for amount in one.slots.amounts] == ["400"]


def test_nobody_said_what_a_rule_sent() -> None:
    assert statements([answer("We will call you back within 24 hours.", automatic=True)]) == ()


def test_a_persons_correction_wins() -> None:
    entry = answer(SENT)
    start = SENT.index("for you")
    told = [
        entry,
        judged(entry, ClaimKind.REFUSAL, "rejected", 0, 10),
        judged(entry, ClaimKind.POLICY_TOLD, "added", start, start + 7, day=21),
    ]
    found = statements(told)
    assert kinds(found) == ["action_done", "policy_told"]
    assert found[1].quote == "for you"


def test_the_later_judgement_stands() -> None:
    entry = answer(SENT)
    told = [
        entry,
        judged(entry, ClaimKind.REFUSAL, "rejected", 0, 10, day=20),
        judged(entry, ClaimKind.REFUSAL, "added", 0, 22, day=21),
    ]
    assert kinds(statements(told)) == ["refusal", "action_done"]
    assert statements(told[::-1]) == statements(told)


STORY = [
    answer(SENT, 1),
    answer("You will receive the refund by Friday.", 2),
    answer("Told her she owes 9.00 EUR.", 3, medium="phone", record="note"),
    judged(answer(SENT, 1), ClaimKind.REFUSAL, "rejected", 0, 10, day=20),
    judged(answer(SENT, 1), ClaimKind.REFUSAL, "added", 0, 22, day=21),
]


def check_order(shuffled: list[Entry]) -> None:
    assert module_of_statements(shuffled) == statements(STORY)


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=3))
def test_order_of_arrival_and_repetition_change_nothing(shuffled: list[Entry], again: list[Entry]) -> None:
    check_order([*shuffled, *again])


@pytest.mark.promise
def test_a_twin_that_takes_entries_as_they_arrive_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    shuffled = random.Random(1).sample(STORY, len(STORY))
    check_order(shuffled)
    expected = statements(STORY)
    monkeypatch.setattr(sys.modules["amends.claims.statements"], "in_order_of_happening", tuple)
    assert any(statements(random.Random(seed).sample(STORY, len(STORY))) != expected for seed in range(5))
