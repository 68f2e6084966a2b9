"""Parquet through pyarrow, a batch of rows at a time. Times with a zone are exact; floats are refused for money."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from amends.facts import Moment, Problem, Refused, iso

from .sheet import RawRow, Sheet

BATCH_ROWS = 10_000


def look_over_parquet(file: BinaryIO, where: str) -> Sheet:
    """The columns and the number of rows. Refuses a damaged file, nested columns and floating-point columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
    except (pa.ArrowException, OSError):
        raise Refused(Problem(where, "is not a whole Parquet file", "Export it again")) from None
    for field in table.schema_arrow:
        if pa.types.is_floating(field.type):
            next_step = "Write int64 minor units, decimal or text: a float cannot hold 129.10 exactly"
            raise Refused(Problem(where, "is a column of floating-point numbers", next_step, column=field.name))
        if pa.types.is_nested(field.type):
            raise Refused(Problem(where, "is a nested column", "Flatten it, or leave it out", column=field.name))

    def read() -> Iterator[RawRow]:
        number = 0
        for batch in _batches(table, where):
            columns = {name: _texts(batch.column(i)) for i, name in enumerate(batch.schema.names)}
            for values in zip(*columns.values(), strict=True):
                number += 1
                cells = {name: value for name, value in zip(columns, values, strict=True) if value is not None}
                yield RawRow(number, orjson.dumps(cells), cells)

    return Sheet(tuple(table.schema_arrow.names), table.metadata.num_rows, read)


def _batches(table: Any, where: str) -> Iterator[Any]:
    """The batches; a file may be damaged behind a sound beginning."""
    import pyarrow as pa

    done = 0
    try:
        for batch in table.iter_batches(BATCH_ROWS):
            yield batch
            done += batch.num_rows
    except (pa.ArrowException, OSError):
        step = "Export it again and take it in; rows that were taken count as duplicates"
        raise Refused(Problem(where, f"is damaged after row {done}; the rows before it were taken", step)) from None


def _texts(column: Any) -> list[str | None]:
    """The values of a column as text."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        instants = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64()).to_pylist()
        mark = "" if column.type.tz else "Z"  # without a zone in the file the text must not get one either
        return [None if us is None else iso(Moment(us)).removesuffix(mark) for us in instants]
    return [_text(value) for value in column.to_pylist()]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
