"""Slices of a table that stays in its database: the same list, by two reads and no more."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from amends.causes import Coded, top_slices
from amends.causes.slices import top_slices_of
from amends.engines import grouping
from amends.engines.counting import Counted
from amends.engines.relations import Relation, open_relation
from amends.facts import Refused
from places import NAMES, Found, in_memory, in_place, options_of, random_table, write

SEEDS = range(30)
KINDS = {"shop": "text", "plan": "bigint", "on": "boolean", "size": "double precision", "it's": "text"}
ERRORS = ("boolean", "double precision", "text")


def of_duckdb(table: pa.Table, folder: Path) -> Relation:
    return open_relation("duckdb", folder, file=write(table, folder / "t.parquet"))


def both(seed: int, folder: Path) -> tuple[Found, Found]:
    """In memory, and by DuckDB."""
    relation = of_duckdb(random_table(seed), folder)
    found, _ = in_place(relation, **options_of(seed))
    return in_memory(folder / "t.parquet", **options_of(seed)), found


@pytest.mark.promise
@pytest.mark.parametrize("seed", SEEDS)
def test_duckdb_finds_the_same_slices(tmp_path: Path, seed: int) -> None:
    memory, place = both(seed, tmp_path)
    assert memory
    assert memory == place


@pytest.mark.promise
def test_a_size_that_is_one_off_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin."""
    right = grouping.add_up
    monkeypatch.setattr("amends.engines.counting.add_up", lambda *told: right(*told) + 1)
    memory, place = both(3, tmp_path)
    assert memory != place


@pytest.mark.postgres
def test_postgresql_finds_the_same_slices(tmp_path: Path, postgres_url: str) -> None:
    import psycopg

    for seed in range(9):
        table = random_table(seed)
        types = [*KINDS.values(), ERRORS[seed % 3]]
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(table.column_names, types, strict=True))
        with psycopg.connect(postgres_url, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f'DROP TABLE IF EXISTS "Refunds"; CREATE TABLE "Refunds" ({columns})')
            with cursor.copy('COPY "Refunds" FROM STDIN') as copy:
                for row in table.to_pylist():
                    copy.write_row(tuple(row.values()))
        relation = open_relation("postgres", tmp_path, table="public.Refunds", database_url=postgres_url)
        found, counted = in_place(relation, **options_of(seed))
        relation.engine.close()  # type: ignore[attr-defined]
        assert found == in_memory(write(table, tmp_path / "t.parquet"), **options_of(seed))
        assert counted.reads <= 2


class Listening:
    """An engine that notes every query that goes through it."""

    def __init__(self, engine: Any) -> None:
        self._engine, self.queries = engine, list[str]()

    def batches(self, query: str) -> Any:
        self.queries.append(query)
        return self._engine.batches(query)

    def take(self, *told: Any) -> None:
        self._engine.take(*told)


def test_the_table_is_read_twice_whatever_is_found(tmp_path: Path) -> None:
    for seed in (0, 1, 2, 6):
        relation = of_duckdb(random_table(seed), tmp_path)
        listening = Listening(relation.engine)
        heard = Relation("t.parquet", listening, relation.source, relation.kinds, "VARCHAR", "DOUBLE")
        found, counted = in_place(heard, **options_of(seed) | {"score": "sliceline"})
        assert found
        assert counted.reads == len(listening.queries) == 2
        assert "GROUPING SETS" in listening.queries[1]


def test_values_of_the_table_never_stand_in_the_query(tmp_path: Path) -> None:
    relation = of_duckdb(random_table(0), tmp_path)
    listening = Listening(relation.engine)
    in_place(Relation("t", listening, relation.source, relation.kinds, "VARCHAR", "DOUBLE"))  # type: ignore[arg-type]
    assert not re.search(r"o'neill|slash|'a'", "".join(listening.queries))


