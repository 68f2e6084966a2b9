"""Backups taken and restored by the command, and what a home holds as values to compare."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.intake.heard import NotUnderstood
from amends.record.opening import _store
from record_stories import Place, completeness, mail, refund

RECORD_TABLES = {
    "meta": "name",
    "subject": "id",
    "entry": "seq",
    "conflict": "number",
    "quarantine": "number",
    "inbox": "number",
    "intake": "source",
}


def run(place: Place, *words: str) -> Result:
    """`amends --home HOME words`."""
    database = ["--database-url", place.url] if place.url else []
    # the console tells Django by the environment, and the next place is another one
    return CliRunner(env={"AMENDS_DATABASE_URL": None}).invoke(amends, ["--home", str(place.home), *database, *words])


def fill(place: Place) -> None:
    """A little of everything that a record can hold, one of its customers erased, and a policy."""
    with place.open() as record:
        record.append([refund(one, customer=f"C{one % 3}") for one in range(9)] + [mail(1), mail(2), completeness()])
        record.append([refund(1, customer="C1"), refund(1, customer="C1", amount_minor=1)])
        record.append([], source="mail", quarantined=[NotUnderstood("<1@example.org>", "has no date", b"raw \xff")])
        record.hear("stripe", "evt_1", b'{"id": "evt_1"}')
        record.erase(["email:m.lindqvist@example.org"])
    (place.home / "policy.toml").write_text('zone = "Europe/Berlin"\n', "utf-8")
    (place.home / "letters").mkdir()
    (place.home / "letters" / "remediation.txt").write_text("Dear customer\n", "utf-8")


def all_rows(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the record, byte for byte."""
    connection = _store(place.home, place.url).connect()
    try:
        with connection.snapshot():
            rows = {
                name: connection.rows(f"SELECT * FROM {name} ORDER BY {order}") for name, order in RECORD_TABLES.items()
            }
            handles = [row for name in connection.handle_tables for row in connection.rows(f"SELECT * FROM {name}")]
            return {**rows, "handle": sorted(handles)}
    finally:
        connection.close()


def desk_rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """Rows of the desk in PostgreSQL."""
    with closing(psycopg.connect(url)) as database:
        return database.execute(query.encode()).fetchall()


def dies_in(act: Callable[[], object]) -> bool:
    """Do it in a process of its own; whether that was killed there."""
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def killing(after: int) -> Callable[[object], Callable[[str, int, int], None]]:
    """Stands in for the progress bars: kill -9 of this process when something is told for the `after`-th time."""
    left = [after]

    def told(what: str, done: int, total: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return lambda bar: told
