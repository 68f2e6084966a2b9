"""The record in one SQLite file: write-ahead log with synchronous=FULL, so that a commit survives a power cut.

`synchronous=NORMAL` would lose acknowledged entries when the power goes (SQLite manual, pragma synchronous).
`secure_delete` overwrites the keys of erased subjects instead of leaving them in free pages.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from .store import BUSY_SECONDS, Connection, Row, schema_statements

_READER_CACHE_KIB = 8 * 1024
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # on macOS fsync alone does not reach the disk
    "PRAGMA secure_delete = ON",
    "PRAGMA wal_autocheckpoint = 16000",
)
_WRITER_CACHE_KIB = 128 * 1024  # the blind index is random by nature: its pages should stay in memory
_VALUES_AT_ONCE = (1000, 500, 250, 100, 48, 16, 8, 4, 2, 1)  # few different sizes, so that the statements stay prepared


class SqliteConnection:
    """One connection. The driver is a parameter only of the tests that cut the power."""

    handle_tables: tuple[str, ...] = ("handle_new", "handle")

    def __init__(self, database: Any, *, cache_kib: int = _READER_CACHE_KIB) -> None:
        self._database = database
        for pragma in (*PRAGMAS, f"PRAGMA cache_size = -{cache_kib}"):
            database.execute(pragma).fetchall()

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        found: list[Row] = self._database.execute(sql, params).fetchall()
        return found

    def among(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """In few statements of few sizes. A value that is given twice may yield its rows twice."""
        found: list[Row] = []
        for some in _portions(values):
            marks = ",".join("?" * len(some))
            found += self._database.execute(sql.replace("{among}", f"IN ({marks})"), some).fetchall()
        return found

    def stream(self, sql: str, rows_at_once: int = 2000) -> Iterator[Sequence[Row]]:
        """Rows as the cursor gives them."""
        cursor = self._database.execute(sql)
        while some := cursor.fetchmany(rows_at_once):
            yield some

    def run(self, sql: str, params: Sequence[Any] = ()) -> None:
        """One statement."""
        self._database.execute(sql, params)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Many rows a statement: each statement lets other threads run, so a statement a row would wait for them."""
        head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
        one = f"({','.join('?' * len(columns))})"
        for some in _portions(rows):
            self._database.execute(head + ",".join([one] * len(some)), list(chain.from_iterable(some)))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """BEGIN IMMEDIATE takes the one write lock of the file."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A read transaction sees one state of the write-ahead log."""
        self._database.execute("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def forget_deleted(self) -> bool:
        """Without this the write-ahead log still holds what secure_delete overwrote in the file."""
        busy, _, _ = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
        return not busy

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _roll_back(self) -> None:
        try:
            if getattr(self._database, "in_transaction", True):
                self._database.execute("ROLLBACK")
        except Exception as error:
            if "no transaction" not in str(error):
                raise


class SqliteStore:
    """The file `record.sqlite` in the home."""

    down: tuple[type[Exception], ...] = (sqlite3.OperationalError, sqlite3.DatabaseError)

    def __init__(self, file: Path) -> None:
        self._file = file

    def prepare(self, first_rows: Callable[[Connection], None]) -> None:
        """The file is readable by its owner alone from its first moment."""
        os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = self.connect()
        try:
            if _is_made(connection):
                _add_missing(connection)
                return
            with connection.writing():
                if not _is_made(connection):
                    for statement in schema_statements("sqlite"):
                        connection.run(statement)
                    first_rows(connection)
        finally:
            connection.close()

    def connect(self, *, for_writing: bool = False) -> SqliteConnection:
        """Usable from any thread, one at a time."""
        return SqliteConnection(
            sqlite3.connect(
                self._file,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            ),
            cache_kib=_WRITER_CACHE_KIB if for_writing else _READER_CACHE_KIB,
        )


def _is_made(connection: Connection) -> bool:
    return bool(connection.rows("SELECT 1 FROM sqlite_master WHERE name = 'meta'"))


def _add_missing(connection: Connection) -> None:
    """Records from before new handles had a table of their own."""
    if not connection.rows("SELECT 1 FROM sqlite_master WHERE name = 'handle_new'"):
        for statement in schema_statements("sqlite"):
            if statement.startswith("CREATE TABLE handle_new "):
                connection.run(statement.replace("TABLE", "TABLE IF NOT EXISTS"))


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    at = 0
    for size in _VALUES_AT_ONCE:
        while len(values) - at >= size:
            yield values[at : at + size]
            at += size
