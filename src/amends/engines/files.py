"""A Parquet or CSV file as a relation of DuckDB, with a number for each row. CSV becomes Parquet first."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.facts import Problem, Refused

from .columns import quoted

_LINE = re.compile(r"Line: (\d+)")
_START_BYTES = 65_536
_HEADER_BYTES = 2 << 20  # the longest line that DuckDB takes


@dataclass(frozen=True, slots=True)
class Table:
    """`row` is the expression that counts rows from 0; `kinds` are DuckDB's types of the columns."""

    where: str
    relation: str
    kinds: dict[str, str]
    csv_file: Path | None = None  # where it was one
    delimiter: str = ","
    row: str = "file_row_number"

    def line(self, row: int) -> int:
        """The line of a CSV on which the row begins; of Parquet the row, from 1."""
        return row + 1 if self.csv_file is None else _line_in(self.csv_file, self.delimiter, row)

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
    delimiter = ","
    try:
        if is_csv:
            delimiter = _copy_csv(connection, file, start, scratch)
        source = scratch if is_csv else file
        relation = f"read_parquet({quoted(str(source))}, file_row_number = true)"
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
            raise  # no fault of the file
        raise Refused(_problem(file.name, str(error))) from None
    kinds = {row[0]: row[1] for row in described if row[0] != "file_row_number"}
    return Table(file.name, relation, kinds, file if is_csv else None, delimiter)


def _ends(file: Path) -> tuple[bytes, bytes]:
    with file.open("rb") as stream:
        if not stream.seekable():
            step = "Write it to a file first, and name that"
            raise Refused(Problem(file.name, "is a stream, which can be read only once", step))
        start = stream.read(_START_BYTES)
        stream.seek(max(0, stream.seek(0, 2) - 4))
        return start, stream.read(4)


def _line_in(file: Path, delimiter: str, row: int) -> int:
    """Rows are not lines: a blank line is no row, and a cell may hold the end of a line."""
    seen, begins = 0, 1
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        try:
            for cells in reader:
                if cells and seen == row + 1:  # the header came before
                    return begins
                seen, begins = seen + bool(cells), reader.line_num + 1
        except csv.Error:  # a cell longer than Python takes
            pass
    return row + 2


def _copy_csv(connection: Any, file: Path, start: bytes, scratch: Path) -> str:
    """Write it as Parquet; the delimiter."""
    from amends.intake.table.delimited import DELIMITERS
    from amends.intake.table.encoding import check_text

    check_text(start, file.name)
    with file.open("rb") as stream:
        header = stream.readline(_HEADER_BYTES).removeprefix(b"\xef\xbb\xbf").rstrip(b"\n").decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=header.count)
    read = (
        f"read_csv({quoted(str(file))}, header = true, all_varchar = true, delim = {quoted(delimiter)}, quote = '\"', "
        "escape = '\"', auto_detect = false, strict_mode = true, null_padding = false, "
        f"columns = {_columns_of(header, delimiter, file.name)})"
    )
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"COPY (SELECT * FROM {read}) TO {quoted(str(scratch))} (FORMAT parquet)")
    connection.execute("SET preserve_insertion_order = false")
    return delimiter


def _columns_of(header: str, delimiter: str, where: str) -> str:
    try:
        names = [name.strip() for name in next(csv.reader([header.rstrip("\r")], delimiter=delimiter))]
    except csv.Error:  # a carriage return inside: the lines end in nothing else
        raise Refused(Problem(where, "has a header that is no CSV line", "Save it as CSV in UTF-8", line=1)) from None
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
    if "state machine" in error:
        return Problem(where, "ends its lines in two ways", "Save it as CSV in UTF-8, anew and by one program")
    return Problem(where, "cannot be read", "Export it again as CSV in UTF-8 or as Parquet")
