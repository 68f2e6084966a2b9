"""To whom a customer says that he turns: quoted, never scored, and quiet where the word means something else."""

import json
import os
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.claims import signals
from amends.claims.necessary import Necessary
from amends.claims.signals import turned_to
from amends.facts import CUSTOMER, Contact, Entry, SignalKind, Source, hear_moment
from amends.facts.kinds import ContactReceived

HERE = Path(__file__).parent
OWN = [json.loads(row) for row in (HERE / "own_signals.jsonl").read_text("utf-8").splitlines()]
DATA = Path(os.environ.get("AMENDS_SHARED") or HERE.parents[2] / "shared") / "data" / "claims"
WORDS = tomllib.loads(files("amends.claims").joinpath("words/en/signals.toml").read_text("utf-8"))


def kinds(text: str) -> set[str]:
    return {str(kind) for kind, _, _ in turned_to(text)}


def contact(text: str, number: int, **more: object) -> Contact:
    what = ContactReceived("mail", sender="m@example.org", text=text, **more)  # type: ignore[arg-type]
    entry = Entry(Source("mail", CUSTOMER), f"<{number}@x>", hear_moment(f"2026-05-{number:02}T10:00:00Z"), what)
    return Contact(entry, entry.id)


@pytest.mark.parametrize("kind", list(SignalKind))
def test_the_examples_of_the_word_file(kind: SignalKind) -> None:
    assert all(kind in kinds(text) for text in WORDS[kind]["examples"])
    assert not any(kind in kinds(text) for text in WORDS[kind]["not_examples"])


def test_own_sentences() -> None:
    wrong = [(row["text"], kinds(row["text"])) for row in OWN if kinds(row["text"]) != set(row["signals"])]
    assert wrong == []


def test_the_sentence_is_quoted_and_each_kind_told_once() -> None:
    text = "Hello. I will go to the ombudsman! My solicitor says so too. The ombudsman will write to you."
    found = signals([contact(text, 3)])
    assert [(str(one.kind), one.quote) for one in found] == [
        ("regulator", "I will go to the ombudsman!"),
        ("lawyer", "My solicitor says so too."),
    ]
    assert all(text[one.start : one.end] == one.quote for one in found)


def test_a_bounce_turns_to_nobody() -> None:
    assert signals([contact("I will go to the ombudsman!", 3, is_contact=False, why_not="bounce")]) == ()


STORY = [contact("I will go to the ombudsman!", 3), contact("You will hear from my lawyer.", 2), contact("Hello.", 1)]


def check_order(shuffled: list[Contact]) -> None:
    assert [str(one.kind) for one in signals(shuffled)] == ["lawyer", "regulator"]


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=2))
def test_the_order_of_contacts_changes_nothing(shuffled: list[Contact], again: list[Contact]) -> None:
    check_order([*shuffled, *again])


@pytest.mark.promise
def test_a_twin_that_takes_contacts_as_they_come_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    check_order(STORY)
    monkeypatch.setattr(sys.modules["amends.claims.signals"], "sorted", lambda things, key: list(things), raising=False)
    with pytest.raises(AssertionError):
        check_order(STORY)


def read_all() -> list[object]:
    rows = (HERE / "own_sentences.jsonl").read_text("utf-8").splitlines()
    texts = [str(json.loads(row)["text"]) for row in rows] + [str(row["text"]) for row in OWN]
    examples = [text for kind in SignalKind for name in ("examples", "not_examples") for text in WORDS[kind][name]]
    return [turned_to(text) for text in (*texts, *examples)]


@pytest.mark.promise
def test_the_necessary_words_lose_no_signal_and_a_twin_that_shuts_them_out_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick = read_all()
    monkeypatch.setattr(Necessary, "possible", lambda self, text: -1)
    assert read_all() == quick
    monkeypatch.setattr(Necessary, "possible", lambda self, text: 0)
    assert read_all() != quick


@pytest.mark.shared
@pytest.mark.skipif(not DATA.is_dir(), reason=f"no development data at {DATA}; set AMENDS_SHARED to its parent")
def test_hardly_any_alarm_on_messages_that_turn_to_nobody() -> None:
    rows = [json.loads(row) for file in sorted(DATA.glob("*.jsonl")) for row in file.read_text("utf-8").splitlines()]
    fired = [row["text"] for row in rows if turned_to(str(row["text"]))]
    assert len(rows) > 4000
    assert len(fired) <= 5  # none of them mentions one, by a search for the bare words
