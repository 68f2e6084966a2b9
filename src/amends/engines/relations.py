"""A table where it stands: a file that DuckDB or Spark reads in place, or a table of PostgreSQL. Nothing is copied in.

A CSV is the exception: DuckDB turns it into Parquet in the scratch folder, once, and Spark does not take it.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from amends.facts import Problem, Refused
from amends.reconcile.engine import Engine

from .columns import quoted
from .opening import open_engine

RELATION_ENGINES: Final = ("duckdb", "postgres", "spark")
# Every kind of blank that is ASCII, as it stands: no engine reads these as an escape.
_BLANKS: Final = " \t\n\r\v\f"
_WHOLE = {"tinyint", "smallint", "integer", "int", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint"}
_TEXTS = ("varchar", "string", "text", "char", "enum")


@dataclass(frozen=True, slots=True)
class Relation:
    """`source` is what follows FROM; `kinds` are by the name of the column: flag, whole, decimal, money, text, time,
    instant or other.

    `where` is what a person calls it. `text` and `double` are this engine's names of those types.
    """

    where: str
    engine: Engine
    source: str
    kinds: dict[str, str]
    text: str
    double: str
    quote: str = '"'
    collated: str = ""
    in_utc: str = "{} AT TIME ZONE 'UTC'"

    def column(self, name: str) -> str:
        """As an identifier."""
        return self.quote + name.replace(self.quote, 2 * self.quote) + self.quote

    def as_text(self, name: str) -> str:
        """An expression for the cell as text, without blanks around it; NULL for an empty one and for no number."""
        told = f"CAST({self.column(name)} AS {self.text}){self.collated}"
        if self.kinds[name] == "text":
            return f"nullif(TRIM(BOTH {quoted(_BLANKS)} FROM {told}), '')"
        return f"nullif(lower({told}), 'nan')" if self.kinds[name] == "decimal" else told

    def hour(self, name: str) -> str:
        """An expression for the time as text: of a column of times without the minutes, else as it stands."""
        column = self.column(name)
        if self.kinds[name] == "instant":
            column = self.in_utc.format(column)
        told = f"date_trunc('hour', {column})" if self.kinds[name] in ("instant", "time") else column
        return f"CAST({told} AS {self.text})"

    def check_column(self, name: str) -> None:
        """Raises Refused unless there is a column of that name."""
        if name in self.kinds:
            return
        near = get_close_matches(name, self.kinds, n=1, cutoff=0.5)
        step = f"Did you mean {near[0]!r}?" if near else f"Columns are: {', '.join(self.kinds)}"
        raise Refused(Problem(self.where, "is no column of this table", step, column=name))

    def close(self) -> None:
        """The engine lets go of what it holds."""
        if close := getattr(self.engine, "close", None):
            close()

    def rows(self, query: str, most: int = sys.maxsize) -> Any:
        """What the query gives, as a pyarrow Table; None where that is no row. Raises Refused where it cannot run, and
        where it gives more rows than `most`.
        """
        import pyarrow as pa

        batches, count = [], 0
        with in_words(self.where):
            for batch in self.engine.batches(query):
                batches.append(batch)
                count += batch.num_rows
                if count > most:
                    step = "Name fewer attributes, or put values in ranges"
                    raise Refused(Problem(self.where, f"has more than {most:,} combinations of values", step))
        if not count:
            return None
        parts = (pa.Table.from_batches([batch]) for batch in batches)
        return pa.concat_tables(parts, promote_options="permissive")


def open_relation(
    name: str, folder: Path, *, file: Path | None = None, table: str | None = None, database_url: str | None = None
) -> Relation:
    """The table in `file` (DuckDB, Spark: Parquet or a folder of it; DuckDB: also CSV), or the `table` of PostgreSQL.

    `folder` is scratch. Raises Refused where the engine cannot run here or there is no such table.
    """
    if name == "postgres":
        if not table:
            raise Refused(Problem("--engine postgres", "needs a table", "Name it: --table refunds"))
        return _of_postgres(open_engine("postgres", folder, None, database_url), table)
    if file is None:
        raise Refused(Problem(f"--engine {name}", "needs a file", "Name a Parquet file, or a folder of them"))
    return _of_spark(folder, file) if name == "spark" else _of_duckdb(folder, file)


def _of_duckdb(folder: Path, file: Path) -> Relation:
    from .duckdb import connect
    from .files import open_table

    connection = connect(folder)
    engine = open_engine("duckdb", folder, connection, None)
    source = f"read_parquet({quoted(str(file / '**' / '*.parquet'))}, hive_partitioning = true)"
    if not file.is_dir():
        with in_words(file.name):
            source = open_table(connection, file, folder / "table.parquet").relation
    described = f"SELECT column_name AS name, column_type AS kind FROM (DESCRIBE SELECT * FROM {source})"
    kinds = _kinds(file.name, engine.batches(described), "file_row_number")
    return Relation(file.name, engine, source, kinds, "VARCHAR", "DOUBLE")


def _of_postgres(engine: Any, table: str) -> Relation:
    parts = [part.replace('"', '""') for part in table.split(".")]
    source = ".".join(f'"{part}"' for part in parts)
    described = (
        "SELECT CAST(attname AS text) AS name, format_type(atttypid, NULL) AS kind FROM pg_attribute "
        f"WHERE attrelid = to_regclass({quoted(source)}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    kinds = _kinds(table, engine.batches(described))
    if not kinds:
        step = "Write it as in the database, with its schema where that is not the first: billing.refunds"
        raise Refused(Problem("--table", "is no table of this database", step, value=table))
    return Relation(table, engine, source, kinds, "text", "double precision", collated=' COLLATE "C"')


def _of_spark(folder: Path, file: Path) -> Relation:
    if not file.is_dir() and file.suffix.lower() == ".csv":
        step = "Write it as Parquet first, or take --engine duckdb"
        raise Refused(Problem(file.name, "is CSV, which is not read on Spark", step))
    engine = open_engine("spark", folder, None, None)
    source = "parquet.`file://" + str(file.absolute()).replace("`", "``") + "`"
    with in_words(file.name):
        engine.view("amends_table", f"SELECT * FROM {source}")
        described = [
            batch.rename_columns(["name", "kind", "note"]) for batch in engine.batches("DESCRIBE amends_table")
        ]
    kinds = _kinds(file.name, described)
    return Relation(file.name, engine, source, kinds, "STRING", "DOUBLE", "`", in_utc="{}")


def _kinds(where: str, batches: Iterable[Any], but_for: str = "") -> dict[str, str]:
    with in_words(where):
        rows = [row for batch in batches for row in batch.to_pylist()]
    return {row["name"]: _kind(row["kind"].lower()) for row in rows if row["name"] != but_for}


def _kind(told: str) -> str:
    if told.startswith("bool"):
        return "flag"
    if told in _WHOLE:
        return "whole"
    if told in ("double", "float", "real", "double precision"):
        return "decimal"
    if told.startswith("timestamp"):
        return "instant" if told.endswith("with time zone") else "time"
    if told.startswith(("decimal", "numeric")):
        return "money"
    return "text" if any(word in told for word in _TEXTS) and "[" not in told else "other"


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """What an engine cannot do, as Refused. Its own words may hold cells of the table, and are not repeated."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.lstrip("_").split(".")[0] not in ("duckdb", "psycopg", "pyspark", "py4j"):
            raise
        step = "See that it is whole, that you may read it, and that the engine has room"
        raise Refused(Problem(where, f"cannot be read: {type(error).__name__}", step)) from None
