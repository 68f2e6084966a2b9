"""SQLite: one file, nothing to install."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from amends.reconcile.engine import Columns, Word

from .rows import batches_of, rows_by_name, rows_of

_TYPES = {str: "TEXT", Word: "TEXT", int: "INTEGER"}


class SQLite:
    """An engine on a file of its own."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")  # a scratch file: a run that was stopped begins anew
        self._connection.execute("PRAGMA synchronous = OFF")

    def take(self, name: str, columns: Columns, batches: Iterable[Any]) -> None:
        """Make a table of these batches."""
        self._insert(name, columns, rows_of(batches, columns))

    def lay(self, name: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of these rows."""
        self._insert(name, columns, rows)

    def _insert(self, name: str, columns: Columns, rows: Iterable[tuple[Any, ...]]) -> None:
        types = ", ".join(f"{column} {_TYPES[kind]}" for column, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {name} ({types})")
        marks = ", ".join("?" * len(columns))
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        self._connection.execute("COMMIT")

    def keep(self, name: str, query: str) -> None:
        """As a table, with the figures by which SQLite plans its joins."""
        self._connection.execute(f"CREATE TABLE {name} AS {query}")
        self._connection.execute(f"ANALYZE {name}")

    def view(self, name: str, query: str) -> None:
        """As a view; the same name may come to mean another query."""
        self._connection.execute(f"DROP VIEW IF EXISTS {name}")
        self._connection.execute(f"CREATE VIEW {name} AS {query}")

    def count(self, name: str) -> int:
        """Rows of a table or view."""
        ((count,),) = self._connection.execute(f"SELECT count(*) FROM {name}")
        return int(count)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """All rows of the query."""
        return rows_by_name(self._connection.execute(query))

    def batches(self, query: str) -> Iterator[Any]:
        """The rows, as Arrow."""
        cursor = self._connection.execute(query)
        yield from batches_of([column[0] for column in cursor.description], cursor)

    def close(self) -> None:
        """The file may go."""
        self._connection.close()