def test_asked_in_portions_the_list_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more slices are in question than are asked about at once, the best go first and the bar rises."""
    chance = np.random.default_rng(5)
    columns = tuple(chance.integers(0, 6, 2_000).astype(np.uint8) for _ in range(5))
    table = Coded(tuple("abcde"), (tuple(range(6)),) * 5, columns)
    errors = (chance.random(2_000) < 0.1 + 0.5 * table.inside(((0, 1), (1, 2)))).astype(float)

    class Asked:
        times = 0

        def sizes(self, slices: Any) -> Any:
            self.times += 1
            return np.array([table.inside(literals).sum() for literals in slices], float)

    monkeypatch.setattr("amends.causes.slices._ASKED_AT_ONCE", 5)
    failing, asked = np.flatnonzero(errors), Asked()
    for score in ("sliceline", "llr", "wracc"):
        told = (table.take(failing), errors[failing], 2_000, asked)
        assert top_slices_of(*told, score=score) == top_slices(table, errors, score=score)
    assert asked.times > 3
    assert top_slices_of(table.take(failing[:0]), errors[:0], 2_000, asked) == ()


def test_sets_of_attributes_are_put_together_and_stay_small() -> None:
    chance = np.random.default_rng(7)
    widths = (3, 9, 30, 60, 4)
    slices = [
        tuple((a, int(chance.integers(widths[a]))) for a in sorted(chance.choice(5, chance.integers(1, 4), False)))
        for _ in range(300)
    ]
    asked = grouping.wanted(slices)
    groups = {tuple(attribute for attribute, _ in literals) for literals in slices}
    assert all(any(set(group) <= set(some) for some in asked.sets) for group in groups)
    assert len(asked.sets) < len(groups) / 2


def test_rows_of_many_files_are_one_table(tmp_path: Path) -> None:
    whole, folder = random_table(4), tmp_path / "refunds"
    folder.mkdir()
    write(whole.slice(0, 50), folder / "1.parquet")
    write(whole.slice(50), folder / "2.parquet")
    found, _ = in_place(open_relation("duckdb", tmp_path, file=folder), **options_of(4))
    assert found == in_memory(write(whole, tmp_path / "whole.parquet"), **options_of(4))


@pytest.mark.parametrize(
    ("errors", "words"),
    [([-1.0, 0.0], "'-1.0' is no error"), (["1", "much"], "'much' is no error"), ([float("inf"), 0], "is no error")],
)
def test_an_error_that_is_none_is_said(tmp_path: Path, errors: list[Any], words: str) -> None:
    relation = of_duckdb(pa.table({"plan": ["x", "y"], "failed": errors}), tmp_path)
    with pytest.raises(Refused, match=words):
        Counted(relation, "failed", ["plan"]).failing()


def test_an_id_is_refused_though_only_the_failures_are_read(tmp_path: Path) -> None:
    """That an attribute has many values is asked for with the sizes; few of many rows is no id."""
    rows = 3_000
    failed = [i % 50 == 0 for i in range(rows)]
    many = pa.table({"order": range(rows), "version": [i % 45 for i in range(rows)], "failed": failed})
    relation = of_duckdb(many, tmp_path)
    assert in_question(relation, "version") == 2
    with pytest.raises(Refused, match=r"has 3,000 values in 3,000 rows, like an id"):
        in_question(relation, "order")
    assert in_question(relation, "order", forced=["order"]) <= 2


def in_question(relation: Relation, name: str, forced: list[str] | None = None) -> int:
    """Reads until it was said or not."""
    counted = Counted(relation, "failed", [name], forced=forced or [])
    failing = counted.failing()
    top_slices_of(failing.table, failing.errors, failing.rows, counted)
    counted.check_ids()
    return counted.reads


def test_people_are_no_attribute_and_a_column_must_be_there(tmp_path: Path) -> None:
    relation = of_duckdb(random_table(0), tmp_path)
    with pytest.raises(Refused, match="names people"):
        Counted(relation, "failed", ["agent"])
    with pytest.raises(Refused, match=r"(?s)is no column of this table.*Did you mean 'plan'"):
        Counted(relation, "failed", ["plans"])
    assert set(NAMES) <= set(relation.kinds)
