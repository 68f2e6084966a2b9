"""Read and check a file of refunds, ours or a witness's, before anything is compared: Parquet or CSV, by DuckDB."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.facts import Moment, NotMoney, Problem, Refused
from amends.facts.money import exponent
from amends.reconcile import Columns

from .columns import OPTIONAL, Column, quoted, read_column
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
    found = _columns(table, columns, renamed, dict(states or {}))
    row_id, at, thing = list(columns)[1], next(c for c in columns if c.endswith("_at_us")), "refund_ref"
    values = {column.name: column.value for column in found}
    absent = {c: "NULL::VARCHAR" for c in columns if c not in values and c in OPTIONAL} | {"livemode": "1"}
    told = {c: values.get(c) or absent.get(c, "") for c in columns} | {"n": table.row}
    once = thing not in values
    if thing in columns:
        told[thing] = values[row_id] if once else f"coalesce({values[thing]}, {values[row_id]})"
    chosen = ", ".join(f"{told[c]} AS {c}" for c in columns)
    rows, first, last, ids, things = _check(connection, table, found, told[row_id], told[at], told.get(thing, "1"))
    connection.execute(f"CREATE VIEW {name} AS SELECT {chosen} FROM {table.relation}")
    if ids < rows:
        _refuse_doubles(connection, table, told[row_id], row_id)
    return Sheet(name, columns, rows, Moment(first), Moment(last), once or things == rows)


def _columns(table: Table, columns: Columns, renamed: Mapping[str, str], states: dict[str, str]) -> list[Column]:
    found = []
    for name in columns:
        theirs = renamed.get(name, name)
        if name == "n":
            continue
        if theirs in table.kinds:
            found.append(read_column(name, theirs, table.kinds[theirs], states))
        elif name in renamed or name not in OPTIONAL:
            there = ", ".join(table.kinds)
            step = f"Its columns are {there}. Name the right one with --map {name}=COLUMN"
            raise Refused(Problem(table.where, "is not in the file", step, column=theirs))
    return found


def _check(
    connection: Any, table: Table, found: list[Column], row_id: str, at: str, thing: str
) -> tuple[int, int, int, int, int]:
    wrongs = ", ".join(f"count(*) FILTER ({c.wrong}), min({table.row}) FILTER ({c.wrong})" for c in found)
    rows, first, last, ids, things, *counts = connection.execute(
        f"SELECT count(*), min({at}), max({at}), count(DISTINCT hash({row_id})), count(DISTINCT hash({thing})), "
        f"{wrongs} "
        f"FROM {table.relation}"
    ).fetchall()[0]
    if not rows:
        raise Refused(Problem(table.where, "has no rows", "Export it again: an empty file is no proof of anything"))
    for column, wrong, row in zip(found, counts[::2], counts[1::2], strict=True):
        if wrong:
            _refuse_cell(connection, table, column, wrong, row)
    _check_currencies(connection, table, next(c for c in found if c.name == "currency"))
    return rows, first, last, ids, things


def _refuse_cell(connection: Any, table: Table, column: Column, wrong: int, row: int) -> None:
    more = f" (and {wrong - 1:,} more)" if wrong > 1 else ""
    value = table.cell(connection, column.name, row)
    raise Refused(
        Problem(
            table.where, column.what + more, column.next_step, line=table.line(row), column=column.name, value=value
        )
    )


def _check_currencies(connection: Any, table: Table, currency: Column) -> None:
    query = f"SELECT {currency.value} AS c, min({table.row}), count(*) FROM {table.relation} GROUP BY c ORDER BY 2"
    for code, row, count in connection.execute(query).fetchall():
        try:
            exponent(code)
        except NotMoney:
            bad = Column("currency", "", "", "is not an ISO 4217 currency with a minor unit", "Write for example EUR")
            _refuse_cell(connection, table, bad, count, row)


def _refuse_doubles(connection: Any, table: Table, row_id: str, name: str) -> None:
    query = (
        f"SELECT {row_id} AS id, count(*), min({table.row}), max({table.row}) FROM {table.relation} "
        "GROUP BY id HAVING count(*) > 1 ORDER BY 3 LIMIT 1"
    )
    for value, count, first, last in connection.execute(query).fetchall():
        what = f"stands in {count} rows, first in line {table.line(first)}, but is to name one"
        step = "Take the rows out that were exported twice, or name the column that is unique with --map"
        raise Refused(Problem(table.where, what, step, line=table.line(last), column=name, value=str(value)))


def states_of(told: tuple[str, ...]) -> dict[str, str]:
    """`--map-state theirs=ours`, each checked. Raises Refused."""
    from amends.facts import MoneyState

    known = {str(state) for state in MoneyState}
    states = {}
    for pair in told:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or not theirs or ours not in known:
            step = f"Write theirs=ours, with one of {', '.join(MoneyState)}"
            raise Refused(Problem("--map-state", "names no state that is known here", step, value=pair))
        states[theirs] = ours
    return states


__all__ = ["Sheet", "quoted", "read_sheet", "states_of"]
