"""The rows of a sweep as a table file, which `amends causes` and `amends slices` read again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amends.facts import SweptRefund, Verdict, iso

from .out_files import whole_or_nothing


def write_rows(rows: Sequence[SweptRefund], out: Path) -> None:
    """All rows as a table, one column for each trait. `failed` is empty where nobody can tell, and "no" for what may
    still arrive: nothing has gone wrong with it so far.
    """
    import pyarrow as pa
    from pyarrow import csv, parquet

    table = pa.table(columns_of(rows))
    with whole_or_nothing(out) as stream:
        if out.suffix.lower() == ".csv":
            csv.write_csv(table, stream)
        else:
            parquet.write_table(table, stream)


def columns_of(rows: Sequence[SweptRefund]) -> dict[str, list[Any]]:
    """The columns by name. A trait that has the name of another column stands under `trait.NAME`."""
    failed = {Verdict.CUSTOMER_RIGHT: "yes", Verdict.CANNOT_TELL: None}
    columns: dict[str, list[Any]] = {
        "matter": [row.matter for row in rows],
        "customer": [row.customer for row in rows],
        "at": [iso(row.at) for row in rows],
        "amount_minor": [row.money.amount_minor for row in rows],
        "currency": [row.money.currency for row in rows],
        "verdict": [str(row.verdict) for row in rows],
        "reason": [str(row.reason) for row in rows],
        "owed_minor": [row.owed.amount_minor if row.owed is not None else None for row in rows],
        "owed_currency": [row.owed.currency if row.owed is not None else None for row in rows],
        "state": [str(row.state) for row in rows],
        "failed": [failed.get(row.verdict, "no") for row in rows],
    }
    names = {trait.partition("=")[0] for row in rows for trait in row.traits} - {"currency"}
    traits = {name: [row.trait(name) or None for row in rows] for name in sorted(names)}
    return columns | {(f"trait.{name}" if name in columns else name): values for name, values in traits.items()}
