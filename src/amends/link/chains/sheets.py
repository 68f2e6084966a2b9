"""A table file, CSV or Parquet: whole columns for the keys, and all of it in batches for the copy."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused

_JSON = (b"{", b"[")


def native(file: BinaryIO) -> Any:
    """The same file as pyarrow opens it by itself: its threads, which may outlive a command that was refused, must
    have no need of the interpreter, or the process ends with an abort.
    """
    import pyarrow as pa

    name = getattr(file, "name", None)
    if isinstance(name, str | Path):
        return pa.OSFile(str(name), "rb")
    file.seek(0)
    return pa.BufferReader(file.read())


class Sheet(ABC):
    """`names` are the columns. `delimiter` is that of CSV, empty for Parquet; `schema` and `source`, which is a
    pyarrow file, are those of Parquet.
    """

    where: str
    names: tuple[str, ...]
    rows_count: int
    delimiter: str = ""
    schema: Any = None
    source: Any = None

    @abstractmethod
    def chunks(self, name: str) -> Iterator[Any]:
        """One column as pyarrow Arrays, in order; small ones where that is cheap, so that little is in memory."""

    def column(self, name: str) -> Any:
        """The whole column as a pyarrow ChunkedArray."""
        import pyarrow as pa

        chunks = list(self.chunks(name))
        return pa.chunked_array(chunks) if chunks else pa.chunked_array([], pa.string())

    def read_ahead(self, names: Sequence[str], of_many: Sequence[str] = ()) -> None:
        """These columns of few values will be asked for, and these `of_many` different ones: a file that is read from
        end to end for each is read once.
        """
        return

    @abstractmethod
    def batches(self) -> Iterator[Any]:
        """All rows as pyarrow RecordBatches, in order."""

    @abstractmethod
    def line(self, row: int) -> int:
        """Where a person finds the row: the line of a text file, the number of the row from 1 in Parquet."""

    def good_rows(self, rows_count: int) -> NDArray[np.bool_]:
        """Which rows could be split into cells."""
        return np.ones(rows_count, np.bool_)

    def wrong(self, row: int) -> Problem:
        """What is wrong with a row that could not be split."""
        return Problem(self.where, "is no row of this table", "Correct the line", line=self.line(row))

    def check_column(self, name: str) -> None:
        """Raises Refused unless there is exactly one column of that name."""
        count = self.names.count(name)
        if count == 1:
            return
        near = get_close_matches(name, self.names, n=1, cutoff=0.5)
        what = "is in the header more than once" if count else "is no column of this file"
        step = f"Did you mean {near[0]!r}?" if near and not count else f"Columns are: {', '.join(self.names)}"
        raise Refused(Problem(self.where, what, step, line=1, column=name))


def hear_sheet(file: BinaryIO, where: str) -> Sheet:
    """The table in a seekable binary file, CSV or Parquet, told apart by its first bytes. Raises Refused."""
    start = file.read(65_536)
    file.seek(0)
    if not start.strip():
        raise Refused(Problem(where, "is empty", "Export it again with a header line and at least one row"))
    if start.startswith(b"PAR1"):
        from .parquet_sheet import hear_parquet

        return hear_parquet(file, where)
    from amends.intake.table.encoding import check_text

    check_text(start, where)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in _JSON:
        raise Refused(Problem(where, "is JSON", "Export the contacts as CSV or Parquet"))
    from .csv_sheet import hear_csv

    return hear_csv(file, where)
