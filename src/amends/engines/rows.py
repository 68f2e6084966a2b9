"""Between Arrow record batches and the rows of a database cursor."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from amends.reconcile.engine import Columns

BATCH_ROWS = 50_000


def rows_of(batches: Iterable[Any], columns: Columns) -> Iterator[tuple[Any, ...]]:
    """One tuple a row, the columns in this order."""
    for batch in batches:
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)


def rows_by_name(cursor: Any) -> list[dict[str, Any]]:
    """All rows of a database cursor, each by the names of its columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def batches_of(names: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """Record batches of rows: whole numbers as int64, everything else as text, a column of nulls as null."""
    import pyarrow as pa

    rows = iter(rows)
    while some := list(islice(rows, BATCH_ROWS)):
        columns = zip(*some, strict=True)
        yield pa.RecordBatch.from_arrays([_column(list(values)) for values in columns], names=names)


def _column(values: list[Any]) -> Any:
    import pyarrow as pa

    first = next((value for value in values if value is not None), None)
    if first is None:
        return pa.nulls(len(values))
    return pa.array(values, pa.int64() if isinstance(first, int) else pa.string())
