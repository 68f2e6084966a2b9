"""Everybody at once gets the answer that one customer gets."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from amends.reconcile.run import _Passes
from engine_runs import answer
from refund_tables import ASKED, Case, any_case, as_json, opinion_on, together, with_copies

CASES = 600
HOW_OF_NOTHING = ("none", "candidate", "same payment, another amount")


def told_by_passes(case: Case, **options: Any) -> tuple[dict[str, tuple[Any, ...]], set[str]]:
    verdicts, unexplained = answer(case, **options)
    found = {}
    for refund_id, verdict, reason, record, how, _, look_again in verdicts:
        nothing = how in HOW_OF_NOTHING
        found[refund_id] = (verdict, reason, None if nothing else record, None if nothing else how, look_again)
    return found, {row[2] for row in unexplained}


@cache
def asked_alike(kind: int, count: int, made: Callable[[int], Case]) -> tuple[tuple[Case, Any], ...]:
    """The cases of which this one thing is asked, each with what the opinion says of it: the same for every twin, which
    changes the passes alone.
    """
    cases = [made(seed) for seed in range(kind, count, len(ASKED))]
    return tuple((case, opinion_on(case)) for case in cases)


def differences(count: int, made: Callable[[int], Case] | None = None, **options: Any) -> Iterator[str]:
    """The cases in which the passes and the opinion differ, in words. All of which one thing is asked stand in one
    file, where they cannot meet. A twin is caught by the first of them.
    """
    for kind, _ in enumerate(ASKED):
        told = asked_alike(kind, count, made or any_case)
        verdicts, unexplained = told_by_passes(together([case for case, _ in told]), **options)
        for case, (expected, without) in told:
            rows = {ref: (verdicts[ref], said) for ref, said in expected.items() if verdicts[ref] != said}
            names = {row["refund_ref"] or row["record_id"] for row in case.witness}
            if rows or unexplained & names != without:
                both = sorted(unexplained & names), sorted(without)
                yield as_json([case.name, rows, *both, case.ours, case.witness])


@pytest.mark.promise
def test_the_passes_say_what_the_opinion_says() -> None:
    found = list(differences(CASES))
    assert not found, f"{len(found)} of {CASES} differ, first:\n{found[0]}"


def copied_case(seed: int) -> Case:
    return with_copies(any_case(seed), seed)


@pytest.mark.promise
def test_a_witness_that_only_repeats_us_is_no_witness_here_either() -> None:
    found = list(differences(CASES // 2, copied_case))
    assert not found, f"{len(found)} of {CASES // 2} differ, first:\n{found[0]}"


@pytest.mark.promise
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("o.requested_at_us = w.occurred_at_us AND", "1 = 0 AND"), ("o.is_repeated = 0 AND", "")],
)
def test_a_copy_taken_for_a_witness_would_be_noticed(right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twins: copies are overlooked; or a copy proves by its silence that nothing was sent."""
    whole = _Passes.sql
    monkeypatch.setattr(_Passes, "sql", lambda self, file, **n: whole(self, file, **n).replace(right, wrong))
    assert any(differences(CASES // 2, copied_case))


@pytest.mark.promise
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("next_gap_us - gap_us > 86400000000", "next_gap_us - gap_us >= 0"),
        ("WHEN payment_ref <> their_payment_ref THEN", "WHEN 1 = 0 THEN"),
        ("b.our_rank < c.our_rank", "b.our_rank > c.our_rank"),
        ("WHEN l.is_proven = 1 THEN", "WHEN 1 = 1 THEN"),
        ("AND t.first_at_us <= o.requested_at_us", "AND t.first_at_us < o.requested_at_us + 1000 *"),
    ],
)
def test_a_rule_that_goes_astray_would_be_noticed(right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twins: passes with one rule changed are caught on the same cases."""
    whole = _Passes.sql
    seen = []

    def changed(self: _Passes, file: str, **names: str) -> str:
        sql = whole(self, file, **names)
        seen.append(right in sql)
        return sql.replace(right, wrong)

    monkeypatch.setattr(_Passes, "sql", changed)
    assert any(differences(CASES))
    assert any(seen)
