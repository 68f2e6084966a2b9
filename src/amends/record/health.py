"""Looking at a record without touching it: for `amends doctor`, which must never change what it examines.

`open_record` makes folders, keys and tables where there are none, and takes a lock; here nothing is made.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag

from amends.facts import Moment, Problem, Refused

from .checkpoints import CheckpointFile, Checkpoints
from .keys import Keys, open_keys
from .opening import SCHEMA_VERSION
from .sealing import Sealer
from .store import BUSY_SECONDS, Connection
from .store_sqlite import SqliteConnection

_VERSIONS = slice(18, 20)
_WITH_LOG = b"\2\2"
_SQLITE_FULL = 2  # PRAGMA synchronous as a number (SQLite manual)


class _ReadOnly(SqliteConnection):
    """A connection as it is: the settings that a writer makes are not made."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database: Any = database


@dataclass(frozen=True, slots=True)
class Look:
    """A record that is looked at. `keys` are those in the home, whether they fit or not."""

    connection: Connection
    keys: Keys
    sealer: Sealer

    def head(self) -> tuple[int, bytes]:
        """The number and the chain value of the last entry; (0, b"") where there is none."""
        rows = self.connection.rows("SELECT seq, chain FROM entry ORDER BY seq DESC LIMIT 1")
        return (rows[0][0], bytes(rows[0][1])) if rows else (0, b"")

    def chain_at(self, seq: int) -> bytes:
        """The chain value of this entry; empty where there is no such entry."""
        rows = self.connection.rows("SELECT chain FROM entry WHERE seq = ?", (seq,))
        return bytes(rows[0][0]) if rows else b""

    def meta(self) -> dict[str, bytes]:
        """What the record says of itself: whose it is, and the version of its tables."""
        return {row[0]: bytes(row[1]) for row in self.connection.rows("SELECT name, value FROM meta")}

    def opens(self) -> bool | None:
        """Whether the keys open the data key of the subject that came last; None where there is nobody."""
        rows = self.connection.rows("SELECT wrapped FROM subject WHERE wrapped IS NOT NULL ORDER BY id DESC LIMIT 1")
        if not rows:
            return None
        try:
            self.keys.unwrap(bytes(rows[0][0]))
        except (InvalidTag, KeyError):
            return False
        return True

    def last_received(self) -> Moment | None:
        """When anything was last taken in, by the clock of this machine."""
        ((last,),) = self.connection.rows("SELECT max(last_received) FROM intake")
        return None if last is None else Moment(last)


@contextmanager
def looking(home: Path, database_url: str | None) -> Iterator[Look]:
    """The record of this home, to look at. Raises Refused where there is none, its keys are missing, or PostgreSQL is
    away or would lose what it acknowledged.
    """
    if not (home / "checkpoints.pub").exists():
        raise Refused(Problem(str(home), "holds no record", "Name the folder of the installation with --home"))
    keys = open_keys(home / "keys", record_exists=True)
    connection = _postgres(database_url) if database_url else _sqlite(home / "record.sqlite")
    try:
        yield Look(connection, keys, Sealer(keys))
    finally:
        connection.close()


def read_only(file: Path) -> sqlite3.Connection:
    """A SQLite file, to read. Where nobody has it open, SQLite would make files beside it: `immutable` keeps it from
    doing so. Raises sqlite3.OperationalError where it is not there.
    """
    log = file.with_name(file.name + "-wal")
    alone = "" if log.exists() and log.stat().st_size else "&immutable=1"
    uri = f"{file.resolve().as_uri()}?mode=ro{alone}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def unsafe_settings(home: Path, connection: Connection) -> list[str]:
    """Settings under which a power cut could take what was acknowledged. PostgreSQL's were checked at connecting.

    The journal mode is read from the header of the file: two versions, 2 where there is a write-ahead log
    (sqlite.org/fileformat2.html, section 1.3.3). A connection that may not write would not say.
    """
    if not isinstance(connection, SqliteConnection):
        return []
    unsafe = []
    with (home / "record.sqlite").open("rb") as file:
        versions = file.read(_VERSIONS.stop)[_VERSIONS]
    if versions != _WITH_LOG:
        unsafe.append("journal_mode is not wal")
    connection.run("PRAGMA synchronous = FULL")
    (synchronous,) = connection.rows("PRAGMA synchronous")[0]
    if synchronous != _SQLITE_FULL:
        unsafe.append(f"synchronous is {synchronous}")
    return unsafe


def is_newer_than_this(meta: dict[str, bytes]) -> bool:
    """Whether a newer amends made the tables."""
    return int(meta.get("schema", b"0")) > SCHEMA_VERSION


def checkpoints_of(home: Path, keys: Keys) -> tuple[CheckpointFile, Moment | None]:
    """The checkpoints with their signatures checked, and when the last was written."""
    file = home / "checkpoints.log"
    read = Checkpoints(file, keys).read()
    if not read.good:
        return read, None
    lines = file.read_bytes().split(b"\n")[:-1]
    good = [line for number, line in enumerate(lines, 1) if number not in read.bad_lines]
    return read, Moment(int(orjson.loads(good[-1])["at"]))


def _sqlite(file: Path) -> Connection:
    if not file.is_file():
        step = "Restore it from a backup; a team on PostgreSQL names --database-url"
        raise Refused(Problem(str(file), "is missing", step))
    return _ReadOnly(read_only(file))


def _postgres(url: str) -> Connection:
    from .store_postgres import PostgresStore

    connection = PostgresStore(url).connect()
    connection.run("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    return connection
