"""PostgreSQL: the team's database. Everything is temporary and seen by this session alone; nothing of it stays."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from amends.facts import Problem, Refused
from amends.reconcile.engine import Columns, Word

from .rows import batches_of, rows_by_name, rows_of

# Texts are compared byte by byte, whatever the language of the database: the same order everywhere.
_TYPES = {str: 'text COLLATE "C"', Word: 'text COLLATE "C"', int: "bigint"}


class Postgres:
    """An engine on one session of a server."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._connection = psycopg.connect(url, autocommit=True)

    def take(self, name: str, columns: Columns, batches: Iterable[Any]) -> None:
        """Make a table of these batches."""
        self._copy(name, columns, rows_of(batches, columns))

    def lay(self, name: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of these rows."""
        self._copy(name, columns, rows)

    def _copy(self, name: str, columns: Columns, rows: Iterable[tuple[Any, ...]]) -> None:
        import psycopg

        types = ", ".join(f"{column} {_TYPES[kind]}" for column, kind in columns.items())
        self._run(f"CREATE TEMP TABLE {name} ({types})")
        try:
            with self._connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.DataError:
            step = "Take it out, or use another engine"
            raise Refused(
                Problem("--engine postgres", "keeps no text with a zero byte, and there is one", step)
            ) from None
        self._run(f"ANALYZE {name}")

    def keep(self, name: str, query: str) -> None:
        """As a temporary table, with the figures by which PostgreSQL plans its joins."""
        self._run(f"CREATE TEMP TABLE {name} AS {query}")
        self._run(f"ANALYZE {name}")

    def view(self, name: str, query: str) -> None:
        """As a temporary view. Views that were built on an earlier meaning of the name go with it."""
        self._run(f"DROP VIEW IF EXISTS pg_temp.{name} CASCADE")
        self._run(f"CREATE TEMP VIEW {name} AS {query}")

    def count(self, name: str) -> int:
        """Rows of a table or view."""
        ((count,),) = self._run(f"SELECT count(*) FROM {name}").fetchall()
        return int(count)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """All rows of the query."""
        return rows_by_name(self._run(query))

    def batches(self, query: str) -> Iterator[Any]:
        """The rows, as Arrow, through a cursor of the server's."""
        with self._connection.transaction(), self._connection.cursor("found") as cursor:
            cursor.itersize = 50_000
            cursor.execute(query)
            names = [column.name for column in cursor.description or ()]
            yield from batches_of(names, cursor)

    def close(self) -> None:
        """The session ends, and everything temporary with it."""
        self._connection.close()

    def _run(self, query: str) -> Any:
        return self._connection.execute(query)
