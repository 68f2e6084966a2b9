"""DuckDB on a file that outlives the process: a step that was finished is not done again."""

from collections.abc import Callable, Sequence
from typing import Any

from amends.facts import Moment
from amends.reconcile.engine import Columns

from .columns import OURS, WITNESS
from .duckdb import DuckDB
from .reading import Sheet

_SHEETS = "sheets_read"
_COLUMNS = {"all_ours": OURS, "all_witness": WITNESS}


class Resuming(DuckDB):
    """Each table of a pass is made in one transaction: it stands there as a whole, or it was never begun. `kept` counts
    those that an earlier run left. The names mean the same as long as the work is the same (`work.py`).
    """

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._there = _tables(connection)
        self.kept = 0

    def keep(self, name: str, query: str) -> None:
        """As a table, unless it stands there."""
        if not self._stands(name):
            super().keep(name, query)

    def lay(self, name: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of these rows, unless it stands there."""
        if self._stands(name):
            return
        self.connection.execute("BEGIN")
        super().lay(name, columns, rows)
        self.connection.execute("COMMIT")

    def _stands(self, name: str) -> bool:
        self.kept += name in self._there
        return name in self._there


def read_once(connection: Any, read: Callable[[], tuple[Sheet, Sheet]]) -> tuple[Sheet, Sheet]:
    """Both files, checked: as they were read before, or now."""
    if _SHEETS not in _tables(connection):
        for name in _COLUMNS:
            connection.execute(f"DROP VIEW IF EXISTS {name}")
        rows = [(s.name, s.rows_count, int(s.first), int(s.last), int(s.told_once)) for s in read()]
        columns: Columns = {"name": str, "rows_count": int, "first_us": int, "last_us": int, "told_once": int}
        connection.execute("BEGIN")
        DuckDB(connection).lay(_SHEETS, columns, rows)
        connection.execute("COMMIT")
    found = connection.execute(f"SELECT * FROM {_SHEETS} ORDER BY name").fetchall()
    ours, theirs = (
        Sheet(name, _COLUMNS[name], rows, Moment(first), Moment(last), bool(once))
        for name, rows, first, last, once in found
    )
    return ours, theirs


def _tables(connection: Any) -> frozenset[str]:
    return frozenset(name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall())
