"""The tables of a backup into an empty PostgreSQL database: one transaction, verified before it is committed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import psycopg
from psycopg import sql

from amends.facts import Problem, Refused

from ..checkpoints import Checkpoints
from ..keys import open_keys
from ..sealing import Sealer
from ..store import schema_statements
from ..store_postgres import PostgresConnection, PostgresStore
from ..verify import verify_record
from .copying_postgres import DESK_SCHEMA, FOLDER, RECORD_SCHEMA, copy_statement
from .manifest import Manifest, Part
from .packed import Opened, Told, each_part
from .restoring import DEEP_ENTRIES_MAX, MakeDesk, Restored, check_whole

_MIGRATIONS: Final = f"{FOLDER}{DESK_SCHEMA}.django_migrations"
_FILLED_BY_MIGRATIONS: Final = ("django_migrations", "django_content_type", "auth_permission", "django_site")
_AT_ONCE_BYTES: Final = 256 * 1024
_COUNTED: Final = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = %s AND table_name = %s AND (is_identity = 'YES' OR column_default LIKE 'nextval(%%')
"""


class _InOneTransaction(PostgresConnection):
    """A connection whose transaction has begun: what it reads is one state already."""

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Nothing more is needed."""
        yield


def restore_tables(
    backup: Opened,
    folder: Path,
    url: str,
    make_desk: MakeDesk,
    told: Told,
    *,
    although_broken: bool,
) -> Restored:
    """Load, verify, commit. Raises Refused, and the record is not there, where any of it fails."""
    manifest = backup.manifest
    PostgresStore(url).connect().close()  # refuses a server that is away or may lose what it acknowledged
    with closing(psycopg.connect(url)) as database:
        _check_empty(database, manifest)
    if manifest.part(_MIGRATIONS):
        make_desk(_migrations_in(backup))
    with closing(psycopg.connect(url)) as database:
        database.execute(f"SET LOCAL search_path TO {RECORD_SCHEMA}, {DESK_SCHEMA}")
        database.execute("CREATE SCHEMA record")
        for statement in schema_statements("postgres"):
            database.execute(statement.encode())
        _load(database, backup, told)
        restored = _verified(database, folder, manifest, told)
        check_whole(restored, manifest, although_broken)
        database.commit()
    return restored


def _check_empty(database: psycopg.Connection[Any], manifest: Manifest) -> None:
    next_step = "Make an empty database (createdb), and name that with --database-url"
    if database.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (RECORD_SCHEMA,)).fetchone():
        raise Refused(Problem("the database", "holds a record already", next_step))
    there = {row[0] for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    for schema, name in (_table_of(part) for part in manifest.under(FOLDER)):
        if schema == DESK_SCHEMA and name in there and name not in _FILLED_BY_MIGRATIONS:
            query = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(schema, name))
            if database.execute(query).fetchone():
                raise Refused(Problem("the database", f"holds a desk already (rows in {name})", next_step))


def _migrations_in(backup: Opened) -> list[tuple[str, str]]:
    part = backup.manifest.part(_MIGRATIONS)
    with each_part(backup) as parts:
        content = next((stream.read() for name, stream in parts if part and name == part.stored_as), b"")
    assert part is not None, "asked for above"
    rows = [dict(zip(part.columns, line.split("\t"), strict=True)) for line in content.decode().splitlines()]
    return [(row["app"], row["name"]) for row in rows]


def _load(database: psycopg.Connection[Any], backup: Opened, told: Told) -> None:
    tables = {part.stored_as: part for part in backup.manifest.under(FOLDER)}
    _check_columns(database, tables.values())
    desk = [sql.Identifier(*_table_of(part)) for part in tables.values() if _table_of(part)[0] == DESK_SCHEMA]
    if desk:
        database.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(desk)))
    with each_part(backup) as parts:
        done = 0
        for name, stream in parts:
            if (part := tables.get(name)) is not None:
                _load_table(database, part, stream)
                done += 1
                told("Restoring tables", done, len(tables))
    database.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _check_columns(database: psycopg.Connection[Any], parts: Iterable[Part]) -> None:
    query = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
    for part in parts:
        known = {row[0] for row in database.execute(query, _table_of(part))}
        if not set(part.columns) <= known:
            what = f"holds a table that this version does not know: {part.name}"
            raise Refused(Problem("the backup", what, "Restore it with the version of amends that took it, or a later"))


def _load_table(database: psycopg.Connection[Any], part: Part, stream: BinaryIO) -> None:
    schema, name = _table_of(part)
    with database.cursor() as cursor, cursor.copy(copy_statement("FROM STDIN", schema, name, part.columns)) as rows:
        while some := stream.read(_AT_ONCE_BYTES):
            rows.write(some)
    for (column,) in database.execute(_COUNTED, (schema, name)).fetchall():
        table = sql.Identifier(schema, name)
        query = sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {} HAVING max({}) IS NOT NULL")
        named = sql.Identifier(column)
        database.execute(query.format(table.as_string(database), column, named, table, named))


def _verified(database: psycopg.Connection[Any], folder: Path, manifest: Manifest, told: Told) -> Restored:
    keys = open_keys(folder / "keys", record_exists=True)
    connection = _InOneTransaction(database)
    checkpoints = Checkpoints(folder / "checkpoints.log", keys)
    deep = manifest.entries <= DEEP_ENTRIES_MAX

    def progress(done: int, total: int) -> None:
        told("Verifying entries", done, total)

    found = verify_record(connection, checkpoints, Sealer(keys), progress, deep=deep)
    last = database.execute("SELECT seq, chain FROM record.entry ORDER BY seq DESC LIMIT 1").fetchone()
    entries, chain = (last[0], bytes(last[1])) if last else (0, bytes(32))
    return Restored(entries, chain.hex(), found, deep)


def _table_of(part: Part) -> Sequence[str]:
    schema, _, name = part.name.removeprefix(FOLDER).partition(".")
    return schema, name
