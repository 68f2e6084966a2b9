"""Patterns are tried only where their necessary words stand, and nothing is lost by that."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.claims import promises_something, read_text
from amends.claims.necessary import Necessary
from amends.claims.vocabulary import vocabulary
from amends.facts import ClaimKind

HERE = Path(__file__).parent
DATA = Path(os.environ.get("AMENDS_SHARED") or HERE.parents[2] / "shared") / "data" / "claims"


def texts() -> list[str]:
    """Every sentence and example there is; every tenth message of the development data, where it is at hand."""
    files = [HERE / "own_sentences.jsonl", *sorted(DATA.glob("*.jsonl"))]
    rows = [file.read_text("utf-8").splitlines()[:: 10 if file.parent == DATA else 1] for file in files]
    told = [str(json.loads(row)["text"]) for lines in rows for row in lines]
    return told + [text for words in vocabulary("en").kinds for text in (*words.examples, *words.not_examples)]


def read_all() -> list[object]:
    return [read_text(text, role) for text in texts() for role in ("customer", "agent")]  # type: ignore[arg-type]


def try_everything(_: Necessary, __: str) -> int:
    return -1


def test_the_reading_is_the_same_as_when_every_pattern_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read_all()
    monkeypatch.setattr(Necessary, "possible", try_everything)
    assert read_all() == quick


def test_a_gate_that_shuts_out_a_pattern_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = read_all()
    monkeypatch.setattr(Necessary, "possible", lambda self, text: 0)
    assert read_all() != everything


def has_promise(text: str) -> bool:
    return any(claim.kind is ClaimKind.PROMISE for claim in read_text(text, "agent").claims)


def test_looking_for_promises_alone_finds_the_same_texts() -> None:
    several = texts()
    several += [" ".join(several[at : at + 4]) for at in range(0, len(several), 4)]
    found = [text for text in several if promises_something(text)]
    assert len(found) > 10
    assert found == [text for text in several if has_promise(text)]


@given(
    st.lists(st.sampled_from(["We", "will", "call", "you", "by", "Friday.", "If", "it", "'ll", "refund", "not", "\n"]))
)
def test_any_mixture_of_words_promises_the_same(words: list[str]) -> None:
    text = " ".join(words)
    assert promises_something(text) is has_promise(text)


def test_a_look_that_takes_every_cue_for_a_promise_is_noticed() -> None:
    only_a_cue = [text for text in texts() if "will" in text and not promises_something(text)]
    assert only_a_cue
    assert not any(has_promise(text) for text in only_a_cue)


def test_no_cue_is_bound_to_an_end_of_its_sentence() -> None:
    cues = [words.cue._written() for words in vocabulary("en").kinds]
    assert any(cues)
    assert not any(end in cue for cue in cues for end in ("^", "$", r"\A", r"\Z"))


@pytest.mark.parametrize(
    ("pattern", "text", "may"),
    [
        ("no {refund} <3> arrived", "there was no refund", False),
        ("no {refund} <3> arrived", "there arrived no refund", True),
        ("no {refund} <3> arrived", "no reimbursements ever arrived", True),
        ("(do|did)n't pay", "i didnt pay", True),
        ("(do|did)n't pay", "i didn't pay", True),
        ("(do|did)n't pay", "i did not get paid", False),
        ("charges?", "a surcharge", False),
        ("charges?", "a charge's fate", True),
        ("(the |a )?bill", "two bills", False),
        ("(un|non)-?authori[sz]ed", "it was unauthorised", True),
        ("e-?mail", "an email", True),
        (r"\d+ calls", "my calls", False),
        (r"\d+ calls", "12x calls", True),
        ("hold(?! on)", "on hold", True),
        (r"\w+", "anything", True),
    ],
)
def test_the_words_are_worked_out_from_the_pattern(pattern: str, text: str, may: bool) -> None:
    necessary = Necessary({"refund": "refund\\w*|reimburse\\w*"})
    bit = necessary.add(pattern)
    assert bool(necessary.possible(text) & bit) is may


@given(st.lists(st.sampled_from(["i", "didn't", "no", "refund", "e-mail", "x's", "12", "charged", "'", "twice"])))
def test_any_mixture_of_words_reads_the_same(words: list[str]) -> None:
    text = " ".join(words)
    quick = read_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Necessary, "possible", try_everything)
        assert read_text(text) == quick
