"""The file again, in its order, with five columns more."""

import base64
import csv
import io
import re
from collections.abc import Callable
from itertools import chain as in_turn
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from amends.facts import Problem, Refused

from .graft import footer_of, graft
from .numbers import Chained
from .sheets import Sheet

ADDED = ("case_id", "seq", "repeat", "returned_within_window", "days_since_last")
SAMPLE_ROWS = 20_000
_ENDINGS = {".parquet": "", ".pq": "", ".csv": ",", ".tsv": "\t"}


def check_out(sheet: Sheet, ending: str) -> None:
    """Raises Refused for an ending that is no table, and for a file that has one of our columns already."""
    if ending.lower() not in _ENDINGS:
        raise Refused(Problem("--out", "is no CSV or Parquet file", "End it in .csv or .parquet", value=ending))
    for name in ADDED:
        if name in sheet.names:
            step = "Rename or drop it: a column of this name is added"
            raise Refused(Problem(sheet.where, "is in the file already", step, line=1, column=name))


def write_sheet(sheet: Sheet, chained: Chained, out: BinaryIO, ending: str, step: Callable[[int], None]) -> None:
    """Copy the sheet to `out`, CSV or Parquet by `ending`; `step` is told how many rows each time.

    CSV keeps the delimiter of a CSV that was read. Rows that were left out have nothing in the new columns.
    """
    check_out(sheet, ending)
    delimiter = _ENDINGS[ending.lower()]
    if not delimiter and sheet.source is not None and (footer := footer_of(sheet.source)) is not None:
        graft(sheet.source, footer, lambda some: _added(chained, some), out, sheet.where, step)
        return
    if ending.lower() == ".csv" and sheet.delimiter:
        delimiter = sheet.delimiter
    writer: Any = None
    begin = 0
    try:
        for batch in in_turn(sheet.batches(), (_no_rows(sheet),)):
            if begin and not batch.num_rows:
                continue
            whole = _with_added(batch, chained, begin)
            if writer is None:
                names = whole.schema.names
                writer = (
                    _CsvWriter(out, names, delimiter, sheet.where) if delimiter else _parquet(out, whole, sheet.schema)
                )
            writer.write_batch(whole)
            begin += batch.num_rows
            step(batch.num_rows)
    finally:
        if writer is not None:
            writer.close()


def _no_rows(sheet: Sheet) -> Any:
    """What a file without rows is written as: its header."""
    schema = sheet.schema or pa.schema([(name, pa.string()) for name in sheet.names])
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _with_added(batch: Any, chained: Chained, begin: int) -> Any:
    added = _added(chained, slice(begin, begin + batch.num_rows))
    schema = batch.schema
    for field in added.schema:
        schema = schema.append(field)
    return pa.RecordBatch.from_arrays([*batch.columns, *added.columns], schema=schema)


def _added(chained: Chained, some: slice) -> Any:
    """The five columns for some rows; nothing in those that are no contact."""
    none = ~chained.is_contact[some]
    first = np.isnan(chained.days[some])
    left_out = none if none.any() else None
    return pa.RecordBatch.from_arrays(
        [
            pa.array(chained.case_id[some].astype(np.int64), mask=left_out),
            pa.array(chained.seq[some], mask=left_out),
            pa.array(chained.seq[some] > 1, mask=left_out),
            pa.array(chained.returned[some], mask=left_out),
            pa.array(chained.days[some], mask=none | first),
        ],
        names=list(ADDED),
    )


def _parquet(out: BinaryIO, batch: Any, wanted: Any) -> Any:
    """A writer of batches like this one, as a file whose columns have the `wanted` types.

    A dictionary for columns of few values only: building one that does not pay costs more than writing. Batches hold
    as dictionaries what was text; that it is text is said under the key by which Arrow keeps its schema in Parquet.
    """
    if wanted is None:
        return pq.ParquetWriter(out, batch.schema, use_dictionary=_worth_a_dictionary(batch))
    for field in list(batch.schema)[len(wanted) :]:
        wanted = wanted.append(field)
    writer = pq.ParquetWriter(out, batch.schema, use_dictionary=_worth_a_dictionary(batch), store_schema=False)
    said = {b"ARROW:schema": base64.b64encode(wanted.serialize().to_pybytes())}
    writer.add_key_value_metadata({**(wanted.metadata or {}), **said})
    return writer


def _worth_a_dictionary(batch: Any) -> list[str]:
    """Columns in whose first rows values come back often; numbers and times are hardly ever worth one."""
    few = min(batch.num_rows, SAMPLE_ROWS)
    dictionaries = [field.name for field in batch.schema if pa.types.is_dictionary(field.type)]
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    others = [field.name for field in batch.schema if any(is_text(field.type) for is_text in texts)]
    return dictionaries + [n for n in others if pc.count_distinct(batch.column(n).slice(0, few)).as_py() < few / 10]


class _CsvWriter:
    """Cells are quoted where they must be and nowhere else, so that a file is changed by the new columns alone."""

    def __init__(self, out: BinaryIO, names: list[str], delimiter: str, where: str) -> None:
        self._out, self._delimiter, self._where = out, delimiter, where
        header = io.StringIO(newline="")
        csv.writer(header, delimiter=delimiter, lineterminator="\n").writerow(names)
        out.write(header.getvalue().encode("utf-8"))

    def write_batch(self, batch: Any) -> None:
        """One line a row, put together by column."""
        columns = [self._cells(field, array) for field, array in zip(batch.schema, batch.columns, strict=True)]
        columns[-1] = pc.binary_join_element_wise(columns[-1], "\n", "")
        lines = pc.binary_join_element_wise(*columns, self._delimiter)
        whole = pa.ListArray.from_arrays([0, len(lines)], lines)
        self._out.write(pc.binary_join(whole, "")[0].as_buffer())

    def close(self) -> None:
        """The stream belongs to the caller."""

    def _cells(self, field: Any, array: Any) -> Any:
        """Raises Refused for what CSV cannot hold, such as lists."""
        if pa.types.is_dictionary(field.type):
            array = array.dictionary_decode()
        try:
            texts = pc.fill_null(array.cast(pa.string()), "")
        except pa.ArrowException:
            step = "Write Parquet instead: --out FILE.parquet"
            raise Refused(Problem(self._where, f"is a column of {field.type}", step, column=field.name)) from None
        special = pc.match_substring_regex(texts, f'["\\r\\n{re.escape(self._delimiter)}]')
        if not pc.any(special).as_py():
            return texts
        doubled = pc.replace_substring(texts, '"', '""')
        return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)
