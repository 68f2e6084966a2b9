"""Marks of hostility: what a customer wrote at people, with the words; what is no attack on anybody has none."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from amends.care.marks import LEVELS, marks_in, marks_of
from amends.care.weights import Weights
from handled_stories import answer, file_of, judged, mail
from machine import REPOSITORY

WORDS = tomllib.loads((REPOSITORY / "src/amends/care/words/hostility.toml").read_text("utf-8"))
IDIOTS = "Where is my money? You people are a bunch of idiots. I will find you and hurt you."


@pytest.mark.parametrize(("level", "text"), [(level, one) for level in LEVELS for one in WORDS[level]["examples"]])
def test_each_example_has_the_mark_of_its_level(level: str, text: str) -> None:
    assert [mark.level for mark in marks_in(text)] == [level]


@pytest.mark.parametrize("text", [one for level in LEVELS for one in WORDS[level]["not_examples"]])
def test_what_is_aimed_at_nobody_has_none(text: str) -> None:
    assert marks_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I will go to my lawyer and see you in court.",
        "If nothing happens by Friday I go to the ombudsman and to the press.",
        "I will cancel and take my business elsewhere.",
        "You will regret losing me as a customer.",
        "The fucking washing machine is broken again.",
        "I am furious. This is the third time I write!!!",
        "Je vais vous tuer, bande d'idiots, où est mon argent ?",  # another language is not read
    ],
)
def test_anger_and_escalation_are_no_marks(text: str) -> None:
    assert marks_in(text) == ()


def test_levels_are_words_of_the_table_of_weights() -> None:
    assert set(LEVELS) < set(Weights().hostility)


def test_a_mark_quotes_the_words_and_says_where_they_stand() -> None:
    marks = marks_in(IDIOTS)
    assert [mark.level for mark in marks] == ["insult", "threat"]
    assert marks[1].quote == "I will find you and hurt you"
    assert all(IDIOTS[mark.start : mark.end] == mark.quote for mark in marks)


def test_a_claim_that_no_words_of_ours_say_is_an_insult_and_an_added_one_too() -> None:
    first = mail("09:00", "Where is my refund, genius?")
    assert marks_of(file_of([first])) == {}
    marks = marks_of(file_of([first, judged(first.id, "added", 20, 26)]))
    assert [(mark.level, mark.quote) for mark in marks[first.id]] == [("insult", "genius")]


def rejecting(text: str, *spans: tuple[int, int]) -> list[str]:
    """The levels left of a mail after a person rejected these."""
    first = mail("09:00", text)
    told = [judged(first.id, "rejected", *span, when=f"12:{number:02d}") for number, span in enumerate(spans)]
    return [mark.level for mark in marks_of(file_of([first, answer("10:00"), *told])).get(first.id, ())]


def test_what_a_person_rejected_gives_none_be_it_a_claim_or_a_threat() -> None:
    start = IDIOTS.index("You people")
    assert rejecting(IDIOTS) == ["insult", "threat"]
    assert rejecting(IDIOTS, (start, start + 33)) == ["threat"]
    assert rejecting(IDIOTS, (start, start + 33), (IDIOTS.index("I will find"), len(IDIOTS))) == []
    assert rejecting(IDIOTS, (0, 0)) == []  # the whole message


def test_a_reader_that_ignores_rejections_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.care.marks._rejected", lambda sentence, judged: False)
    assert rejecting(IDIOTS, (0, 0)) != []  # the twin


def test_the_later_word_of_a_person_holds() -> None:
    first = mail("09:00", "I will find you and hurt you.")
    told = [judged(first.id, "rejected", when="12:00"), judged(first.id, "confirmed", 0, 28, when="13:00")]
    assert [mark.level for mark in marks_of(file_of([first, *told]))[first.id]] == ["threat"]


def of_hand(folder: Path) -> list[tuple[bool, str]]:
    rows: list[dict[str, Any]] = []
    for name in ("dev_hand_airline_NC.jsonl", "dev_hand_cfpb.jsonl"):
        rows += map(json.loads, (folder / "claims" / name).read_text("utf-8").splitlines())
    return [("hostile" in row["labels"] or "hostile" in str(row["labels"]), row["text"]) for row in rows]


@pytest.mark.shared
def test_texts_labelled_by_hand_get_marks_as_the_page_says(shared_data: Path) -> None:
    """The words were chosen with these texts in view: a floor for changes, no measure of unseen ones."""
    told = [(hostile, bool(marks_in(text))) for hostile, text in of_hand(shared_data)]
    assert (sum(hostile for hostile, _ in told), len(told)) == (10, 144)
    assert told.count((True, True)) >= 10
    assert told.count((False, True)) <= 2
