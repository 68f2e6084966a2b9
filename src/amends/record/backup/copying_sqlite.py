"""A SQLite file copied page by page while others write to it (sqlite.org/backup.html).

The copy is of one moment: a read transaction is held until its end, so that a commit in between neither shows in it nor
starts it anew. A plain copy of the file would be torn, and would lack what is still in the write-ahead log.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from amends.facts import Broken, Problem

from ..chain import START
from ..store import BUSY_SECONDS
from .packed import Told

RECORD_FILE: Final = "record.sqlite"
DESK_FILE: Final = "desk.sqlite"
_PAGES_AT_ONCE: Final = 2_000
_SESSIONS: Final = "django_session"  # who was logged in then must not be logged in after a restore


def copy_database(file: Path, copy: Path, told: Told) -> None:
    """`copy` is the database as it stood at one moment."""
    os.close(os.open(copy, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))

    def progress(_: int, remaining: int, total: int) -> None:
        told(f"Copying {file.name}", total - remaining, total)

    with closing(_connect(file, "rw")) as source, closing(sqlite3.connect(copy, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = OFF")  # it lives until it is packed
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchall()
        source.backup(target, pages=_PAGES_AT_ONCE, progress=progress)
        source.execute("ROLLBACK")


def end_sessions(copy: Path) -> None:
    """Nobody is logged in in this copy of the desk."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as database:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_SESSIONS,)).fetchone():
            database.execute("PRAGMA secure_delete = ON")
            database.execute(f"DELETE FROM {_SESSIONS}")  # noqa: S608 - our own name
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def head_of(copy: Path) -> tuple[bytes, int, bytes]:
    """Whose record this copy is, the number of its last entry, and the chain there."""
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        origin = database.execute("SELECT value FROM meta WHERE name = 'origin'").fetchone()
        last = database.execute("SELECT seq, chain FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    if origin is None:
        step = "Run amends verify; restore the last backup that verifies"
        raise Broken(Problem(str(copy.name), "does not say whose record it is", step))
    return bytes(origin[0]), *((last[0], bytes(last[1])) if last else (0, START))


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    uri = f"{file.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
