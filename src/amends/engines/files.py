"""A Parquet or CSV file as a relation of DuckDB, with a number for each row. CSV becomes Parquet first."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.facts import Problem, Refused

from .columns import quoted

_LINE = re.compile(r"Line: (\d+)")
_START_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Table:
    """`row` is the expression that counts rows from 0; `kinds` are DuckDB's types of the columns."""

    where: str
    relation: str
    kinds: dict[str, str]
    is_csv: bool
    row: str = "file_row_number"

    def line(self, row: int) -> int:
        """The line of a CSV, where the header is line 1; of Parquet the row, from 1."""
        return row + 2 if self.is_csv else row + 1

    def cell(self, connection: Any, column: str, row: int) -> str | None:
        """What stands there, for the words of a problem; nothing where the column goes by another name."""
        if column not in self.kinds:
            return None
        query = f'SELECT CAST("{column}" AS VARCHAR) FROM {self.relation} WHERE {self.row} = {row}'
        ((value,),) = connection.execute(query).fetchall()
        return None if value is None else str(value)


def open_table(connection: Any, file: Path, scratch: Path) -> Table:
    """Raises Refused for a file that cannot be read as a whole."""
    import duckdb

    start, end = _ends(file)
    if not start.strip():
        raise Refused(Problem(file.name, "is empty", "Export it again: an empty file is no proof of anything"))
    is_csv = start[:4] != b"PAR1"
    if not is_csv and end != b"PAR1":
        raise Refused(Problem(file.name, "is Parquet that was cut off", "Copy or export it again, as a whole"))
    try:
        if is_csv:
            _copy_csv(connection, file, start, scratch)
        source = scratch if is_csv else file
        relation = f"read_parquet({quoted(str(source))}, file_row_number = true)"
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error as error:
        raise Refused(_problem(file.name, str(error))) from None
    kinds = {row[0]: row[1] for row in described if row[0] != "file_row_number"}
    return Table(file.name, relation, kinds, is_csv)


def _ends(file: Path) -> tuple[bytes, bytes]:
    with file.open("rb") as stream:
        start = stream.read(_START_BYTES)
        stream.seek(max(0, stream.seek(0, 2) - 4))
        return start, stream.read(4)


def _copy_csv(connection: Any, file: Path, start: bytes, scratch: Path) -> None:
    from amends.intake.table.delimited import DELIMITERS
    from amends.intake.table.encoding import check_text

    check_text(start, file.name)
    header = start.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=header.count)
    read = (
        f"read_csv({quoted(str(file))}, header = true, all_varchar = true, delim = {quoted(delimiter)}, quote = '\"', "
        "escape = '\"', auto_detect = false, strict_mode = true, null_padding = false, "
        f"columns = {_columns_of(header, delimiter, file.name)})"
    )
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"COPY (SELECT * FROM {read}) TO {quoted(str(scratch))} (FORMAT parquet)")
    connection.execute("SET preserve_insertion_order = false")


def _columns_of(header: str, delimiter: str, where: str) -> str:
    import csv

    names = [name.strip() for name in next(csv.reader([header.rstrip("\r")], delimiter=delimiter))]
    if len(set(names)) < len(names) or not all(names):
        raise Refused(Problem(where, "has a header with an empty or repeated name", "Name each column once", line=1))
    return "{" + ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names) + "}"


def _problem(where: str, error: str) -> Problem:
    """DuckDB's own words hold cells of the file; what is said here does not."""
    found = _LINE.search(error)
    line = int(found.group(1)) if found else None
    if "unicode" in error.lower() or "utf-8" in error.lower() or "utf8" in error.lower():
        return Problem(where, "is not UTF-8", "Save it as CSV in UTF-8", line=line)
    if line is not None:
        step = "Complete or take out the line; was the file still being written?"
        return Problem(where, "has not the columns of the header", step, line=line)
    return Problem(where, "cannot be read", "Export it again as CSV in UTF-8 or as Parquet")
