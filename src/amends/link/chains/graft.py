"""A Parquet file with columns added: what stands in it is copied byte for byte, and only what is new is encoded.

Nothing of the other columns is read, so that nothing of them can change, and that is several times cheaper than to
write them again. Each row group is followed by its new columns; the footer tells where all of it stands.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from amends.facts import Problem, Refused

from .footer import LENGTH_BYTES_MAX, MAGIC, Footer, hear_footer

COPY_BYTES = 1 << 20


def footer_of(source: Any) -> Footer | None:
    """The footer of a pyarrow file; None where nothing can be grafted onto it and it must be written anew."""
    size = source.size()
    length = min(int.from_bytes(source.read_at(8, size - 8)[:4], "little") + 8, size)
    if length > LENGTH_BYTES_MAX:
        return None
    return hear_footer(source.read_at(length, size - length), size)


def graft(
    source: Any, footer: Footer, added: Callable[[slice], Any], out: BinaryIO, where: str, step: Callable[[int], None]
) -> None:
    """Write the file of `footer` to `out`, with the columns that `added` makes as a RecordBatch for a slice of rows.

    `step` is told how many rows each time. Raises Refused for a file that became shorter meanwhile.
    """
    out.write(MAGIC)
    at, row = len(MAGIC), 0
    for group in footer.groups:
        batch = added(slice(row, row + group.rows_count))
        begin, end = group.begin, group.end
        group.move(at)
        _copy(source, begin, end, out, where)
        raw, new = _encoded(batch, group.codec)
        (columns,) = new.groups
        out.write(raw[columns.begin : columns.end])
        columns.move(group.end)
        group.add(columns)
        at, row = columns.end, row + group.rows_count
        step(group.rows_count)
    footer.add_schema(new, batch.schema)
    out.write(footer.written())


def _encoded(batch: Any, codec: str) -> tuple[Any, Footer]:
    """These rows alone as a Parquet file of one row group. Dictionaries would not pay for numbers that seldom recur."""
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, batch.schema, use_dictionary=False, compression=codec, store_schema=False) as writer:
        writer.write_batch(batch, row_group_size=batch.num_rows)
    raw = memoryview(sink.getvalue())
    length = int.from_bytes(raw[-8:-4], "little") + 8
    footer = hear_footer(bytes(raw[-length:]), len(raw))
    if footer is None or len(footer.groups) != 1:
        raise AssertionError("pyarrow wrote a Parquet file that is not understood")
    return raw, footer


def _copy(source: Any, begin: int, end: int, out: BinaryIO, where: str) -> None:
    while begin < end:
        part = source.read_at(min(end - begin, COPY_BYTES), begin)
        if not part:
            raise Refused(Problem(where, "became shorter while it was read", "Run it again once it is whole"))
        out.write(part)
        begin += len(part)
