"""`amends demo` and `amends owed` as somebody runs them, and the judge that compares them with the truth."""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from amends.cli.owed import lines_of, totals
from amends.demo.judge import judge
from amends.facts import (
    ClaimKind,
    CustomerFile,
    Identity,
    Money,
    Opinion,
    Owed,
    OwedState,
    Reason,
    Verdict,
)
from forked import run_amends
from told_by_demo import END, told


def run(*args: str, code: int = 0, **environment: str) -> str:
    done = run_amends(*args, environment={**os.environ, **environment})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + (done.stderr if code else "")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("demo")
    said = run(
        "demo",
        "--dir",
        str(folder),
        "--customers",
        "100",
        "--no-serve",
        "--json",
        AMENDS_DATABASE_URL="postgres://none",
    )
    return folder, json.loads(said)


def test_the_demo_takes_everything_in_and_says_what_is_synthetic(demo: tuple[Path, dict[str, Any]]) -> None:
    folder, said = demo
    balance = said["balance"]
    assert balance["received"] == balance["applied"] + balance["duplicate"]
    assert balance["duplicate"] > 0, "some mails are in two places, as after a move"
    assert "invented" in said["note"]
    assert (folder / "files" / "truth.json").exists()


def test_the_demo_is_right_about_everything_that_was_planted(demo: tuple[Path, dict[str, Any]]) -> None:
    truth = demo[1]["truth"]
    assert (truth["wrong"], truth["reason_differs"], truth["cannot_tell"], truth["false_alarms"]) == ([], [], [], [])
    assert truth["right"] > 40


def test_the_demo_sweeps_everybody_and_does_not_guess_a_cause_from_a_few(demo: tuple[Path, dict[str, Any]]) -> None:
    swept = demo[1]["sweep"]
    assert 0 < swept["went_wrong"] < swept["refunds"]
    assert swept["planted"] == 4
    assert (swept["cause"], swept["found"], swept["wrongly"]) == (None, 0, [])
    assert {owed["currency"] for owed in swept["owed"]} <= {"EUR", "USD", "GBP", "JPY"}


def test_owed_says_the_same_in_words_and_its_sums_are_the_sums_of_its_rows(demo: tuple[Path, dict[str, Any]]) -> None:
    home = str(demo[0] / "home")
    said = json.loads(run("--home", home, "owed", "--as-of", demo[1]["as_of"], "--json"))
    assert said["owed"] == demo[1]["owed"]
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in said["owed"]:
        sums[row["currency"], row["reason"]] += row["amount_minor"]
    assert {(t["currency"], t["reason"]): t["amount_minor"] for t in said["totals"]} == sums
    words = run("--home", home, "owed", "--as-of", demo[1]["as_of"], COLUMNS="160")
    assert "M. Lindqvist" in words
    assert "129.00 EUR" in words
    assert "The customer is right" in words


def test_a_demo_never_goes_into_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_text("somebody's")
    assert "is not empty" in run("demo", "--dir", str(tmp_path), "--no-serve", code=2)
    assert "too small" in run("demo", "--customers", "10", "--no-serve", code=2)


def _opinion(customer: str, verdict: Verdict, reason: Reason, owed: Money | None) -> CustomerFile:
    opinion = Opinion("refund:R-1", ClaimKind.REFUND_NOT_RECEIVED, verdict, reason, "words", owed=owed)
    state = Owed("refund:R-1", OwedState.OWED if owed else OwedState.NOTHING_OWED, owed)
    return CustomerFile(Identity(customer, (customer,), ()), END, (), (), (opinion,), (), (state,), ())


def test_amounts_of_different_currencies_are_never_added() -> None:
    right = (Verdict.CUSTOMER_RIGHT, Reason.NEVER_SENT)
    files = [
        _opinion("customer:C-1", *right, Money(500, "EUR")),
        _opinion("customer:C-2", *right, Money(700, "EUR")),
        _opinion("customer:C-3", *right, Money(900, "JPY")),
        _opinion("customer:C-4", Verdict.RECORD_RIGHT, Reason.CUSTOMER_HAS_IT, None),
    ]
    assert totals(lines_of(files)) == {("EUR", "never_sent"): (2, 1200), ("JPY", "never_sent"): (1, 900)}


def test_twins_that_answer_everybody_alike_do_not_pass_the_judge() -> None:
    """Whoever says "the customer is right", or "cannot tell", to all would look good on half of the faults."""
    world, _ = told(100)
    one = next(item for item in world.expected if item.fault == "story_1")
    for verdict, reason, outcome in (
        (Verdict.CUSTOMER_RIGHT, Reason.NEVER_SENT, "reason_differs"),
        (Verdict.CANNOT_TELL, Reason.ONLY_OUR_WORD, "cannot_tell"),
        (Verdict.RECORD_RIGHT, Reason.CUSTOMER_HAS_IT, "wrong"),
    ):
        opinion = Opinion(one.matter, ClaimKind.REFUND_NOT_RECEIVED, verdict, reason, "words", owed=one.owed)
        key = f"customer:{one.customer_id}"
        file = CustomerFile(Identity(key, (key,), ()), END, (), (), (opinion,), (), (), ())
        judged = judge([one], [file])
        assert judged.right == 0
        assert len(getattr(judged, outcome)) == 1
    alarmed = judge([], [_opinion("customer:C-9", Verdict.CUSTOMER_RIGHT, Reason.NEVER_SENT, Money(1, "EUR"))])
    assert alarmed.false_alarms == (("C-9", "refund:R-1", Reason.NEVER_SENT),)


def test_right_with_another_amount_is_wrong() -> None:
    world, _ = told(100)
    one = next(item for item in world.expected if item.fault == "story_1")
    opinion = Opinion(
        one.matter, ClaimKind.REFUND_NOT_RECEIVED, one.verdict, one.reason, "words", owed=Money(12_901, "EUR")
    )
    key = f"customer:{one.customer_id}"
    judged = judge([one], [CustomerFile(Identity(key, (key,), ()), END, (), (), (opinion,), (), (), ())])
    assert (judged.right, len(judged.wrong)) == (0, 1)
