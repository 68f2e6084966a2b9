"""Write the rows of a query as a Parquet or CSV file, by DuckDB: it streams, spills, and needs no other library."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from amends.reconcile.engine import Columns, Engine

from .columns import quoted
from .duckdb import DuckDB

MOMENT_FORMAT: Final = "%Y-%m-%d %H:%M:%S.%fZ"
# Beyond so many different values a column is written as it is: of ids, each is different, and comparing them is work.
_PARQUET: Final = "FORMAT parquet, DICTIONARY_SIZE_LIMIT 1000, USE_TMP_FILE false"
_CSV: Final = f"FORMAT csv, HEADER true, TIMESTAMPFORMAT {quoted(MOMENT_FORMAT)}, USE_TMP_FILE false"


def write_rows(
    connection: Any,
    engine: Engine,
    query: str,
    columns: Columns,
    file: Path,
    *,
    as_csv: bool = False,
    moments: Mapping[str, str] | None = None,
) -> None:
    """Write these columns of the query's rows over `file`, in the query's order.

    `connection` is DuckDB's; what another engine found goes through it as Arrow. `moments`: a column of microseconds ->
    the name under which it is written as a time in UTC.
    """
    kind = _CSV if as_csv else _PARQUET
    chosen = ", ".join(_cell(name, moments or {}) for name in columns)
    if isinstance(engine, DuckDB):
        _copy(connection, f"SELECT {chosen} FROM ({query})", file, kind)
        return
    # Batch by batch, and not as a stream: DuckDB would read it in a thread of its own, where SQLite's rows are shut.
    DuckDB(connection).take("found_elsewhere", columns, typed(engine.batches(query), columns))
    connection.execute("SET preserve_insertion_order = true")
    _copy(connection, f"SELECT {chosen} FROM found_elsewhere", file, kind)
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("DROP TABLE found_elsewhere")


def write_answers(
    connection: Any, pages: Iterable[list[tuple[Any, ...]]], columns: Columns, file: Path, **how: Any
) -> None:
    """Write rows that were found without an engine, a page at a time; there may be none. `how` is as for write_rows."""
    engine = DuckDB(connection)
    names: list[str] = []
    for rows in chain(pages, [[]]):
        names.append(f"page_{len(names)}")
        engine.lay(names[-1], columns, rows)
    query = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)
    write_rows(connection, engine, query, columns, file, **how)
    for name in names:
        connection.execute(f"DROP TABLE {name}")


def _cell(name: str, moments: Mapping[str, str]) -> str:
    return f"make_timestamptz({name}) AS {moments[name]}" if name in moments else name


def _copy(connection: Any, query: str, file: Path, kind: str) -> None:
    connection.execute(f"COPY ({query}) TO {quoted(str(file))} ({kind})")


def typed(batches: Iterable[Any], columns: Columns) -> Iterator[Any]:
    """The same batches in the types of the columns, after one that has no rows, for there may be none."""
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    yield pa.RecordBatch.from_pylist([], schema)
    for batch in batches:
        yield batch.select(list(columns)).cast(schema)
