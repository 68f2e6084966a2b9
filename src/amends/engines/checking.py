"""What every table of money is checked for before anything is compared: wrong cells, currencies, ids that stand twice.

All raise Refused with the file, the line and the value.
"""

from collections.abc import Iterable
from typing import Any

from amends.facts import NotMoney, Problem, Refused
from amends.facts.money import exponent

from .columns import Column
from .files import Table


def check_rows(table: Table, rows: int) -> None:
    """A file that says nothing is refused."""
    if not rows:
        raise Refused(Problem(table.where, "has no rows", "Export it again: an empty file is no proof of anything"))


def check_cells(connection: Any, table: Table, columns: Iterable[Column]) -> None:
    """Each column is asked by itself: of most, Parquet's own figures show that none is wrong, and nothing is read."""
    for column in (c for c in columns if c.wrong != "false"):
        query = f"SELECT count(*), min({table.row}) FROM {table.relation} WHERE {column.wrong}"
        ((wrong, row),) = connection.execute(query).fetchall()
        if wrong:
            raise _wrong_cell(connection, table, column, wrong, row)


def check_currencies(connection: Any, table: Table, currency: Column) -> None:
    """Each code that occurs is one of ISO 4217 and has a minor unit."""
    query = f"SELECT {currency.value} AS c, min({table.row}), count(*) FROM {table.relation} GROUP BY c ORDER BY 2"
    for code, row, count in connection.execute(query).fetchall():
        try:
            exponent(code)
        except NotMoney:
            bad = Column("currency", "", "", "is not an ISO 4217 currency with a minor unit", "Write for example EUR")
            raise _wrong_cell(connection, table, bad, count, row) from None


def check_once(connection: Any, table: Table, row_id: str, name: str, rows: int) -> None:
    """Each id stands in one row. `row_id` is the SQL of its value."""
    if distinct(connection, table, row_id) == rows:  # with fewer, some stand twice; or, once in ages, two share a hash
        return
    query = (
        f"SELECT {row_id} AS id, count(*), min({table.row}), max({table.row}) FROM {table.relation} "
        "GROUP BY id HAVING count(*) > 1 ORDER BY 3 LIMIT 1"
    )
    for value, count, first, last in connection.execute(query).fetchall():
        what = f"stands in {count} rows, first in line {table.line(first)}, but is to name one"
        step = "Take the rows out that were exported twice, or name the column that is unique with --map"
        raise Refused(Problem(table.where, what, step, line=table.line(last), column=name, value=str(value)))


def distinct(connection: Any, table: Table, value: str) -> int:
    """How many values there are at least: two that share a hash count as one."""
    query = f"SELECT count(*) FROM (SELECT hash({value}) AS h FROM {table.relation} GROUP BY h)"
    ((count,),) = connection.execute(query).fetchall()
    return int(count)


def _wrong_cell(connection: Any, table: Table, column: Column, wrong: int, row: int) -> Refused:
    more = f" (and {wrong - 1:,} more)" if wrong > 1 else ""
    value, line = table.cell(connection, column.name, row), table.line(row)
    what = column.what + more
    return Refused(Problem(table.where, what, column.next_step, line=line, column=column.name, value=value))
