"""What was seen: for each row whether the event came, whose row it is, in which month, and what was known then."""

from dataclasses import dataclass

import numpy as np

from .columns import Column, Columns, Mask, Rows, taken
from .hashes import Hashes


@dataclass(frozen=True, slots=True)
class Observed:
    """Rows in an order of their own, which hangs on what they say and never on where they stood in the file.

    `entity[i]` is the place of row i's account in `names` and `hashes`; `month[i]` counts months, None of a
    cross-section; `rows[i]` is where it stood in the file, from 0.
    """

    event: Mask
    entity: Rows
    names: tuple[str, ...]
    hashes: Hashes
    month: Rows | None
    columns: Columns
    rows: Rows

    def __len__(self) -> int:
        return len(self.event)

    @property
    def events(self) -> int:
        """How often the event came."""
        return int(self.event.sum())

    @property
    def entities(self) -> int:
        """How many accounts have a row."""
        return len(np.unique(self.entity))

    def take(self, rows: Mask | Rows) -> "Observed":
        """These rows only; accounts keep their places."""
        month = None if self.month is None else self.month[rows]
        columns = taken(self.columns, rows)
        return Observed(self.event[rows], self.entity[rows], self.names, self.hashes, month, columns, self.rows[rows])

    def column(self, name: str) -> Column | None:
        """The column of this name, None where there is none."""
        return next((column for column in self.columns if column.name == name), None)

    def newest(self) -> Rows:
        """The last row of each account that has not left: what a forecast is made for."""
        assert self.month is not None, "a cross-section has no newest month"
        last = np.full(len(self.names), np.iinfo(np.int64).min)
        np.maximum.at(last, self.entity, self.month)
        gone = np.zeros(len(self.names), np.bool_)
        gone[self.entity[self.event & (self.month == last[self.entity])]] = True
        return np.flatnonzero((self.month == last[self.entity]) & ~gone[self.entity])
