"""The same passes, unchanged, on every engine: row for row the same answer, in the same order. Spark in
spark_payouts.py.
"""

from random import Random

import pytest

from amends.engines import payout_files
from payout_runs import Rows, answer
from payout_tables import any_case

CASES = [any_case(Random(seed), size=60) for seed in range(6)]


@pytest.fixture(scope="module")
def by_duckdb() -> list[list[Rows]]:
    return [answer(case) for case in CASES]


@pytest.mark.promise
def test_sqlite_says_the_same_of_payouts(by_duckdb: list[list[Rows]]) -> None:
    assert [answer(case, "sqlite") for case in CASES] == by_duckdb


@pytest.mark.promise
@pytest.mark.postgres
def test_postgresql_says_the_same_of_payouts(by_duckdb: list[list[Rows]], postgres_url: str) -> None:
    assert [answer(case, "postgres", postgres_url) for case in CASES] == by_duckdb


@pytest.mark.promise
def test_an_engine_that_reads_otherwise_would_be_noticed(
    by_duckdb: list[list[Rows]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the words of the bank's texts are lost on the way."""
    whole = payout_files.PayoutFile.batches

    def partly(self: payout_files.PayoutFile, connection: object) -> object:
        batches = list(whole(self, connection))
        return [batch.slice(0, 0) for batch in batches] if self.name == "all_words" else batches

    monkeypatch.setattr(payout_files.PayoutFile, "batches", partly)
    assert [answer(case, "sqlite") for case in CASES] != by_duckdb
