"""What the record needs of a database: plain SQL with `?`, one exclusive writing transaction, a consistent read.

Two stores keep to it (`store_sqlite`, `store_postgres`); everything else in this folder is written once, for both.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib import resources
from typing import Any, Protocol

Row = tuple[Any, ...]
BUSY_SECONDS = 30  # how long one process waits for another one's transaction


class Connection(Protocol):
    """One connection, used by one thread at a time."""

    handle_tables: tuple[str, ...]  # where handles are; new ones go to the first, the last is the index by key

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""

    def among(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """All rows of a query in which `{among}` stands for "is one of `values`"."""

    def stream(self, sql: str, rows_at_once: int = 2000) -> Iterator[Sequence[Row]]:
        """The rows of a query that may not fit into memory. Inside `snapshot()`."""

    def run(self, sql: str, params: Sequence[Any] = ()) -> None:
        """One statement."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Many rows in few statements."""

    def writing(self) -> AbstractContextManager[None]:
        """The only writing transaction of all processes: committed, and on disk, when the block has ended well."""

    def snapshot(self) -> AbstractContextManager[None]:
        """A block whose queries all see one state."""

    def forget_deleted(self) -> bool:
        """What was deleted leaves the files of the database as well, as far as the database can. False where somebody
        else was reading all the time: then it is to be tried again.
        """

    def close(self) -> None:
        """Give it back."""


class Store(Protocol):
    """A kind of database at one place."""

    down: tuple[type[Exception], ...]  # what its driver raises when the database cannot serve

    def prepare(self, first_rows: Callable[[Connection], None]) -> None:
        """Make the tables where there are none, once among all processes; `first_rows` runs in that transaction."""

    def connect(self, *, for_writing: bool = False) -> Connection:
        """A connection that keeps to full durability. Raises Refused where the server cannot."""


def schema_statements(name: str) -> Iterable[str]:
    """The statements of `schema/NAME.sql`: separated by an empty line."""
    text = resources.files("amends.record").joinpath("schema", f"{name}.sql").read_text("utf-8")
    blocks = (block.strip() for block in text.split("\n\n"))
    return [block for block in blocks if block and not block.startswith("--")]
