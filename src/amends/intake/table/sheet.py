"""A sheet: the rows of a table file in any format, each with its line, its raw bytes and its cells as text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it came. `wrong` says in words why it cannot even be split into cells; then `cells` is empty.

    Cells are text whatever the format: a JSON number keeps the digits it was written with, a Parquet time becomes
    ISO 8601 in UTC, and nothing ever passes through a float.
    """

    line: int
    raw: bytes
    cells: dict[str, str] = field(default_factory=dict)
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that has been looked over once: its columns, how many rows it holds, and how to read them again."""

    columns: tuple[str, ...]
    rows_count: int
    read: Callable[[], Iterator[RawRow]]
