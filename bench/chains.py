"""Chains over ten million contacts on one core: the command, a plain DuckDB window query, and pandas.

Each reads the same Parquet file, rows in no order, and writes all of its columns and the five new ones; a process of
its own for each, pinned to one core (one thread), measured from start to exit with what the interpreter costs. DuckDB
and pandas may leave the rows in any order; the command keeps that of the file, and copies the bytes of the columns that
it does not change, which they decode and encode again. Every value is compared. The ratios are of CPU seconds, which on
one core are the time but for what other work the machine has.
"""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.__main__ import LINUX_RSS_UNIT_BYTES

WINDOW_DAYS = 14
PEERS = ("ours", "duckdb", "pandas")
TIMES_DUCKDB_AT_MOST, TIMES_FASTER_THAN_PANDAS = 2.0, 5.0
_ADDED = ("seq", "repeat", "returned_within_window", "days_since_last")
_QUERY = """
COPY (
  WITH placed AS (
    SELECT *, lag("at") OVER w AS before, lead("at") OVER w AS after, row_number() OVER w AS place
    FROM '{file}' WINDOW w AS (PARTITION BY customer ORDER BY "at", contact)),
  begun AS (
    SELECT *, before IS NULL OR "at" - before > INTERVAL {days} DAY AS new FROM placed),
  chained AS (
    SELECT *, max(CASE WHEN new THEN place END) OVER w AS first_place,
      last_value(CASE WHEN new THEN contact END IGNORE NULLS) OVER w AS case_id
    FROM begun WINDOW w AS (PARTITION BY customer ORDER BY "at", contact))
  SELECT * EXCLUDE (before, after, new, place, first_place), place - first_place + 1 AS seq, NOT new AS repeat,
    coalesce(after - "at" <= INTERVAL {days} DAY, false) AS returned_within_window,
    (epoch_us("at") - epoch_us(before)) / 86400e6 AS days_since_last
  FROM chained
) TO '{out}' (FORMAT parquet)
"""
_HAND_BACKS = """
  WITH turns AS (
    SELECT case_id, seq, agent FROM '{out}'
    QUALIFY agent IS DISTINCT FROM lag(agent) OVER (PARTITION BY case_id ORDER BY seq)),
  thirds AS (
    SELECT agent, lag(agent, 2) OVER (PARTITION BY case_id ORDER BY seq) AS before FROM turns)
  SELECT count(*) FROM thirds WHERE agent = before
"""


@dataclass(frozen=True)
class Run:
    """One peer on one file."""

    clock_seconds: float
    cpu_seconds: float
    memory_bytes: int


def main(argv: list[str]) -> int:
    """Print the figures. Fails where a count or a value differs; a missed aim is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one million contacts")
    parser.add_argument("--as-peer", nargs=3, help=argparse.SUPPRESS)
    told = parser.parse_args(argv)
    if told.as_peer:
        return _be(*told.as_peer)
    if missing := [name for name in ("duckdb", "pandas") if not _is_there(name)]:
        print(f"Not installed: {', '.join(missing)}. pip install 'amends[bench]' adds the peers.")
        return 1
    print(f"pinned to one core, one thread each; window {WINDOW_DAYS} days; peers: {_versions()}")
    sizes = [1_000_000] if told.quick else [1_000_000, 3_000_000, 10_000_000]
    print(f"{'contacts':>12}  {'peer':8}{'clock s':>10}{'CPU s':>10}{'memory MiB':>12}{'contacts/s':>12}")
    for size in sizes:
        runs = _measure(size)
        cpu = {peer: run.cpu_seconds for peer, run in runs.items()}
    if told.quick:
        return 0  # the aims are for ten million
    slower, faster = cpu["ours"] / cpu["duckdb"], cpu["pandas"] / cpu["ours"]
    _say_aim(slower <= TIMES_DUCKDB_AT_MOST, f"{slower:.2f}x the CPU time of DuckDB", f"<= {TIMES_DUCKDB_AT_MOST:.0f}x")
    _say_aim(
        faster >= TIMES_FASTER_THAN_PANDAS, f"{faster:.1f}x less than pandas", f">= {TIMES_FASTER_THAN_PANDAS:.0f}x"
    )
    return 0


def _say_aim(reached: bool, what: str, aim: str) -> None:
    print(f"{'':12}  {what}; the aim for ten million, {aim}, is {'reached' if reached else 'missed'}")


def _measure(contacts: int) -> dict[str, Run]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "contacts.parquet"
        _run("generate", file, str(contacts))
        runs = {}
        for peer in PEERS:
            run = runs[peer] = _run(peer, file, str(_out(file, peer)))
            print(
                f"{contacts:12,}  {peer:8}{run.clock_seconds:10.1f}{run.cpu_seconds:10.1f}"
                f"{run.memory_bytes / 2**20:12,.0f}{contacts / run.clock_seconds:12,.0f}",
                flush=True,
            )
        _run("compare", file, "")
    return runs


def _generate(contacts: int, file: Path) -> None:
    """A year; five contacts a customer on average, some with very many; made by a fixed seed."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = np.random.default_rng(7)
    customers = contacts // 5
    who = (chance.random(contacts) ** 2 * customers).astype(np.int64)
    at = chance.integers(0, 365 * 86_400 * 10**6, contacts) + 1_735_689_600_000_000

    def words(some: list[str], numbers: Any = None) -> Any:
        return pa.array(some).take(pa.array(chance.integers(0, len(some), contacts) if numbers is None else numbers))

    columns = {
        "contact": pa.array(np.arange(contacts)),
        "customer": words([f"C{i:08d}" for i in range(customers)], who),
        "at": pa.array(at, pa.timestamp("us", "UTC")),
        "topic": words(["billing", "delivery", "refund", "login", "fault", "other"]),
        "agent": words([f"agent-{i:03d}" for i in range(40)]),
        "channel": words(["mail", "phone", "chat", "social"]),
    }
    pq.write_table(pa.table(columns), file, row_group_size=1_000_000)


