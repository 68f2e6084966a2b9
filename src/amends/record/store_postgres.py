"""The record in PostgreSQL, in a schema of its own named `record`.

One writer at a time by an advisory lock: two writers at once would fork the chain. The server must make commits
durable.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from amends.facts import Problem, Refused

from .store import BUSY_SECONDS, Connection, Row, schema_statements

_LOCK = 0x616D656E6473  # "amends"
_MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


class PostgresConnection:
    """One connection; answers come in the binary format, because nearly everything is bytes."""

    handle_tables: tuple[str, ...] = ("handle",)

    def __init__(self, database: psycopg.Connection[Row]) -> None:
        self._database = database
        self._cursor = database.cursor(binary=True)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self._cursor.execute(_postgres(sql), params or None).fetchall()

    def among(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """One array parameter."""
        if not values:
            return []
        return self._cursor.execute(_postgres(sql.replace("{among}", "= ANY(?)")), (list(values),)).fetchall()

    def stream(self, sql: str, rows_at_once: int = 2000) -> Iterator[Sequence[Row]]:
        """A cursor of the server."""
        with self._database.cursor(name="stream", binary=True) as cursor:
            cursor.execute(_postgres(sql))
            while some := cursor.fetchmany(rows_at_once):
                yield some

    def run(self, sql: str, params: Sequence[Any] = ()) -> None:
        """One statement."""
        self._cursor.execute(_postgres(sql), params or None)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """COPY: several times as fast as INSERT."""
        if not rows:
            return
        with self._cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The advisory lock is held until the commit is visible."""
        with self._database.transaction():
            self._cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """REPEATABLE READ sees one state."""
        with self._database.transaction():
            self._cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def forget_deleted(self) -> bool:
        """Dead rows go now instead of some time. Archives and replicas keep them until the epoch's key goes."""
        self._cursor.execute("VACUUM record.subject, record.handle, record.quarantine")
        return True

    def close(self) -> None:
        """Close the connection."""
        self._database.close()


class PostgresStore:
    """A PostgreSQL database by its URL."""

    down: tuple[type[Exception], ...] = (psycopg.OperationalError, psycopg.InterfaceError)

    def __init__(self, url: str) -> None:
        self._url = url

    def prepare(self, first_rows: Callable[[Connection], None]) -> None:
        """Under the writers' lock, so that two first starts do not meet."""
        connection = self.connect()
        try:
            if _is_made(connection):
                return
            with connection.writing():
                if not _is_made(connection):
                    connection.run("CREATE SCHEMA record")
                    for statement in schema_statements("postgres"):
                        connection.run(statement)
                    first_rows(connection)
        finally:
            connection.close()

    def connect(self, *, for_writing: bool = False) -> PostgresConnection:
        """Refuses a server that says "committed" before it is on disk."""
        try:
            database = psycopg.connect(self._url, autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            what = f"PostgreSQL does not answer: {str(error).splitlines()[0]}"
            raise Refused(
                Problem("AMENDS_DATABASE_URL", what, "Start the server, or correct the URL and try again")
            ) from None
        database.execute(f"SET search_path TO record, public; SET lock_timeout TO '{BUSY_SECONDS}s'")
        _check_durable(database)
        return PostgresConnection(database)


def _check_durable(database: psycopg.Connection[Row]) -> None:
    for name in _MUST_BE_ON:
        row = database.execute("SELECT current_setting(%s)", (name,)).fetchone()
        value = row[0] if row else "unknown"
        if value not in ("on", "remote_apply"):
            database.close()
            next_step = f"Set {name} = on in postgresql.conf, and reload the server"
            raise Refused(Problem("PostgreSQL", f"{name} is {value}: it could lose what it acknowledged", next_step))


def _is_made(connection: Connection) -> bool:
    return bool(connection.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'record' AND tablename = 'meta'"))


def _postgres(sql: str) -> str:
    return sql.replace("?", "%s")
