"""The same SQL, unchanged, on every engine: row for row the same answer. Spark, which is large, in spark_engine.py."""

import pytest

from amends.facts import Problem, Refused
from amends.reconcile import Asked
from amends.reconcile.run import _Passes
from engine_runs import Answer, answer
from refund_tables import ASKED, any_case, together

CASES = 120


def one_kind(asked: Asked, engine: str, url: str | None = None) -> Answer:
    """All cases, of which this is asked, in one file."""
    return answer(together([any_case(seed, asked) for seed in range(CASES)]), engine, url)


def both_kinds(engine: str, url: str | None = None) -> list[Answer]:
    """Once in UTC, once where clocks change; each with refunds that have a history."""
    return [one_kind(asked, engine, url) for asked in ASKED[:2]]


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


def test_an_engine_that_cannot_run_says_what_to_do() -> None:
    with pytest.raises(Refused) as refused:
        answer(any_case(1), "postgres", None)
    problem: Problem = refused.value.problem
    assert "--database-url" in problem.next_step
