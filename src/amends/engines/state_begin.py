"""Keep what a run over both whole files found, for later runs with new rows alone."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from amends.reconcile import Asked, Engine, Found
from amends.reconcile.again import ask_again, is_open, rules_of
from amends.reconcile.keys import OurRow, TheirRow, customer_key, our_keys, record_key, their_keys

from .duckdb import BATCH_ROWS, DuckDB
from .rows import rows_of
from .state import APPLICATION_ID, INDEXES, SCHEMA, State

_MIXED = (  # the customer of one row of a refund, with the amount of another one
    "SELECT DISTINCT a.n, b.customer, a.amount_minor, a.currency "
    "FROM all_witness a JOIN all_witness b ON b.refund_ref = a.refund_ref "
    "WHERE b.customer IS NOT NULL AND (a.customer IS NULL OR a.customer <> b.customer)"
)


def begin_state(file: Path, engine: Engine, found: Found, asked: Asked, *, told_once: bool) -> None:
    """Write the state over `file`, which is nobody's yet: the caller gives it its name once it is whole."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"application_id = {APPLICATION_ID}"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for statement in SCHEMA:
            connection.execute(statement)
        _keep_ours(connection, engine, found, asked)
        _keep_witness(connection, engine, found, asked)
        if not told_once:
            mixed = ((customer_key(*cells), n * 2 + 1) for n, *cells in _read(engine, _MIXED, 4))
            connection.executemany("INSERT INTO keys VALUES (?, ?)", mixed)
        for statement in INDEXES:
            connection.execute(statement)
        State(connection).record_meta(rules=rules_of(asked), values=asked.values())
        connection.execute("COMMIT")


def _keep_ours(connection: sqlite3.Connection, engine: Engine, found: Found, asked: Asked) -> None:
    query = (
        f"SELECT {_columns('o', OurRow._fields)}, a.wit_n, a.code, a.look_again_us, a.differs "
        f"FROM all_ours o JOIN ({found.answers}) a ON a.our_n = o.n"
    )
    counts: Counter[int] = Counter()
    own, as_of = len(OurRow._fields), int(asked.as_of)

    def seen(cells: tuple[Any, ...]) -> tuple[Any, ...]:
        code, look_again, requested = cells[own + 1], cells[own + 2], cells[own - 1]
        counts[code] += 1
        return (*cells, ask_again(code, look_again, requested, as_of), is_open(code))

    def kept(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
        for cells in rows:
            row = OurRow._make(cells[:own])
            yield from ((key, row.n * 2) for key in our_keys(row))

    for rows in _pages(engine, query, own + 4):
        connection.executemany(f"INSERT INTO ours VALUES ({_marks(own + 6)})", map(seen, rows))
        connection.executemany("INSERT INTO keys VALUES (?, ?)", kept(rows))
    connection.executemany("INSERT INTO counts VALUES (?, ?)", counts.items())


def _keep_witness(connection: sqlite3.Connection, engine: Engine, found: Found, asked: Asked) -> None:
    query = (
        f"SELECT {_columns('w', TheirRow._fields)}, CASE WHEN u.n IS NULL THEN 0 ELSE 1 END AS is_unexplained "
        f"FROM all_witness w LEFT JOIN ({found.unexplained_numbers}) u ON u.n = w.n"
    )
    own, at, as_of = len(TheirRow._fields), TheirRow._fields.index("occurred_at_us"), int(asked.as_of)

    def kept(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
        for cells in rows:
            row = TheirRow._make(cells[:own])
            yield record_key(row.record_id), row.n * 2 + 1
            yield from ((key, row.n * 2 + 1) for key in their_keys(row))

    for rows in _pages(engine, query, own + 1):
        told = ((*cells, cells[at] if cells[at] > as_of else None) for cells in rows)
        connection.executemany(f"INSERT INTO witness VALUES ({_marks(own + 2)})", told)
        connection.executemany("INSERT INTO keys VALUES (?, ?)", kept(rows))


def _columns(table: str, names: Iterable[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _pages(engine: Engine, query: str, width: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows, a page at a time: of DuckDB as they are, for making them from Arrow takes twice the work."""
    if isinstance(engine, DuckDB):
        cursor = engine.connection.execute(query)
        while rows := cursor.fetchmany(BATCH_ROWS):
            yield rows
        return
    for batch in engine.batches(query):
        yield list(rows_of([batch], dict.fromkeys(batch.schema.names[:width], str)))


def _read(engine: Engine, query: str, width: int) -> Iterator[tuple[Any, ...]]:
    for rows in _pages(engine, query, width):
        yield from rows
