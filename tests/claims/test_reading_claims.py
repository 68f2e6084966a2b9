"""What somebody says is read as what he says: with his words, and only what he asserts."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.claims import read_text
from amends.claims.vocabulary import KindWords, vocabulary
from amends.facts import ClaimKind

OWN = [json.loads(line) for line in (Path(__file__).parent / "own_sentences.jsonl").read_text("utf-8").splitlines()]


def kinds(text: str, role: str = "customer") -> set[str]:
    return {str(claim.kind) for claim in read_text(text, "agent" if role == "agent" else "customer").claims}


def examples(field: str) -> Iterator[tuple[KindWords, str]]:
    for words in vocabulary("en").kinds:
        for text in getattr(words, field):
            yield words, text


@pytest.mark.parametrize(("words", "text"), list(examples("examples")))
def test_every_example_of_the_word_files_is_read(words: KindWords, text: str) -> None:
    assert words.kind.value in kinds(text, words.role)


@pytest.mark.parametrize(("words", "text"), list(examples("not_examples")))
def test_no_counterexample_of_the_word_files_is_read(words: KindWords, text: str) -> None:
    assert words.kind.value not in kinds(text, words.role)


def test_every_kind_of_claim_has_its_words_and_examples() -> None:
    known = {words.kind: words for words in vocabulary("en").kinds}
    assert set(known) == set(ClaimKind)
    assert all(words.examples and words.not_examples for words in known.values())


def test_a_question_that_takes_the_fact_for_granted_is_a_claim() -> None:
    assert kinds("Can you tell me why I was charged twice?") >= {"charged_twice"}
    assert kinds("How do I get a refund?") == set()
    assert kinds("If I am charged twice, whom do I call?") == set()


def test_both_halves_of_a_claim_may_stand_in_two_sentences() -> None:
    assert "refund_not_received" in kinds("You said you refunded me on 3 May. It still hasn't arrived.")
    assert "payment_not_credited" in kinds("I made a transfer on Monday. It is not there.")
    assert "promise_not_kept" in kinds("Your colleague said I would get a call within a day. Nothing.")


def test_the_quote_is_literally_in_the_message() -> None:
    text = "Hello,\nI NEVER received my refund of €129.00 for order 10-4471.\nRegards, Mia"
    (claim,) = read_text(text).claims
    assert claim.kind is ClaimKind.REFUND_NOT_RECEIVED
    assert claim.quote == text[claim.start : claim.end] == "NEVER received my refund"
    assert [str(amount.number) for amount in claim.slots.amounts] == ["129"]
    assert claim.slots.order_ids == ("10-4471",)
    assert claim.by == "rules:en"


def test_an_agents_words_are_no_customers_claims_and_the_other_way_round() -> None:
    assert kinds("We will call you back tomorrow.", "agent") == {"promise"}
    assert kinds("We will call you back tomorrow.") == set()
    assert kinds("I never got my refund.", "agent") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Ich habe meine Erstattung noch nicht bekommen.",
        "Je n'ai jamais reçu mon remboursement de la commande.",
        "Nunca he recibido el reembolso de mi pedido.",
        "我还没有收到退款",
        "Я не получил возврат",
        "",
        "12345",
    ],
)
def test_a_language_without_words_is_abstained_from(text: str) -> None:
    reading = read_text(text)
    assert (reading.language, reading.claims) == ("", ())


def test_slots_are_read_in_every_language() -> None:
    assert [float(amount.number) for amount in read_text("Ich habe 1.234,50 € bezahlt.").slots.amounts] == [1234.5]


def measured(rows: list[dict[str, object]]) -> tuple[float, float]:
    """Recall of what is there, and the share of rows without any claim in which one is read."""
    hit = wanted = alarms = silent = 0
    for row in rows:
        got, want = kinds(str(row["text"]), str(row["role"])), set(row["labels"])  # type: ignore[call-overload]
        hit, wanted = hit + len(got & want), wanted + len(want)
        if not want:
            silent += 1
            alarms += bool(got)
    return hit / wanted, alarms / silent


@pytest.mark.promise
def test_claims_are_found_and_quiet_messages_stay_quiet() -> None:
    recall, alarm = measured(OWN)
    assert recall >= 0.85
    assert alarm <= 0.10


@pytest.mark.promise
def test_the_measure_catches_a_reader_that_reads_nothing_and_one_that_reads_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(globals(), "kinds", lambda text, role: set())
    assert measured(OWN)[0] < 0.85
    monkeypatch.setitem(globals(), "kinds", lambda text, role: {str(kind) for kind in ClaimKind})
    assert measured(OWN)[1] > 0.10


@given(st.text(max_size=300), st.sampled_from(["customer", "agent"]))
def test_any_text_can_be_read_and_every_span_lies_within_it(text: str, role: str) -> None:
    for claim in read_text(text, "agent" if role == "agent" else "customer").claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.quote == text[claim.start : claim.end]


@pytest.mark.parametrize(
    "piece", ["refund not ", "charged twice and ", "i was told that ", "$1,2.", "a ", "9", "it has not "]
)
def test_no_text_keeps_the_reader_busy(piece: str) -> None:
    started = time.process_time()
    read_text(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 10
