"""The tables of a team's PostgreSQL, all as of one moment, with no program but ours.

`pg_dump` has to be as new as the server and is often not installed where amends runs; COPY is part of every server, and
its text form is read by every later one (PostgreSQL manual, COPY).
"""

from collections.abc import Sequence
from contextlib import closing
from typing import Any, Final

import psycopg
from psycopg import sql

from amends.facts import Broken, Problem

from ..chain import START
from ..store_postgres import PostgresStore
from .packed import Packed, Told, packing

FOLDER: Final = "postgres/"
RECORD_SCHEMA: Final = "record"
DESK_SCHEMA: Final = "public"
ISOLATION: Final = "REPEATABLE READ"  # every query sees one state; others write on
_SESSIONS: Final = "django_session"  # as for SQLite: nobody is logged in after a restore
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
_COLUMNS: Final = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = %s AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""


def copy_tables(url: str, desk_tables: Sequence[str], packed: Packed, told: Told) -> tuple[bytes, int, bytes]:
    """Every table of the record, and these of the desk, as parts. Gives whose record it is and its head."""
    PostgresStore(url).connect().close()  # refuses a server that is away or may lose what it acknowledged
    with closing(psycopg.connect(url)) as database:
        database.execute(f"SET TRANSACTION ISOLATION LEVEL {ISOLATION}, READ ONLY".encode())
        record = _names(database, RECORD_SCHEMA)
        desk = [name for name in _names(database, DESK_SCHEMA) if name in set(desk_tables) - {_SESSIONS}]
        head = _head(database) if "meta" in record else (b"", 0, START)
        tables = [(RECORD_SCHEMA, name) for name in record] + [(DESK_SCHEMA, name) for name in desk]
        for number, (schema, name) in enumerate(tables, 1):
            _copy(database, schema, name, packed)
            told("Copying tables", number, len(tables))
    if not head[0]:
        raise Broken(Problem("the database", "holds no record", "Name the database with --database-url"))
    return head


def _copy(database: psycopg.Connection[Any], schema: str, name: str, packed: Packed) -> None:
    columns = [str(row[0]) for row in database.execute(_COLUMNS, (schema, name)).fetchall()]
    statement = copy_statement("TO STDOUT", schema, name, columns)
    with (
        packing(packed, f"{FOLDER}{schema}.{name}", columns) as out,
        database.cursor() as cursor,
        cursor.copy(statement) as rows,
    ):
        for some in rows:
            out.write(some)


def copy_statement(way: str, schema: str, name: str, columns: Sequence[str]) -> sql.Composed:
    """COPY of these columns, TO STDOUT or FROM STDIN, in the text form."""
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) " + way).format(sql.Identifier(schema, name), named)


def _names(database: psycopg.Connection[Any], schema: str) -> list[str]:
    return [str(row[0]) for row in database.execute(_TABLES, (schema,)).fetchall()]


def _head(database: psycopg.Connection[Any]) -> tuple[bytes, int, bytes]:
    origin = database.execute("SELECT value FROM record.meta WHERE name = 'origin'").fetchone()
    last = database.execute("SELECT seq, chain FROM record.entry ORDER BY seq DESC LIMIT 1").fetchone()
    return bytes(origin[0]) if origin else b"", *((last[0], bytes(last[1])) if last else (0, START))
