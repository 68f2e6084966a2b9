"""Which engine, by its name."""

from pathlib import Path
from typing import Any, Final

from amends.facts import Problem, Refused

ENGINES: Final = ("duckdb", "sqlite", "postgres", "spark")


def open_engine(name: str, folder: Path, connection: Any, database_url: str | None) -> Any:
    """The engine of this name, an `amends.reconcile.Engine`. `connection` is DuckDB's, with which the files were read;
    `folder` is its scratch. Raises Refused where it cannot run here, with what to install or to say.
    """
    if name == "sqlite":
        from .sqlite import SQLite

        return SQLite(folder / "passes.sqlite")
    if name == "postgres":
        return _postgres(database_url)
    if name == "spark":
        return _spark(folder)
    from .duckdb import DuckDB

    return DuckDB(connection)


def _postgres(url: str | None) -> Any:
    if not url:
        step = "Name it: amends --database-url postgres://... or AMENDS_DATABASE_URL"
        raise Refused(Problem("--engine postgres", "needs a database", step))
    try:
        import psycopg
    except ImportError:
        step = "pip install 'amends[postgres]'"
        raise Refused(Problem("--engine postgres", "needs psycopg, which is not installed", step)) from None
    from .postgres import Postgres

    try:
        return Postgres(url)
    except psycopg.OperationalError:
        step = "See that the server runs and that the URL is right"
        raise Refused(Problem("--engine postgres", "cannot reach the database", step)) from None


def _spark(folder: Path) -> Any:
    try:
        from .spark import Spark

        return Spark(folder)
    except ImportError:
        step = "pip install 'amends[spark]', and a Java runtime (apt-get install default-jre-headless)"
        raise Refused(Problem("--engine spark", "needs pyspark, which is not installed", step)) from None
