"""Rows of contacts that were taken, as the two tables that `amends scores fit` reads."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from amends.scores.taken import Taken

Renamed = Callable[[str], str]


def contacts_table(rows: Sequence[Taken], renamed: Renamed) -> Any:
    """CONTACTS, a row for each; ids and agents by the keys that `renamed` gives them."""
    import pyarrow as pa

    def texts(values: Sequence[str]) -> Any:
        return pa.array([value or None for value in values], pa.string())

    return pa.table(
        {
            "contact_id": texts([renamed(row.contact) for row in rows]),
            "case_id": texts([renamed(row.case) for row in rows]),
            "seq": pa.array([row.seq for row in rows], pa.int64()),
            "agent": texts([renamed(row.agent) for row in rows]),
            "started_at": pa.array([row.started_at for row in rows], pa.timestamp("us", "UTC")),
            **{name: texts([getattr(row, name) for row in rows]) for name in ("reason", "product", "channel", "tier")},
            "routing": texts(["random" if row.at_random else "policy" for row in rows]),
            "survey_invited_by": texts([row.invited_by for row in rows]),
            "survey_answer": pa.array([row.answer for row in rows], pa.int64()),
            "returned_within_window": pa.array([row.returned for row in rows], pa.bool_()),
            "left_out": texts([row.left_out for row in rows]),
        }
    )


def arrival_table(rows: Sequence[Taken], renamed: Renamed, author: Renamed) -> Any:
    """ARRIVAL, a row for each value that counts; what was refused is in no file."""
    import pyarrow as pa

    told = [(renamed(row.contact), value) for row in rows for value in row.inherited]
    return pa.table(
        {
            "contact_id": pa.array([contact for contact, _ in told], pa.string()),
            "field": pa.array([value.field for _, value in told], pa.string()),
            "value": pa.array([value.value for _, value in told], pa.float64()),
            "authored_by": pa.array([author(value.authored_by) for _, value in told], pa.string()),
            "known_at": pa.array([value.known_at for _, value in told], pa.timestamp("us", "UTC")),
        }
    )


def write_table(table: Any, file: Path) -> None:
    """As CSV or Parquet, by its ending."""
    import pyarrow.csv
    import pyarrow.parquet

    if file.suffix == ".csv":
        pyarrow.csv.write_csv(table, file)
    else:
        pyarrow.parquet.write_table(table, file)
