"""DuckDB: in this process, over files larger than memory by spilling. It also reads the files for the others."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

from amends.reconcile.engine import Columns, Word

from .columns import quoted
from .rows import rows_by_name

BATCH_ROWS = 100_000
_TYPES = {str: "VARCHAR", int: "BIGINT"}


class DuckDB:
    """An engine on one connection. Everything it keeps lives as long as the connection does."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def take(self, name: str, columns: Columns, batches: Iterable[Any]) -> None:
        """Make a table of these batches."""
        import pyarrow as pa

        made = False
        for batch in batches:
            self.connection.register("incoming", pa.Table.from_batches([batch.select(list(columns))]))
            verb = f"INSERT INTO {name}" if made else f"CREATE TABLE {name} AS"
            self.connection.execute(f"{verb} SELECT * FROM incoming")
            self.connection.unregister("incoming")
            made = True

    def lay(self, name: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of these rows. They go in as lists, without Arrow: loading it costs a tenth of a second."""
        cells = zip(*rows, strict=True) if rows else repeat((), len(columns))
        types = ", ".join(
            f"{column} {_type(kind, of)}" for (column, kind), of in zip(columns.items(), cells, strict=False)
        )
        self.connection.execute(f"CREATE TABLE {name} ({types})")
        lists = ", ".join("unnest(?)" for _ in columns)
        for start in range(0, len(rows), BATCH_ROWS):
            some = [list(values) for values in zip(*rows[start : start + BATCH_ROWS], strict=True)]
            self.connection.execute(f"INSERT INTO {name} SELECT {lists}", some)

    def keep(self, name: str, query: str) -> None:
        """As a table."""
        self.connection.execute(f"CREATE TABLE {name} AS {query}")

    def view(self, name: str, query: str) -> None:
        """As a view; the same name may come to mean another query."""
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def count(self, name: str) -> int:
        """Rows of a table or view."""
        ((count,),) = self.connection.execute(f"SELECT count(*) FROM {name}").fetchall()
        return int(count)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """All rows of the query."""
        return rows_by_name(self.connection.execute(query))

    def batches(self, query: str) -> Iterator[Any]:
        """The rows, as Arrow."""
        yield from self.connection.sql(query).to_arrow_reader(BATCH_ROWS)


def _type(kind: type, cells: Iterable[str]) -> str:
    """Words become an ENUM: in a join each is a byte, and Parquet takes the words as they are."""
    if kind is not Word:
        return _TYPES[kind]
    return f"ENUM ({', '.join(quoted(word) for word in dict.fromkeys(cells))})"


def connect(folder: Path, memory_limit: str | None = None, *, database: Path | None = None) -> Any:
    """A connection that spills into `folder`. What it keeps outlives it in the file `database`, where one is named.

    Raises duckdb.Error for a limit that is none, and for a file that cannot be opened.
    """
    import duckdb

    connection = duckdb.connect(database or ":memory:")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET temp_directory = ?", [str(folder)])
    connection.execute("SET TimeZone = 'UTC'")
    for setting in ("allocator_flush_threshold", "allocator_bulk_deallocation_flush_threshold"):
        connection.execute(f"SET {setting} = '32MB'")  # what one pass needed is given back before the next one asks
    if memory_limit:
        connection.execute("SET memory_limit = ?", [memory_limit])
    return connection
