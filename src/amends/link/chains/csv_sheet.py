"""A CSV file, every cell as the text it is: by pyarrow where each line is one row, else line by line with care."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.intake.table.delimited import DELIMITERS, look_over_csv
from amends.intake.table.sheet import RawRow

from .sheets import Sheet, native

BATCH_ROWS = 65_536
BLOCK_BYTES = 1 << 24
_BOM = b"\xef\xbb\xbf"


class PlainCsv(Sheet):
    """One row a line, in UTF-8, every line with the cells of the header."""

    def __init__(self, file: BinaryIO, where: str, names: tuple[str, ...], delimiter: str) -> None:
        self.where, self.names, self.delimiter = where, names, delimiter
        self._file = file
        self._columns = [f"c{i}" for i in range(len(names))]  # a header may name one column twice
        self._ahead: dict[str, list[Any]] = {}
        self.rows_count = 0

    def read_ahead(self, names: Sequence[str], of_many: Sequence[str] = ()) -> None:
        """In one pass, those of few values as dictionaries; each is let go of when it is asked for."""
        mine = [name for name in dict.fromkeys((*names, *of_many)) if name in self.names]
        self._ahead = {name: [] for name in mine}
        columns = [self._columns[self.names.index(name)] for name in mine]
        as_text = [column for name, column in zip(mine, columns, strict=True) if name in of_many]
        for batch in self._read(columns, pa.dictionary(pa.int32(), pa.string()), as_text) if columns else ():
            for name, column in zip(mine, batch.columns, strict=True):
                self._ahead[name].append(column)

    def chunks(self, name: str) -> Iterator[Any]:
        """Only this one is turned into text."""
        if name in self._ahead:
            yield from self._ahead.pop(name)
            return
        for batch in self._read([self._columns[self.names.index(name)]]):
            yield batch.column(0)

    def batches(self) -> Iterator[Any]:
        """In the order of the file."""
        for batch in self._read(self._columns):
            yield pa.RecordBatch.from_arrays(batch.columns, names=list(self.names))

    def line(self, row: int) -> int:
        """The header is line 1."""
        return row + 2

    def check(self) -> bool:
        """True where each line is one whole row: then no quote was lost and nothing is swallowed by a cell."""
        try:
            self.rows_count = sum(batch.num_rows for batch in self._read(self._columns[:1]))
        except pa.ArrowInvalid:
            return False
        count, last = _lines(self._file)
        return self.rows_count == count - 1 and last.count(b'"') % 2 == 0  # the reader closes a quote at the end itself

    def _read(self, columns: list[str], kind: Any = None, as_text: Sequence[str] = ()) -> Iterator[Any]:
        self._file.seek(0)
        if self._file.read(len(_BOM)) != _BOM:
            self._file.seek(0)
        self._file.readline()
        start = self._file.tell()
        if not self._file.read(1):
            return
        source = native(self._file)
        source.seek(start)
        reader = pc.open_csv(
            source,
            read_options=pc.ReadOptions(column_names=self._columns, block_size=BLOCK_BYTES),
            parse_options=pc.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(self._columns, kind or pa.string()) | dict.fromkeys(as_text, pa.string()),
                include_columns=columns,
                strings_can_be_null=False,
            ),
        )
        yield from reader


class CarefulCsv(Sheet):
    """Any CSV: cells with line breaks, lost quotes, wrong numbers of cells, other encodings. Slower.

    A line that is no row of the table stands whole in the first column, so that nothing of the file is lost.
    """

    def __init__(self, file: BinaryIO, where: str, delimiter: str) -> None:
        self._sheet = look_over_csv(file, where)
        self.where, self.names, self.delimiter = where, self._sheet.columns, delimiter
        self._lines: list[int] = []
        self._ahead: dict[str, list[Any]] = {}
        self._wrong: dict[int, str] = {}
        for row in self._sheet.read():
            if row.wrong:
                self._wrong[len(self._lines)] = row.wrong
            self._lines.append(row.line)
        self.rows_count = len(self._lines)

    def read_ahead(self, names: Sequence[str], of_many: Sequence[str] = ()) -> None:
        """In one pass; each is let go of when it is asked for."""
        at = {name: self.names.index(name) for name in (*names, *of_many) if name in self.names}
        self._ahead = {name: [] for name in at}
        for some in self._cells() if at else ():
            for name, place in at.items():
                self._ahead[name].append(pa.array([cells[place] for cells in some], pa.string()).dictionary_encode())

    def chunks(self, name: str) -> Iterator[Any]:
        """One column of the rows."""
        if name in self._ahead:
            yield from self._ahead.pop(name)
            return
        at = self.names.index(name)
        for some in self._cells():
            yield pa.array([cells[at] for cells in some], pa.string())

    def batches(self) -> Iterator[Any]:
        """In the order of the file."""
        for some in self._cells():
            arrays = [pa.array(cells, pa.string()) for cells in zip(*some, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, names=list(self.names))

    def line(self, row: int) -> int:
        """The line on which the row begins."""
        return self._lines[row]

    def good_rows(self, rows_count: int) -> NDArray[np.bool_]:
        """All but those that could not be split into cells."""
        good = np.ones(rows_count, np.bool_)
        good[list(self._wrong)] = False
        return good

    def wrong(self, row: int) -> Problem:
        """In the words of the reader."""
        step = "Correct the line and run it again; it is kept and not counted"
        return Problem(self.where, self._wrong[row], step, line=self._lines[row])

    def _cells(self) -> Iterator[list[list[str]]]:
        rows = self._sheet.read()
        while some := list(islice(rows, BATCH_ROWS)):
            yield [self._of(row) for row in some]

    def _of(self, row: RawRow) -> list[str]:
        if row.wrong:
            return [row.raw.decode("utf-8", "replace").rstrip("\r\n"), *[""] * (len(self.names) - 1)]
        return list(row.cells.values())


def hear_csv(file: BinaryIO, where: str) -> Sheet:
    """The sheet. Raises Refused for a file without a header, without rows, or with a column named twice."""
    delimiter, names = _header(file, where)
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise Refused(Problem(where, "stands twice in the header", "Rename one", line=1, column=doubled[0]))
    plain = PlainCsv(file, where, names, delimiter)
    sheet: Sheet = plain
    if not plain.check():
        file.seek(0)
        sheet = CarefulCsv(file, where, delimiter)
    return sheet


def _header(file: BinaryIO, where: str) -> tuple[str, tuple[str, ...]]:
    line = file.readline().removeprefix(_BOM)
    text = line.decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=text.count)
    try:
        (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        raise Refused(Problem(where, "has a header that is no CSV line", "Save it as CSV in UTF-8", line=1)) from None
    return delimiter, tuple(cell.strip() for cell in cells)


def _lines(file: BinaryIO) -> tuple[int, bytes]:
    """How many lines, the last one with or without its end; and the last one, or the last block of it."""
    file.seek(0)
    count, last = 0, b""
    while block := file.read(BLOCK_BYTES):
        count += block.count(b"\n")
        last = block if b"\n" in block[:-1] else last + block
        last = last[last[:-1].rfind(b"\n") + 1 :]
    return count + (not last.endswith(b"\n")), last
