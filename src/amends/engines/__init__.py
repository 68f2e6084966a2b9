"""Where batch work runs: DuckDB (the default), SQLite, PostgreSQL, Spark. One file each, behind one protocol."""

from .opening import ENGINES, open_engine
from .reading import Sheet, read_sheet

__all__ = ["ENGINES", "Sheet", "open_engine", "read_sheet"]
