"""What the passes need of an engine: keep the rows of a query, name a query, and read one back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Columns = Mapping[str, type]  # name -> str, Word or int, in order; an int has 64 bits


class Word(str):
    """The kind of a column of text in which few words stand in many rows."""

    __slots__ = ()


class Engine(Protocol):
    """A place where SQL runs. Names are simple identifiers of ours; two runs never share a place."""

    def take(self, name: str, columns: Columns, batches: Iterable[Any]) -> None:
        """Make a table of Arrow record batches that have these columns."""

    def lay(self, name: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a table of these rows; there may be none. For what is small beside the files."""

    def keep(self, name: str, query: str) -> None:
        """Run the query and keep its rows under this name."""

    def view(self, name: str, query: str) -> None:
        """Let this name stand for the query."""

    def count(self, name: str) -> int:
        """How many rows the name has."""

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query whose answer is small."""

    def batches(self, query: str) -> Iterator[Any]:
        """The rows of the query, as Arrow record batches: columns str, int64 or null."""
