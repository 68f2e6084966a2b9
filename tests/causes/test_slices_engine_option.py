"""`amends slices --engine`: the same words and numbers wherever the rows are counted, and what cannot be is said."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from places import random_table, write
from test_causes_command import refused, run

OPTIONS = ("--errors", "failed", "--attributes", "shop,plan,on", "--min-support", 5)


@pytest.fixture
def refunds(tmp_path: Path) -> Path:
    """refunds.parquet, the same as refunds.csv, and a folder that holds it in two files."""
    table = random_table(2)
    (tmp_path / "refunds").mkdir()
    write(table.slice(0, 30), tmp_path / "refunds" / "1.parquet")
    write(table.slice(30), tmp_path / "refunds" / "2.parquet")
    columns = {name: ["" if cell is None else str(cell) for cell in table[name].to_pylist()] for name in OPTIONS_NAMES}
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    (tmp_path / "refunds.csv").write_text("\n".join(lines) + "\n")
    write(table, tmp_path / "refunds.parquet")
    return tmp_path


OPTIONS_NAMES = ("shop", "plan", "on", "failed")


@pytest.mark.parametrize("name", ["refunds.parquet", "refunds.csv"])
def test_wherever_it_is_counted_the_same_is_said(refunds: Path, name: str) -> None:
    memory = run("slices", refunds / name, *OPTIONS)
    place = run("slices", refunds / name, *OPTIONS, "--engine", "duckdb")
    assert memory.exception is None
    assert " errors in " in memory.stdout
    assert place.stdout == memory.stdout
    assert "without a known outcome left out" in place.stderr
    assert place.stderr == memory.stderr


def test_a_folder_of_parquet_is_one_table(refunds: Path) -> None:
    place = run("slices", refunds / "refunds", *OPTIONS, "--engine", "duckdb", "--json")
    assert place.stdout == run("slices", refunds / "refunds.parquet", *OPTIONS, "--json").stdout
    assert "Add --engine duckdb" in refused("slices", refunds / "refunds", *OPTIONS)


@pytest.mark.postgres
def test_a_table_of_postgresql_is_named(refunds: Path, postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute('CREATE TABLE refunds (shop text, plan int, "on" boolean, failed text)')
        with cursor.copy("COPY refunds FROM STDIN") as copy:
            for row in random_table(2).to_pylist():
                copy.write_row(tuple(row[name] for name in OPTIONS_NAMES))
    place = ("--engine", "postgres", "--table", "refunds", "--json")
    found = run("--database-url", postgres_url, "slices", *place, *OPTIONS)
    assert found.exception is None, found.exception
    assert found.stdout == run("slices", refunds / "refunds.parquet", *OPTIONS, "--json").stdout
    missing = refused("--database-url", postgres_url, "slices", "--engine", "postgres", "--table", "refund", *OPTIONS)
    assert "is no table of this database" in missing


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((), "TABLE: is missing"),
        (("--engine", "duckdb"), "TABLE: is missing"),
        (("--engine", "spark", "--table", "refunds"), "Add --engine postgres"),
        (("--engine", "postgres"), "Name it: --table refunds"),
        (("--engine", "postgres", "--table", "refunds"), "needs a database"),
    ],
)
def test_a_place_that_is_none_is_said(place: Sequence[str], words: str) -> None:
    assert words in refused("slices", *place, *OPTIONS)


def test_a_file_is_no_table_of_postgresql(refunds: Path) -> None:
    message = refused("slices", refunds / "refunds.csv", "--engine", "postgres", "--table", "refunds", *OPTIONS)
    assert "Name the table in the database" in message


def test_a_file_that_breaks_off_is_said_and_so_is_an_empty_folder(refunds: Path) -> None:
    whole = (refunds / "refunds.parquet").read_bytes()
    (refunds / "half.parquet").write_bytes(whole[: len(whole) // 2])
    assert "half.parquet" in refused("slices", refunds / "half.parquet", *OPTIONS, "--engine", "duckdb")
    (refunds / "empty").mkdir()
    assert "empty: cannot be read" in refused("slices", refunds / "empty", *OPTIONS, "--engine", "duckdb")


def test_no_known_outcome_and_no_failure(tmp_path: Path) -> None:
    write(pa.table({"plan": ["x"] * 60, "failed": pa.array([None] * 60, pa.bool_())}), tmp_path / "open.parquet")
    options = ("--errors", "failed", "--attributes", "plan", "--engine", "duckdb")
    assert "holds no row with a known outcome" in refused("slices", tmp_path / "open.parquet", *options)
    write(pa.table({"plan": ["x"] * 60, "failed": [False] * 60}), tmp_path / "good.parquet")
    assert run("slices", tmp_path / "good.parquet", *options).stdout == "No slice scores above 0.\n"
