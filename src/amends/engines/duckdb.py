"""DuckDB: in this process, over files larger than memory by spilling. It also reads the files for the others."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from amends.reconcile.engine import Columns

BATCH_ROWS = 100_000


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

    def batches(self, query: str) -> Iterator[Any]:
        """The rows, as Arrow."""
        yield from self.connection.sql(query).to_arrow_reader(BATCH_ROWS)


def connect(folder: Path, memory_limit: str | None = None) -> Any:
    """A connection that spills into `folder`. Raises duckdb.Error for a limit that is none."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET temp_directory = ?", [str(folder)])
    connection.execute("SET TimeZone = 'UTC'")
    if memory_limit:
        connection.execute("SET memory_limit = ?", [memory_limit])
    return connection
