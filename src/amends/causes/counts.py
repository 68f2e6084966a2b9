"""Where the rows of a table can be counted: in memory, or by a database that holds what does not fit there."""

from collections.abc import Sequence
from typing import Protocol

from .coded import Literal, Numbers


class Counts(Protocol):
    """All rows of a table whose outcome is known."""

    def sizes(self, slices: Sequence[Sequence[Literal]]) -> Numbers:
        """The number of rows of each slice."""
        ...
