"""Read and check a file of refunds, ours or a witness's, before anything is compared: Parquet or CSV, by DuckDB."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from amends.facts import Moment, Problem, Refused
from amends.reconcile import Columns

from .checking import check_cells, check_currencies, check_once, check_rows, distinct
from .columns import OPTIONAL, Column, given_back, quoted, read_column
from .files import Table, open_table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A checked file, which stands in DuckDB under `name` with these columns."""

    name: str
    columns: Columns
    rows_count: int
    first: Moment
    last: Moment
    told_once: bool  # each refund has one row

    def batches(self, connection: Any) -> Iterator[Any]:
        """The rows as Arrow, for another engine."""
        yield from connection.sql(f"SELECT * FROM {self.name}").to_arrow_reader(100_000)

    def rows(self, connection: Any) -> list[tuple[Any, ...]]:
        """The rows of a small file, the columns in order."""
        rows: list[tuple[Any, ...]] = connection.execute(
            f"SELECT {', '.join(self.columns)} FROM {self.name}"
        ).fetchall()
        return rows


def read_sheet(
    connection: Any,
    file: Path,
    name: str,
    columns: Columns,
    *,
    folder: Path,
    renamed: Mapping[str, str],
    states: Mapping[str, str] | None = None,
) -> Sheet:
    """Make the view `name` over `file`. `renamed`: our column -> theirs. `folder` is scratch.

    Raises Refused for a file that is empty, cut off, not text, or has a wrong cell, with its line.
    """
    table = open_table(connection, file, folder / f"{name}.parquet")
    found = [_unwrapped(connection, table, c) for c in _columns(table, columns, renamed, dict(states or {}))]
    row_id, at, thing = list(columns)[1], next(c for c in columns if c.endswith("_at_us")), "refund_ref"
    values = {column.name: column.value for column in found}
    absent = {c: "NULL::VARCHAR" for c in columns if c in OPTIONAL} | {"livemode": "1", "fee_minor": "NULL::BIGINT"}
    told = {c: values.get(c) or absent.get(c, "") for c in columns} | {"n": table.row}
    once = thing not in values
    if thing in columns:
        told[thing] = values[row_id] if once else _or_else(connection, table, values[thing], values[row_id])
    chosen = ", ".join(f"{told[c]} AS {c}" for c in columns)
    rows, first, last = _check(connection, table, found, told[at])
    check_once(connection, table, told[row_id], row_id, rows)
    once = once or distinct(connection, table, told[thing]) == rows
    connection.execute(f"CREATE VIEW {name} AS SELECT {chosen} FROM {table.relation}")
    return Sheet(name, columns, rows, Moment(first), Moment(last), once)


def _columns(table: Table, columns: Columns, renamed: Mapping[str, str], states: dict[str, str]) -> list[Column]:
    found = []
    for name in columns:
        theirs = renamed.get(name, name)
        if name == "n":
            continue
        if theirs in table.kinds:
            column = read_column(name, theirs, table.kinds[theirs], states)
            found.append(given_back(column) if name == "amount_minor" else column)
        elif name in renamed or name not in OPTIONAL:
            there = ", ".join(table.kinds)
            step = f"Its columns are {there}. Name the right one with --map {name}=COLUMN"
            raise Refused(Problem(table.where, "is not in the file", step, column=theirs))
    return found


def _unwrapped(connection: Any, table: Table, column: Column) -> Column:
    """The column as it is, where no cell is an empty text that would be nothing: DuckDB then reads it as it is kept."""
    if not column.bare or column.value == column.bare or _any(connection, table, f"{column.bare} = ''"):
        return column
    return replace(column, value=column.bare)


def _or_else(connection: Any, table: Table, value: str, other: str) -> str:
    """The value or, where some are missing, the other one in their place."""
    return f"coalesce({value}, {other})" if _any(connection, table, f"{value} IS NULL") else value


def _any(connection: Any, table: Table, condition: str) -> bool:
    query = f"SELECT 1 FROM {table.relation} WHERE {condition} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def _check(connection: Any, table: Table, found: list[Column], at: str) -> tuple[int, int, int]:
    """How many rows, the first moment and the last."""
    query = f"SELECT count(*), min({at}), max({at}) FROM {table.relation}"
    ((rows, first, last),) = connection.execute(query).fetchall()
    check_rows(table, rows)
    check_cells(connection, table, found)
    check_currencies(connection, table, next(c for c in found if c.name == "currency"))
    return rows, first, last


def states_of(told: tuple[str, ...]) -> dict[str, str]:
    """`--map-state theirs=ours`, each checked. Raises Refused."""
    from amends.facts import MoneyState

    known = {str(state) for state in MoneyState}
    states: dict[str, str] = {}
    for pair in told:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or not theirs or ours not in known:
            step = f"Write theirs=ours, with one of {', '.join(MoneyState)}"
            raise Refused(Problem("--map-state", "names no state that is known here", step, value=pair))
        if states.setdefault(theirs, ours) != ours:
            step = "Say it once"
            raise Refused(Problem("--map-state", "says of one word that it is two states", step, value=theirs))
    return states


__all__ = ["Sheet", "quoted", "read_sheet", "states_of"]
