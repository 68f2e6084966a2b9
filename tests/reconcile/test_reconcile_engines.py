"""The same SQL, unchanged, on every engine: row for row the same answer. Spark, which is large, in spark_engine.py."""

import pytest

from amends.facts import Problem, Refused
from amends.reconcile import run
from amends.reconcile.run import _Passes
from engine_runs import Answer, answer
from refund_tables import ASKED, any_case, together, with_copies

CASES = 120


def both_kinds(engine: str, url: str | None = None) -> list[Answer]:
    """All cases in one file: once in UTC, once where clocks change and the witness also repeats rows of ours. Each has
    refunds with a history.
    """
    plain = [any_case(seed, ASKED[0]) for seed in range(CASES)]
    copied = [with_copies(any_case(seed, ASKED[1]), seed) for seed in range(CASES)]
    return [answer(together(cases), engine, url) for cases in (plain, copied)]


@pytest.fixture(scope="module")
def by_duckdb() -> list[Answer]:
    return both_kinds("duckdb")


@pytest.mark.promise
def test_sqlite_says_the_same(by_duckdb: list[Answer]) -> None:
    assert both_kinds("sqlite") == by_duckdb


@pytest.mark.promise
@pytest.mark.postgres
def test_postgresql_says_the_same(by_duckdb: list[Answer], postgres_url: str) -> None:
    assert both_kinds("postgres", postgres_url) == by_duckdb


@pytest.mark.promise
def test_an_engine_that_orders_ties_otherwise_would_be_noticed(
    by_duckdb: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the later of two at one moment comes first."""
    whole = _Passes.sql
    monkeypatch.setattr(
        _Passes,
        "sql",
        lambda self, file, **n: whole(self, file, **n).replace("requested_at_us, refund_id)", "refund_id DESC)"),
    )
    assert both_kinds("sqlite") != by_duckdb


def test_refunds_told_once_may_be_read_without_a_history() -> None:
    """The short way for the usual file gives what the long one does."""
    cases = [any_case(seed, ASKED[0]) for seed in range(200)]
    once = together([c for c in cases if len({r["refund_ref"] or r["record_id"] for r in c.witness}) == len(c.witness)])
    assert len(once.witness) > 100
    assert answer(once, told_once=True) == answer(once, told_once=False)


def test_large_files_are_worked_through_in_parts_to_the_same_end(
    by_duckdb: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "DIFFERING_AT_ONCE", 7)
    monkeypatch.setattr(run, "JOINED_AT_ONCE", 7)
    assert both_kinds("duckdb") == by_duckdb
    assert sum(row[5] is not None for answer in by_duckdb for row in answer[0]) > 100


def test_an_engine_that_cannot_run_says_what_to_do() -> None:
    with pytest.raises(Refused) as refused:
        answer(any_case(1), "postgres", None)
    problem: Problem = refused.value.problem
    assert "--database-url" in problem.next_step
