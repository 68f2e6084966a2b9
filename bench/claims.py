"""What reading claims and taking out card numbers costs, and how well it does on the sentences in the repository."""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from amends.claims import read_text
from amends.facts.verdicts import MONEY_CLAIMS
from amends.intake.cards import redact_cards

SENTENCES = Path(__file__).parents[1] / "tests" / "claims" / "own_sentences.jsonl"
WRITTEN_FROM = ("first", "second", "third", "fourth")
WRITTEN_AFTER = ("fifth", "sixth")
ROUNDS = 5
CHARS = 2_000_000
NEUTRAL = "I never got my refund and nobody answers the phone. "
NUMBERED = "Order 100-2003-4455, tracking 1Z999AA10123456784, 12.50 EUR, call +1 415 555 0123. "


def _quickest_seconds(work: Callable[[], object], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def _reading(rounds: int) -> None:
    rows = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    messages = [(row["text"], row["role"]) for row in rows]
    started = time.process_time()
    read_text(rows[0]["text"])
    print(f"claims read: {time.process_time() - started:.2f} s for the first message, which reads the words")
    said = " ".join(row["text"] for row in rows if row["role"] == "customer")
    plainly = " ".join(row["text"] for row in rows if not row["labels"])
    for name, length, texts in (
        ("one sentence each", len(said) // len(messages), messages),
        ("full of claims", 1000, [(said[:1000], "customer")]),
        ("without a claim", 1000, [(plainly[:1000], "customer")]),
    ):
        _quickest_seconds(lambda texts=texts: [read_text(*text) for text in texts], 1)  # type: ignore[misc]
        seconds = _quickest_seconds(lambda texts=texts: [read_text(*text) for text in texts], rounds)  # type: ignore[misc]
        print(f"claims read: {len(texts) / seconds:,.0f} messages/s of {length} characters, {name}")
    _recalls(rows)


def _recalls(rows: Sequence[dict[str, object]]) -> None:
    money = {str(kind) for kind in MONEY_CLAIMS}
    for name, sets in (
        ("from which the words were written", WRITTEN_FROM),
        ("written after most of the words", WRITTEN_AFTER),
    ):
        some = [row for row in rows if row["set"] in sets]
        for kinds, of in (("all", None), ("money", money)):
            print(f"recall on {len(some)} of the repository's own sentences, {name}, {kinds}: {_recall(some, of):.2f}")


def _recall(rows: Sequence[dict[str, object]], of: set[str] | None) -> float:
    hit = wanted = 0
    for row in rows:
        got = {
            str(claim.kind)
            for claim in read_text(str(row["text"]), "agent" if row["role"] == "agent" else "customer").claims
        }
        want = {str(label) for label in row["labels"] if of is None or label in of}  # type: ignore[attr-defined]
        hit, wanted = hit + len(got & want), wanted + len(want)
    return hit / wanted


def _cards(rounds: int) -> None:
    for name, piece in (("without digits", NEUTRAL), ("full of order and phone numbers", NUMBERED)):
        text = piece * (CHARS // len(piece))
        seconds = _quickest_seconds(lambda text=text: redact_cards(text), rounds)  # type: ignore[misc]
        print(f"card numbers looked for: {len(text) / 1e6 / seconds:.1f} MB/s in text {name}")
    rnd = random.Random(1)
    for length in (13, 14, 15, 16, 17, 18, 19):
        ids = ["".join(rnd.choice("0123456789") for _ in range(length)) for _ in range(5000)]
        share = sum(redact_cards(f"order {number}") != f"order {number}" for number in ids) / len(ids)
        print(f"random ids of {length} digits taken for a card: {share:.2%} (first six and last four stay)")


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round instead of five")
    rounds = 1 if parser.parse_args(argv).quick else ROUNDS
    _reading(rounds)
    _cards(rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
