"""`amends causes --engine`: rows are counted where they stand, and the causes are those of the whole table."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from amends.engines import combinations
from amends.engines.combinations import count_combinations, with_spells
from amends.engines.relations import Relation, open_relation
from test_causes_command import OPTIONS, Row, listed, period, refused, run, write

NAMES = ["gateway", "method", "version"]


@pytest.fixture(scope="module")
def refunds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ours and the reference, each as Parquet and as CSV. Every tenth has no answer yet, some have no time."""
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("refunds")
    for name, rows in (("now", period(1, 5_000, broken=True)), ("before", period(2, 25_000, broken=False))):
        for number, row in enumerate(rows):
            row["failed"] = "" if number % 10 == 0 else row["failed"]
            row["version"] = " 4.2" if number % 7 == 0 and row["version"] == "4.2" else row["version"]
            row["at"] = "" if number % 50 == 0 else row["at"]
        write(folder / f"{name}.csv", rows)
        pq.write_table(typed(rows), folder / f"{name}.parquet")
    return folder


def typed(rows: list[Row]) -> Any:
    """With flags, times and an empty gateway where CSV has words."""
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["failed"] = [None if value == "" else value == "true" for value in columns["failed"]]
    times = [datetime.fromisoformat(at) if at else None for at in columns["at"]]
    return pa.table(columns | {"at": pa.array(times, pa.timestamp("us", "UTC"))})


def told(*arguments: object) -> list[dict[str, Any]]:
    """Sums come in another order: numbers to nine digits."""
    found: list[dict[str, Any]] = json.loads(
        json.dumps(listed(*arguments)), parse_float=lambda text: f"{float(text):.9g}"
    )
    return found


@pytest.mark.promise
@pytest.mark.parametrize("by", ["day", "hour"])
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_same_causes_with_their_beginning(refunds: Path, ending: str, by: str) -> None:
    options = (*OPTIONS, "--reference", refunds / f"before.{ending}", "--at", "at", "--by", by)
    memory = told("causes", refunds / f"now.{ending}", *options)
    assert memory[0]["onset"]
    assert memory == told("causes", refunds / f"now.{ending}", *options, "--engine", "duckdb")


def test_without_a_reference_they_are_the_same_too(refunds: Path) -> None:
    memory = told("causes", refunds / "now.parquet", *OPTIONS)
    assert {"gateway": "b"} in [cause["literals"] for cause in memory]
    result = run("causes", refunds / "now.parquet", *OPTIONS, "--engine", "duckdb")
    assert memory == told("causes", refunds / "now.parquet", *OPTIONS, "--engine", "duckdb")
    assert "500 rows without a known outcome left out" in result.stderr
    assert "what always was worse than the rest is found too" in result.stderr


@pytest.mark.promise
def test_rows_that_are_not_counted_would_be_noticed(refunds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: every combination is taken for one row."""
    right = combinations._query
    monkeypatch.setattr(combinations, "_query", lambda *told: right(*told).replace("count(*)", "1"))
    options = (*OPTIONS, "--reference", refunds / "before.parquet")
    place = run("causes", refunds / "now.parquet", *options, "--engine", "duckdb", "--json")
    assert place.exception is not None or json.loads(place.stdout) != listed(
        "causes", refunds / "now.parquet", *options
    )


@pytest.mark.postgres
def test_postgresql_finds_the_same_causes(refunds: Path, postgres_url: str) -> None:
    import psycopg
    import pyarrow.parquet as pq

    with psycopg.connect(postgres_url, autocommit=True) as connection, connection.cursor() as cursor:
        for name in ("now", "before"):
            rows = pq.read_table(refunds / f"{name}.parquet")
            cursor.execute(
                f'CREATE TABLE "{name} of us" (at timestamptz, gateway text, method text, version text, failed boolean)'
            )
            with cursor.copy(f'COPY "{name} of us" FROM STDIN') as copy:
                for row in rows.to_pylist():
                    copy.write_row(tuple(row.values()))
    place = (
        "--engine",
        "postgres",
        "--table",
        "now of us",
        "--reference",
        "before of us",
        "--at",
        "at",
        "--by",
        "hour",
    )
    found = run("--database-url", postgres_url, "causes", *place, *OPTIONS, "--json")
    assert found.exception is None, found.exception
    options = ("--reference", refunds / "before.parquet", "--at", "at", "--by", "hour")
    memory = told("causes", refunds / "now.parquet", *OPTIONS, *options)
    assert memory == json.loads(found.stdout, parse_float=lambda text: f"{float(text):.9g}")


class Listening:
    """An engine that notes every query that goes through it."""

    def __init__(self, engine: Any) -> None:
        self._engine, self.queries = engine, list[str]()

    def batches(self, query: str) -> Any:
        self.queries.append(query)
        return self._engine.batches(query)

    def take(self, *told: Any) -> None:
        self._engine.take(*told)


def test_the_table_is_read_once_and_once_more_for_the_times(refunds: Path, tmp_path: Path) -> None:
    from amends.causes import find_causes

    there = open_relation("duckdb", tmp_path, file=refunds / "now.parquet")
    listening = Listening(there.engine)
    relation = Relation(there.where, listening, there.source, there.kinds, there.text, there.double)
    (counted,) = count_combinations([relation], "failed", NAMES, taken=["failed"])
    assert counted.told.table.rows_count < 100  # of 5,000 rows
    causes = find_causes(counted.told)
    assert len(listening.queries) == 1
    found, _ = with_spells(counted, causes, "at")
    assert len(listening.queries) == 2
    assert any(cause.spell.onset for cause in found)
    assert "4.2" not in "".join(listening.queries)  # values of the table are handed over as rows


def test_too_many_combinations_are_refused_and_so_is_an_id(
    refunds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("--engine", "duckdb")
    monkeypatch.setattr(combinations, "COMBINATIONS_MAX", 20)
    assert "has more than 20 combinations" in refused("causes", refunds / "now.parquet", *OPTIONS, *place)
    monkeypatch.undo()
    options = ("--failed", "failed", "--attributes", "at")
    assert "like an id" in refused("causes", refunds / "now.csv", *options, *place)
    assert "is no outcome" in refused(
        "causes", refunds / "now.csv", "--failed", "method", "--attributes", "gateway", *place
    )
    assert "Did you mean 'gateway'" in refused(
        "causes", refunds / "now.csv", "--failed", "failed", "--attributes", "gateways", *place
    )
    options = ("--failed", "failed", "--attributes", "gateway,version", "--at", "method")
    assert "holds no time" in refused("causes", refunds / "now.csv", *options, *place)


def test_a_reference_that_is_none_is_said(refunds: Path) -> None:
    for place in ((), ("--engine", "duckdb")):
        message = refused("causes", refunds / "now.csv", *OPTIONS, "--reference", "nothing.csv", *place)
        assert "--reference: 'nothing.csv' is no file" in message
