"""Tables: CSV, JSON lines and Parquet with a declared mapping become entries. Pure; the caller opens the file."""

from .hear import CHUNK_ROWS, Chunk, Table, check_states, declared_complete, declared_telling, hear_table, table_of
from .kinds import TABLES, TableKind
from .mapping import Mapping, hear_pairs, hear_zone, mapping_of

__all__ = [
    "CHUNK_ROWS",
    "TABLES",
    "Chunk",
    "Mapping",
    "Table",
    "TableKind",
    "check_states",
    "declared_complete",
    "declared_telling",
    "hear_pairs",
    "hear_table",
    "hear_zone",
    "mapping_of",
    "table_of",
]
