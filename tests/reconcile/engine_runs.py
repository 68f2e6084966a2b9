"""One case through one engine, every row of the answer as a tuple."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amends.engines import open_engine, read_sheet
from amends.engines.columns import OURS, WITNESS
from amends.engines.duckdb import connect
from amends.reconcile import reconcile
from refund_tables import Case

Answer = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


def answer(case: Case, engine_name: str = "duckdb", url: str | None = None, *, told_once: bool | None = None) -> Answer:
    """Rows of the verdicts and of what nothing explains, sorted. `told_once` overrides what was seen in the file."""
    with _opened(case, engine_name, url) as (engine, theirs):
        once = theirs.told_once if told_once is None else told_once
        found = reconcile(engine, case.asked, (theirs.first, theirs.last), told_once=once)
        return _rows(engine.batches(found.verdicts)), _rows(engine.batches(found.unexplained))


@contextmanager
def _opened(case: Case, engine_name: str, url: str | None) -> Iterator[tuple[Any, Any]]:
    with tempfile.TemporaryDirectory() as scratch, connect(Path(scratch)) as connection:
        ours, witness = case.write(Path(scratch))
        folder = Path(scratch)
        sheets = [
            read_sheet(connection, ours, "all_ours", OURS, folder=folder, renamed={}),
            read_sheet(connection, witness, "all_witness", WITNESS, folder=folder, renamed={}),
        ]
        engine = open_engine(engine_name, folder, connection, url)
        if engine_name != "duckdb":
            for sheet in sheets:
                engine.take(sheet.name, sheet.columns, sheet.batches(connection))
        yield engine, sheets[1]
        if engine_name != "duckdb":
            engine.close()


def _rows(batches: Iterator[Any]) -> list[tuple[Any, ...]]:
    rows = [tuple(row.values()) for batch in batches for row in batch.to_pylist()]
    return sorted(rows, key=str)
