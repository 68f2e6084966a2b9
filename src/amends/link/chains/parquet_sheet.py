"""A Parquet file through pyarrow."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from amends.facts import Problem, Refused

from .sheets import Sheet, native

BATCH_ROWS = 262_144
CHUNK_ROWS = 65_536
FEW_VALUES_BYTES_MAX = 2.5  # a row: with more, the dictionary costs more than it saves


class ParquetSheet(Sheet):
    """Every column keeps its type: that of `schema`. Text of few values comes as a dictionary, which is cheaper."""

    def __init__(self, file: BinaryIO, where: str) -> None:
        self.where = where
        self.source = native(file)
        plain = pq.ParquetFile(self.source)
        self.names = tuple(plain.schema_arrow.names)
        self.rows_count = plain.metadata.num_rows
        self.schema = plain.schema_arrow
        self._file = pq.ParquetFile(self.source, read_dictionary=_of_few_values(plain))

    def chunks(self, name: str) -> Iterator[Any]:
        """Read alone, so that no more than one column of text is in memory."""
        with _damage_in_words(self.where):
            for batch in self._file.iter_batches(batch_size=CHUNK_ROWS, columns=[name]):
                yield batch.column(0)

    def batches(self) -> Iterator[Any]:
        """In the order of the file."""
        with _damage_in_words(self.where):
            yield from self._file.iter_batches(batch_size=BATCH_ROWS)

    def line(self, row: int) -> int:
        """The number of the row, from 1."""
        return row + 1


def _of_few_values(file: Any) -> list[str]:
    """Columns of text whose every value takes a few bits on disk: a dictionary holds them, and holds few."""
    if not file.metadata.num_row_groups:
        return []
    group = file.metadata.row_group(0)
    chunks = {chunk.path_in_schema: chunk for chunk in map(group.column, range(group.num_columns))}
    texts = [f.name for f in file.schema_arrow if pa.types.is_string(f.type) and f.name in chunks]
    few = FEW_VALUES_BYTES_MAX * group.num_rows
    return [name for name in texts if chunks[name].total_uncompressed_size <= few]


class _damage_in_words:  # noqa: N801
    """A file that breaks off in the middle is said like any other problem."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, pa.ArrowException | OSError):
            raise Refused(Problem(self._where, "is not a whole Parquet file", "Export it again")) from None


def hear_parquet(file: BinaryIO, where: str) -> Sheet:
    """The sheet. Raises Refused for a damaged file."""
    with _damage_in_words(where):
        return ParquetSheet(file, where)
