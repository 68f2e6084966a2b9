"""Everybody asked again over the rows that are kept: where the rules have changed since, or time runs backwards."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from amends.facts import Moment
from amends.reconcile import Columns
from amends.reconcile.keys import OurRow, TheirRow

from .columns import OURS, WITNESS
from .duckdb import DuckDB
from .rows import batches_of
from .state import State
from .writing import typed


def lay_again(
    engine: DuckDB, state: State, ours: Sequence[OurRow], theirs: Sequence[TheirRow]
) -> tuple[tuple[Moment, Moment], bool]:
    """Make `all_ours` and `all_witness` of what is kept and of the new rows. The first and last moment of the
    witness's rows, and whether each refund of theirs has one row.
    """
    _take(engine, "all_ours", OURS, chain(_kept(state, "ours", OURS), ours))
    _take(engine, "all_witness", WITNESS, chain(_kept(state, "witness", WITNESS), theirs))
    query = "SELECT min(occurred_at_us) AS a, max(occurred_at_us) AS z FROM all_witness"
    (told,) = engine.rows(query)
    doubles = engine.rows("SELECT 1 FROM all_witness GROUP BY refund_ref HAVING count(*) > 1 LIMIT 1")
    return (Moment(told["a"]), Moment(told["z"])), not doubles


def _kept(state: State, table: str, columns: Columns) -> Iterator[tuple[Any, ...]]:
    yield from state.connection.execute(f"SELECT {', '.join(columns)} FROM {table}")


def _take(engine: DuckDB, name: str, columns: Columns, rows: Iterable[tuple[Any, ...]]) -> None:
    engine.take(name, columns, typed(batches_of(list(columns), rows), columns))
