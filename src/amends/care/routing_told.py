"""Contacts and agents told by a program instead of a file: the same columns, read by the same rules."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from amends.link.chains import Sheet

from .hear_routing import (
    AGENT_COLUMNS,
    AGENT_COLUMNS_MORE,
    CONTACT_COLUMNS,
    CONTACT_COLUMNS_MORE,
    Heard,
    hear_routing,
)
from .weights import Weights

Row = Mapping[str, str]


def hear_told(contacts: Sequence[Row], agents: Sequence[Row], weights: Weights) -> Heard:
    """A column that a row leaves out is empty. Raises Refused, with the number of the row from 1."""
    waiting = _Told("contacts", (*CONTACT_COLUMNS, *CONTACT_COLUMNS_MORE), contacts)
    people = _Told("agents", (*AGENT_COLUMNS, *AGENT_COLUMNS_MORE), agents)
    return hear_routing(waiting, people, weights)


class _Told(Sheet):
    """Rows in memory as a sheet of texts."""

    def __init__(self, where: str, names: tuple[str, ...], rows: Sequence[Row]) -> None:
        self.where, self.names, self.rows_count = where, names, len(rows)
        self._rows = rows

    def chunks(self, name: str) -> Iterator[Any]:
        """The whole column."""
        import pyarrow as pa

        yield pa.array([row.get(name, "") for row in self._rows], pa.string())

    def batches(self) -> Iterator[Any]:
        """All rows."""
        import pyarrow as pa

        yield pa.record_batch([next(self.chunks(name)) for name in self.names], names=list(self.names))

    def line(self, row: int) -> int:
        """Counted from 1."""
        return row + 1
