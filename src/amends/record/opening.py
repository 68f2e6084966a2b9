"""Opening the record of a home: its keys, its tables, and the proof that they belong together."""

from functools import partial
from pathlib import Path

from amends.facts import Broken, Problem, Refused

from .checkpoints import Checkpoints
from .home import locked, make_private_folder, record_private_file
from .keys import Keys, open_keys
from .readers import Readers
from .record import Record
from .sealing import Sealer
from .store import Connection, Store

SCHEMA_VERSION = 1


def open_record(home: Path, database_url: str | None = None) -> Record:
    """The record of this home, made on first use. A context manager: leaving it writes the last checkpoint.

    `database_url` (postgres://...) keeps the entries in PostgreSQL; keys and checkpoints stay in the home. Raises
    Refused where the home, the keys or the server do not allow it.
    """
    make_private_folder(home)
    if database_url is None:
        _check_not_lost(home)
    return open_record_in(home, _store(home, database_url))


def open_record_in(home: Path, store: Store) -> Record:
    """The same on a store that is already chosen."""
    make_private_folder(home / "keys")
    with locked(home / "keys" / ".lock"):  # the first use may be by several at once
        keys = _keys(home)
        store.prepare(partial(_record_first_rows, keys))
    readers = Readers(store)
    with readers.one() as connection:
        _check_belongs(connection, keys, home)
    return Record(store, readers, Sealer(keys), Checkpoints(home / "checkpoints.log", keys))


def _keys(home: Path) -> Keys:
    """The public key lies beside the record: it checks checkpoints, and says that a record was begun here."""
    public = home / "checkpoints.pub"
    keys = open_keys(home / "keys", record_exists=public.exists())
    if not public.exists():
        record_private_file(public, keys.public.hex().encode() + b"\n")
    return keys


def _record_first_rows(keys: Keys, connection: Connection) -> None:
    rows = [("origin", keys.origin.encode()), ("schema", str(SCHEMA_VERSION).encode())]
    connection.insert("meta", ("name", "value"), rows)


def _store(home: Path, database_url: str | None) -> Store:
    if database_url is None:
        from .store_sqlite import SqliteStore

        return SqliteStore(home / "record.sqlite")
    if not database_url.startswith(("postgres://", "postgresql://")):
        what = "is no database that amends knows"
        raise Refused(Problem("AMENDS_DATABASE_URL", what, "Write postgres://user@host/name, or leave it empty"))
    try:
        from .store_postgres import PostgresStore
    except ImportError:
        what = "needs the PostgreSQL driver, which is not installed"
        raise Refused(Problem("AMENDS_DATABASE_URL", what, "Run: pip install 'amends[postgres]'")) from None
    return PostgresStore(database_url)


def _check_not_lost(home: Path) -> None:
    """A new database must not begin where checkpoints vouch for another: it would answer that nothing ever came."""
    database, checkpoints = home / "record.sqlite", home / "checkpoints.log"
    if checkpoints.exists() and checkpoints.stat().st_size and not (database.exists() and database.stat().st_size):
        what = "is missing or empty, although signed checkpoints vouch for entries in it"
        raise Broken(Problem(str(database), what, "Restore it from a backup; to begin anew, name another home"))


def _check_belongs(connection: Connection, keys: Keys, home: Path) -> None:
    meta = {row[0]: row[1] for row in connection.rows("SELECT name, value FROM meta")}
    if meta.get("origin") != keys.origin.encode():
        what = "holds other keys than those under which this record was written"
        raise Refused(Problem(str(home / "keys"), what, "Restore that folder from its backup, or name the right home"))
    if int(meta["schema"]) > SCHEMA_VERSION:
        raise Refused(Problem("record", "was written by a newer amends", "Update amends, then try again"))