def _run(work: str, file: Path, told: str) -> Run:
    """In a process of its own; this one stays small, because what it holds would count as memory of the others."""
    code = "import sys; from bench.chains import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["--as-peer", work, str(file), told]
    began = perf_counter()
    child = os.posix_spawn(
        sys.executable, [sys.executable, "-c", code, *arguments], os.environ | {"OMP_NUM_THREADS": "1"}
    )
    _, status, used = os.wait4(child, 0)
    clock = perf_counter() - began
    if os.waitstatus_to_exitcode(status):
        raise AssertionError(f"{work} failed")
    unit = 1 if sys.platform == "darwin" else LINUX_RSS_UNIT_BYTES
    return Run(clock, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def _be(work: str, file: str, told: str) -> int:
    """The work of one peer, on the last core, or what is to be done before and after."""
    if work == "generate":
        _generate(int(told), Path(file))
        return 0
    if work == "compare":
        _compare(Path(file))
        return 0
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    {"ours": _ours, "duckdb": _duckdb, "pandas": _pandas}[work](file, told)
    return 0


def _ours(file: str, out: str) -> None:
    from contextlib import redirect_stdout

    from amends.cli import amends

    options = ["--customer", "customer", "--at", "at", "--agent", "agent", "--window-days", str(WINDOW_DAYS)]
    with Path(f"{out}.json").open("w") as summary, redirect_stdout(summary):
        amends(["chains", file, *options, "--out", out], standalone_mode=False)


def _duckdb(file: str, out: str) -> None:
    import duckdb

    with duckdb.connect() as database:
        database.execute("SET threads = 1; SET enable_progress_bar = false")
        database.execute(_QUERY.format(file=file, out=out, days=WINDOW_DAYS))


def _pandas(file: str, out: str) -> None:
    import pandas as pd

    table = pd.read_parquet(file).sort_values(["customer", "at", "contact"])
    window = pd.Timedelta(days=WINDOW_DAYS)
    by_customer = table.groupby("customer", sort=False)["at"]
    gap = by_customer.diff()
    repeat = gap <= window
    table["case_id"] = (~repeat).cumsum()
    table["seq"] = table.groupby("case_id", sort=False).cumcount() + 1
    table["repeat"] = repeat
    table["returned_within_window"] = -by_customer.diff(-1) <= window
    table["days_since_last"] = gap / pd.Timedelta(days=1)
    table.to_parquet(out, index=False)


def _compare(file: Path) -> None:
    """Every value of every peer, and the counts of the summary. Raises AssertionError."""
    import duckdb

    summary = json.loads(Path(f"{_out(file, 'ours')}.json").read_text())
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        for peer in PEERS[1:]:
            same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM p.{name}" for name in _ADDED)
            equal, total, ours, theirs, pairs, repeats = database.execute(
                f"SELECT count(*) FILTER ({same}), count(*), count(DISTINCT o.case_id), count(DISTINCT p.case_id), "
                f"count(DISTINCT (o.case_id, p.case_id)), count(*) FILTER (p.repeat) "
                f"FROM '{_out(file, 'ours')}' o JOIN '{_out(file, peer)}' p USING (contact)"
            ).fetchall()[0]
            assert equal == total == summary["contacts"], f"{peer}: {total - equal} rows differ"
            assert ours == theirs == pairs == summary["cases"], f"{peer}: other cases"
            assert repeats == summary["repeats"], f"{peer}: other repeats"
        ((hand_backs,),) = database.execute(_HAND_BACKS.format(out=_out(file, "duckdb"))).fetchall()
    assert hand_backs == summary["hand_backs"], "other hand-backs"
    counts = ", ".join(f"{summary[name]:,} {name}" for name in ("cases", "repeats", "hand_backs"))
    print(f"{'':12}  all the same: {counts}; {summary['share_repeat']:.1%} of contacts are repeats")


def _out(file: Path, peer: str) -> Path:
    return file.with_name(f"{peer}.parquet")


def _is_there(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _versions() -> str:
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pandas", "pyarrow", "numpy"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
