"""All payouts at once get the answer that each gets when it is looked at alone, and no bank line serves two."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Reason, Verdict
from amends.reconcile.payouts import run
from payout_runs import answer, as_plain
from payout_tables import Case, any_case
from payouts_plainly import plainly

MANY = 60
FEW_LARGE = 8


@pytest.fixture(scope="module")
def many_cases() -> list[Case]:
    """The same on every run; together they have every reason, every explanation and every way of being known."""
    return [any_case(Random(seed), size=80) for seed in range(FEW_LARGE)]


def differing(cases: list[Case]) -> list[Any]:
    """What the passes say beside what is worked out plainly, where they are not the same."""
    both = ((as_plain(answer(case)), plainly(case)) for case in cases)
    return [pair for pair in both if pair[0] != pair[1]]


@pytest.mark.promise
@given(st.integers(0, 1 << 32))
@settings(max_examples=25)
def test_all_at_once_and_one_at_a_time_agree(seed: int) -> None:
    case = any_case(Random(seed))
    assert as_plain(answer(case)) == plainly(case)


@pytest.mark.promise
def test_a_large_case_agrees_too() -> None:
    case = any_case(Random(4), size=400)
    assert len(case.payouts) > 100
    assert as_plain(answer(case)) == plainly(case)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("l.payouts_count = 1", "l.payouts_count > 0"),
        ("AND count(*) OVER (PARTITION BY bank_n) = 1", ""),
        ("HAVING sum(lines_count) = 1", "HAVING sum(lines_count) > 0"),
        ("sum(amount_minor - fee_minor)", "sum(amount_minor)"),
        ("ORDER BY at_us, side", "ORDER BY at_us, -side"),
        ("p.occurred_at_us - 86400000000 >= ", "1 = 1 OR p.occurred_at_us >= "),
        ("s.currency = p.currency", "1 = 1"),
    ],
)
def test_a_rule_that_goes_astray_would_be_noticed(
    right: str, wrong: str, many_cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twins: passes with one rule changed are caught on the same cases."""
    whole, seen = run.pass_sql, []

    def changed(file: str, values: dict[str, int]) -> str:
        sql = whole(file, values)
        seen.append(right in sql)
        return sql.replace(right, wrong)

    assert not differing(many_cases[:1])
    monkeypatch.setattr(run, "pass_sql", changed)
    assert differing(many_cases)
    assert any(seen)


def used_twice(case: Case) -> list[str]:
    """Bank lines that stand beside two payouts."""
    lines = Counter(row[7] for row in answer(case)[0] if row[7] is not None)
    return [line for line, count in lines.items() if count > 1]


@pytest.mark.promise
@given(st.integers(0, 1 << 32))
@settings(max_examples=20)
def test_no_bank_line_pays_two_payouts(seed: int) -> None:
    assert used_twice(any_case(Random(seed), size=12)) == []


@pytest.mark.promise
def test_one_that_pays_two_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: the first line of the amount is taken, whoever else could have it."""
    whole = run.pass_sql
    monkeypatch.setattr(
        run, "pass_sql", lambda file, values: whole(file, values).replace("AND l.payouts_count = 1", "")
    )
    assert any(used_twice(any_case(Random(seed), size=12)) for seed in range(MANY))


def test_every_word_of_the_answer_is_one_that_is_known(many_cases: list[Case]) -> None:
    small = [any_case(Random(seed)) for seed in range(FEW_LARGE * 2)]  # where few lines could be a payout's
    told = [row for case in (*many_cases, *small) for row in as_plain(answer(case)).verdicts.values()]
    assert {row[0] for row in told} <= set(Verdict)
    assert {row[1] for row in told} <= set(Reason)
    assert {row[1] for row in told} == {
        "payout_broken", "arrived", "in_window", "not_arrived", "witness_incomplete", "ambiguous", "failed_later",
        "held", "witnesses_disagree", "amount_agrees",
    }  # fmt: skip
    explained = {row[4].partition(":")[0] for row in told if row[4] is not None}
    assert {"fees not taken off", "fees taken off twice", "one line not paid", "sign swapped", "100 times"} <= explained
    assert any(row[8] for row in told)
