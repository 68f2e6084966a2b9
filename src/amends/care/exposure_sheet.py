"""The table again, in its order, with the three columns of exposure."""

import csv
import io
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import numpy as np

from amends.facts import Problem, Refused
from amends.link.chains import Sheet

from .exposure import Exposures

ADDED: Final = ("points", "load_after", "shift_total")


def check_free(sheet: Sheet) -> None:
    """Raises Refused for a file that has one of our columns already."""
    for name in ADDED:
        if name in sheet.names:
            step = "Rename or drop it: a column of this name is added"
            raise Refused(Problem(sheet.where, "is in the file already", step, line=1, column=name))


def write_sheet(sheet: Sheet, found: Exposures, out: BinaryIO, ending: str, step: Callable[[int], None]) -> None:
    """CSV or Parquet by `ending`, batch by batch; `step` is told how many rows each time. What was left out is empty.

    Raises Refused for a column that CSV cannot hold.
    """
    import pyarrow as pa
    import pyarrow.parquet

    writer: Any = None
    begin = 0
    for batch in sheet.batches():
        whole = _with_added(batch, found, begin)
        if ending.lower() == ".csv":
            whole = _as_texts(whole, sheet.where)
        if writer is None:
            writer = _csv(out, whole) if ending.lower() == ".csv" else pa.parquet.ParquetWriter(out, whole.schema)
        writer.write_batch(whole)
        begin += batch.num_rows
        step(batch.num_rows)
    if writer is not None:
        writer.close()


def _csv(out: BinaryIO, batch: Any) -> Any:
    """The header is written here: the library would put every name in quotes."""
    import pyarrow.csv

    header = io.StringIO(newline="")
    csv.writer(header, lineterminator="\n").writerow(batch.schema.names)
    out.write(header.getvalue().encode("utf-8"))
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    return pyarrow.csv.CSVWriter(out, batch.schema, write_options=options)


def _with_added(batch: Any, found: Exposures, begin: int) -> Any:
    import pyarrow as pa

    some = slice(begin, begin + batch.num_rows)
    columns = [getattr(found, name)[some] for name in ADDED]
    added = [pa.array(column, mask=np.isnan(column)) for column in columns]
    names = [*batch.schema.names, *ADDED]
    return pa.RecordBatch.from_arrays([*batch.columns, *added], names=names)


def _as_texts(batch: Any, where: str) -> Any:
    """As it will stand in CSV: nothing for an empty text, where the library would write two quotes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        try:
            text = plain.cast(pa.string())
        except pa.ArrowException:
            step = "Write Parquet instead: --out FILE.parquet"
            raise Refused(Problem(where, f"is a column of {plain.type}", step, column=name)) from None
        columns.append(pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text))
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
