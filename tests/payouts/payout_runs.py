"""One case through one engine."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amends.engines import open_engine
from amends.engines.duckdb import connect
from amends.engines.payout_files import Heard, read_bank, read_lines, read_payouts
from amends.reconcile.engine import Columns
from amends.reconcile.payouts import BANK_COLUMNS, ORPHAN_COLUMNS, OUT_COLUMNS, REFUND_COLUMNS, examine_payouts
from payout_tables import Case
from payouts_plainly import Plain

Rows = list[tuple[Any, ...]]
AS_THEY_ARE = Heard({}, {})
SHOWN = (
    "verdict", "reason", "lines_minor", "difference_minor", "explained", "bank_line", "how", "look_again_us",
    "proposed",
)  # fmt: skip


def answer(case: Case, engine_name: str = "duckdb", url: str | None = None) -> list[Rows]:
    """Rows of the verdicts, refunds in broken payouts, orphans and unmatched bank lines, in the order in which they
    come.
    """
    with tempfile.TemporaryDirectory() as name, connect(Path(name)) as connection:
        folder = Path(name)
        lines, payouts, bank = case.write(folder)
        files = [
            read_lines(connection, lines, folder, AS_THEY_ARE),
            read_payouts(connection, payouts, folder, AS_THEY_ARE),
            *read_bank(connection, bank, folder, AS_THEY_ARE),
        ]
        engine = open_engine(engine_name, folder, connection, url)
        if engine_name != "duckdb":
            for file in files:
                engine.take(file.name, file.columns, file.batches(connection))
        found = examine_payouts(engine, case.asked)
        kinds = {
            found.verdicts: OUT_COLUMNS,
            found.broken_lines: REFUND_COLUMNS,
            found.orphans: ORPHAN_COLUMNS,
            found.unmatched: BANK_COLUMNS,
        }
        told = [_rows(engine.batches(query), columns) for query, columns in kinds.items()]
        if engine_name != "duckdb":
            engine.close()
        return told


def as_plain(told: list[Rows]) -> Plain:
    """In the words of the second implementation."""
    rows = [dict(zip(OUT_COLUMNS, row, strict=True)) for row in told[0]]
    verdicts = {row["payout_ref"]: tuple(row[name] for name in SHOWN) for row in rows}
    names = [[row[0] for row in rows] for rows in told[1:]]
    return Plain(verdicts, *names)


def _rows(batches: Iterator[Any], columns: Columns) -> Rows:
    return [tuple(row[name] for name in columns) for batch in batches for row in batch.to_pylist()]
