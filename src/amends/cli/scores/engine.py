"""Where fair scores are fitted: in this process, or by SQL on DuckDB or Spark, to which its rows are handed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from amends.facts import Problem, Refused

if TYPE_CHECKING:
    from amends.engines.newton_sql import Place
    from amends.scores import Fit
    from amends.scores.predicted import Fitter

_ROWS = "amends_answers"


@contextmanager
def fitter_on(engine: str) -> Iterator["Fitter"]:
    """`memory`, `duckdb` or `spark`. Raises Refused where it cannot run here."""
    from amends.scores.predicted import fit_here

    if engine == "memory":
        yield fit_here
    elif engine == "duckdb":
        import duckdb

        from amends.engines.newton_sql import OnDuckDB

        with duckdb.connect() as connection:
            yield _Handed(OnDuckDB(connection))
    else:
        from amends.engines.newton_sql import OnSpark

        session = _session()
        try:
            yield _Handed(OnSpark(session))
        finally:
            session.catalog.clearCache()


class _Handed:
    """A fitter that hands its rows to a place and makes its passes there."""

    def __init__(self, place: "Place") -> None:
        self._place = place

    def __call__(self, y: Any, x: Any, groups: Any, *, integrated: bool) -> "Fit":
        import pyarrow as pa

        from amends.engines.newton_sql import NewtonSql
        from amends.scores import CrossedLogistic

        columns = {f"x{at}": pa.array(x[:, at]) for at in range(x.shape[1])}
        factors = {f"g{at}": pa.array(groups[:, at]) for at in range(groups.shape[1])}
        self._place.put(_ROWS, pa.table({"y": pa.array(y), **columns, **factors}))
        rows = NewtonSql(self._place, _ROWS, "y", list(columns), list(factors))
        return CrossedLogistic(sigma="integrated" if integrated else "laplace").fit_pass(rows)


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        step = "pip install 'amends[spark]', and a Java runtime (apt-get install default-jre-headless)"
        raise Refused(Problem("--engine spark", "needs pyspark, which is not installed", step)) from None
    builder = SparkSession.builder.appName("amends").config("spark.ui.enabled", "false")
    return builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.ansi.enabled", "true").getOrCreate()
