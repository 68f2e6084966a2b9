"""Spark: the same SQL over as many machines as there are. Views stand for queries; what is kept is cached."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from amends.reconcile.engine import Columns, Word

from .rows import batches_of


class Spark:
    """An engine on a Spark session; `folder` holds what is handed over, as Parquet."""

    def __init__(self, folder: Path) -> None:
        from pyspark.sql import SparkSession

        self._folder = folder
        self._session = (
            SparkSession.builder.appName("amends")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .getOrCreate()
        )

    def take(self, name: str, columns: Columns, batches: Iterable[Any]) -> None:
        """Write the batches as Parquet and let Spark read them."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        file = self._folder / f"for_spark_{name}.parquet"  # the batches may come out of {name}.parquet
        types = {str: pa.string(), int: pa.int64()}
        schema = pa.schema([(column, types[kind]) for column, kind in columns.items()])
        with pq.ParquetWriter(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch.select(list(columns)).cast(schema))
        self._session.read.parquet(str(file)).createOrReplaceTempView(name)

    def lay(self, name: str, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
        """A table of these rows, held by the session."""
        types = {str: "string", Word: "string", int: "bigint"}
        schema = ", ".join(f"{column} {types[kind]}" for column, kind in columns.items())
        self._session.createDataFrame(list(rows), schema).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        """Cached, and computed now: what follows reads it many times."""
        kept = self._session.sql(query).localCheckpoint(eager=True)
        kept.createOrReplaceTempView(name)

    def view(self, name: str, query: str) -> None:
        """A view of this session; what was built on an earlier meaning of the name keeps that meaning."""
        self._session.sql(query).createOrReplaceTempView(name)

    def count(self, name: str) -> int:
        """Rows of what the name stands for."""
        return int(self._session.table(name).count())

    def rows(self, query: str) -> list[dict[str, Any]]:
        """All rows of the query."""
        return [row.asDict() for row in self._session.sql(query).collect()]

    def batches(self, query: str) -> Iterator[Any]:
        """The rows, as Arrow, a partition at a time."""
        frame = self._session.sql(query)
        yield from batches_of(frame.columns, (tuple(row) for row in frame.toLocalIterator()))

    def close(self) -> None:
        """The session stays for whoever comes next in this process: starting one takes seconds."""
        self._session.catalog.clearCache()
