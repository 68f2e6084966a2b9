"""The file in which a run keeps both tables and what it found, for the next one: SQLite, which finds a row by its key.

One statement of DuckDB costs a thousandth of a second whatever it reads; a thousand new rows take some fifty statements
and ten thousand look-ups.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from amends.facts import Problem, Refused
from amends.reconcile.keys import OurRow, TheirRow

APPLICATION_ID: Final = 0x616D7263  # in the file's header: no other SQLite file is taken for one
_OURS, _THEIRS = ", ".join(OurRow._fields), ", ".join(TheirRow._fields)
SCHEMA: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE ours (n INTEGER PRIMARY KEY, refund_id TEXT, gateway_ref TEXT, our_ref TEXT, payment_ref TEXT, "
    "customer TEXT, amount_minor INTEGER, currency TEXT, requested_at_us INTEGER, "
    "wit_n INTEGER, code INTEGER, look_again_us INTEGER, differs TEXT, ask_again_us INTEGER, is_open INTEGER)",
    "CREATE TABLE witness (n INTEGER PRIMARY KEY, record_id TEXT, refund_ref TEXT, our_ref TEXT, payment_ref TEXT, "
    "customer TEXT, amount_minor INTEGER, currency TEXT, state TEXT, occurred_at_us INTEGER, livemode INTEGER, "
    "fee_minor INTEGER, is_unexplained INTEGER, ask_again_us INTEGER)",
    "CREATE TABLE counts (code INTEGER PRIMARY KEY, rows_count INTEGER)",
    "CREATE TABLE keys (key INTEGER, row INTEGER)",  # of the first run: never written again
    "CREATE TABLE later_keys (key INTEGER, row INTEGER)",  # of later ones, apart: near each other, so few pages change
)
INDEXES: Final = (
    "CREATE INDEX keys_by_key ON keys (key, row)",
    "CREATE INDEX later_keys_by_key ON later_keys (key, row)",
    "CREATE INDEX ours_to_ask_again ON ours (ask_again_us) WHERE ask_again_us IS NOT NULL",
    "CREATE INDEX ours_open ON ours (requested_at_us) WHERE is_open = 1",
    "CREATE INDEX witness_to_ask_again ON witness (ask_again_us) WHERE ask_again_us IS NOT NULL",
    "CREATE INDEX witness_unexplained ON witness (n) WHERE is_unexplained = 1",
)
_CACHE_KIB: Final = 65_536


class State:
    """An open file; an `amends.reconcile.connected.Kept`. One run at a time changes it, in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def met(self, keys: Collection[int]) -> set[int]:
        """The rows with one of these keys."""
        told = json.dumps(sorted(keys))
        query = "SELECT k.row FROM json_each(?) j CROSS JOIN {} k ON k.key = j.value"
        return {
            row for table in ("keys", "later_keys") for (row,) in self.connection.execute(query.format(table), (told,))
        }

    def ours(self, numbers: Collection[int]) -> Iterable[OurRow]:
        """These of ours."""
        return map(OurRow._make, self._chosen("ours", _OURS, numbers))

    def theirs(self, numbers: Collection[int]) -> Iterable[TheirRow]:
        """These of the witness's."""
        return map(TheirRow._make, self._chosen("witness", _THEIRS, numbers))

    def answers(self, numbers: Collection[int]) -> dict[int, tuple[Any, ...]]:
        """Of each of ours: the record's number, the code, when to look again, and what differs."""
        rows = self._chosen("ours", "n, wit_n, code, look_again_us, differs", numbers)
        return {row[0]: row[1:] for row in rows}

    def unexplained(self, numbers: Collection[int]) -> set[int]:
        """Those of these rows of the witness that nothing explained."""
        return {n for n, is_it in self._chosen("witness", "n, is_unexplained", numbers) if is_it}

    def unexplained_pages(self, columns: Sequence[str], page_rows: int) -> Iterator[list[tuple[Any, ...]]]:
        """These columns of all rows of the witness that nothing explains, oldest first."""
        query = f"SELECT {', '.join(columns)} FROM witness WHERE is_unexplained = 1 ORDER BY occurred_at_us, record_id"
        cursor = self.connection.execute(query)
        while rows := cursor.fetchmany(page_rows):
            yield rows

    def record_ids(self, numbers: Collection[int]) -> dict[int, str]:
        """The names of these rows of the witness."""
        return dict(self._chosen("witness", "n, record_id", numbers))

    def _chosen(self, table: str, columns: str, numbers: Collection[int]) -> Iterable[tuple[Any, ...]]:
        chosen = ", ".join(f"t.{column}" for column in columns.split(", "))
        query = f"SELECT {chosen} FROM json_each(?) j CROSS JOIN {table} t ON t.n = j.value"
        return self.connection.execute(query, (json.dumps(sorted(numbers)),))

    def next_number(self, table: str) -> int:
        """For the next new row."""
        ((last,),) = self.connection.execute(f"SELECT coalesce(max(n), -1) FROM {table}")
        return int(last) + 1

    def count(self, query: str) -> int:
        """The one number of a query."""
        ((number,),) = self.connection.execute(query)
        return int(number)

    def meta(self) -> dict[str, Any]:
        """What the last run was asked."""
        return {name: json.loads(value) for name, value in self.connection.execute("SELECT name, value FROM meta")}

    def record_meta(self, **told: Any) -> None:
        """What this run was asked."""
        rows = [(name, json.dumps(value)) for name, value in told.items()]
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def close(self) -> None:
        """What is not committed is as if it had never been."""
        with suppress(sqlite3.Error):
            self.connection.rollback()
        self.connection.close()


def open_state(file: Path) -> State:
    """For one update. Raises Refused for a file that is no state, or that another run is changing."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=0)
    try:
        ((kind,),) = connection.execute("PRAGMA application_id")
        if kind == APPLICATION_ID:
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute("PRAGMA mmap_size = 4294967296")  # read where the system holds it, without a copy
            connection.execute("BEGIN IMMEDIATE")
            return State(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" not in str(error):
            raise
        raise Refused(Problem("--state", "is being changed by another run", "Wait until it ends")) from None
    except sqlite3.DatabaseError:
        pass
    connection.close()
    step = "Name the file that an earlier run made, or a new name to begin one"
    raise Refused(Problem("--state", "is no state of amends reconcile", step, value=str(file)))
