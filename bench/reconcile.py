"""A million refunds against a million of the gateway's: the command beside its peers, and how it grows.

The peers do less (bench/_reconcile_peers.py says what each does); the command checks both files, asks every pass, says
what differs and when to look again. Each reads the same Parquet files and writes Parquet, in a process of its own
pinned to one core, one thread, measured from start to exit. What was planted is known, and every verdict of the command
is compared with it, at every size.
"""

import argparse
import json
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench.__main__ import LINUX_RSS_UNIT_BYTES
from bench._reconcile_peers import NEEDS, PEERS
from bench._reconcile_state import NEW_OF_EACH, begin, go_on, judge, update
from bench._refund_files import generate

CPU_SECONDS_AT_MOST, MIB_AT_MOST, TIMES_DUCKDB_AT_MOST = 2.0, 450, 1.6
TIMES_DATACOMPY_AT_MOST, LEFTOVERS_OF_SPLINK_AT_MOST = 0.25, 0.1
UPDATE_MS_AT_MOST = 50
LARGE_LIMIT, LARGE_MIB_AT_MOST = "2GB", 2_400  # the limit is DuckDB's; Python and its libraries come on top
AS_OF = "2026-07-01T00:00:00Z"


class Cost(NamedTuple):
    """What one process took from start to exit; the memory is the most that was resident at once."""

    clock_s: float
    cpu_s: float
    mib: float


def main(argv: list[str]) -> int:
    """Print the figures. Fails where a verdict by key is wrong; a missed aim is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundred thousand refunds")
    parser.add_argument("--large", action="store_true", help="ten million too, within a limit of memory")
    parser.add_argument("--repeat", type=int, default=1, help="the least of so many runs each, for a busy machine")
    parser.add_argument("--as-peer", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args(argv)
    if told.as_peer:
        return _be(*told.as_peer)
    size = 100_000 if told.quick else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        costs = _beside_peers(size, Path(name), told.repeat)
        _go_on(Path(name), aimed=not told.quick)
    with tempfile.TemporaryDirectory() as name:
        smaller = {size // 10: _alone(size // 10, Path(name), told.repeat)}
    series = smaller | {size: costs["ours"]}
    if told.large:
        with tempfile.TemporaryDirectory() as name:
            series[10_000_000] = _alone(10_000_000, Path(name), 1, LARGE_LIMIT)
    _say_series(series)
    if told.quick:
        print("  the aims are for a million refunds; the start of the process weighs more here")
    else:
        _say_aim(costs["ours"].cpu_s <= CPU_SECONDS_AT_MOST, f"{costs['ours'].cpu_s:.2f} CPU s", CPU_SECONDS_AT_MOST)
        _say_aim(costs["ours"].mib <= MIB_AT_MOST, f"{costs['ours'].mib:.0f} MiB", MIB_AT_MOST)
        _say_ratios(costs)
    if told.large:
        mib = series[10_000_000].mib
        _say_aim(mib <= LARGE_MIB_AT_MOST, f"10,000,000 within {LARGE_LIMIT}: {mib:,.0f} MiB", LARGE_MIB_AT_MOST)
    return 0


def _beside_peers(size: int, folder: Path, repeat: int) -> dict[str, Cost]:
    _run(f"generate:{size}", folder)
    print(f"{size:,} x {size:,}; one core, one thread each")
    print(f"{'peer':18}{'clock s':>10}{'CPU s':>10}{'memory MiB':>12}")
    costs: dict[str, Cost] = {}
    for peer in ("ours", *PEERS):
        if find_spec(NEEDS.get(peer, "sys")) is None:
            print(f"{peer:18}  not measured: {NEEDS[peer]} is not installed (pip install 'amends[peers]')")
            continue
        costs[peer] = _least(peer, folder, repeat)
        clock, cpu, mib = costs[peer]
        print(f"{peer:18}{clock:10.2f}{cpu:10.2f}{mib:12,.0f}", flush=True)
    _run("judge", folder)
    if "splink" in costs:
        _run("judge-splink", folder)
    return costs


def _go_on(folder: Path, *, aimed: bool) -> None:
    """New rows against all the others. Raises AssertionError where they say anything but what the whole run said."""
    began = _run("state-begin", folder)
    _run("state-update", folder)
    later = _run("state-new", folder)
    _run("state-judge", folder)
    update_ms = json.loads((folder / "update.json").read_text("utf-8")) * 1e3
    mib = (folder / "kept.state").stat().st_size / 2**20
    print(
        f"  the run that begins a state: {began.cpu_s:.1f} CPU s in {began.mib:,.0f} MiB; the state has {mib:,.0f} MiB"
    )
    print(
        f"  {NEW_OF_EACH} new of ours and what the witness says of them: the update {update_ms:.0f} CPU ms, the whole"
    )
    print(f"  process, with its start, reading and writing, {later.cpu_s * 1e3:.0f} in {later.mib:,.0f} MiB")
    if aimed:
        _say_aim(update_ms <= UPDATE_MS_AT_MOST, f"{update_ms:.0f} CPU ms to update", UPDATE_MS_AT_MOST)


def _alone(size: int, folder: Path, repeat: int, limit: str = "") -> Cost:
    _run(f"generate:{size}", folder)
    cost = _least(f"ours:{limit}" if limit else "ours", folder, repeat)
    _run(f"judge:{size:,}: ", folder)
    return cost


def _least(peer: str, folder: Path, repeat: int) -> Cost:
    """The least CPU of several runs, with the most memory of any."""
    runs = [_run(peer, folder) for _ in range(repeat)]
    least = min(runs, key=lambda cost: cost.cpu_s)
    return least._replace(mib=max(cost.mib for cost in runs))


def _say_series(series: dict[int, Cost]) -> None:
    print(f"{'refunds':>18}{'CPU s':>10}{'memory MiB':>12}{'CPU us each':>13}{'bytes each':>12}")
    for size, cost in sorted(series.items()):
        each = cost.cpu_s / size * 1e6, cost.mib * 2**20 / size
        print(f"{size:18,}{cost.cpu_s:10.2f}{cost.mib:12,.0f}{each[0]:13.2f}{each[1]:12,.0f}")


def _say_ratios(costs: dict[str, Cost]) -> None:
    ours = costs["ours"].cpu_s
    ratio = ours / costs["duckdb"].cpu_s
    _say_aim(ratio <= TIMES_DUCKDB_AT_MOST, f"{ratio:.2f}x the bare query's CPU", TIMES_DUCKDB_AT_MOST)
    if "datacompy-pandas" in costs:
        part = ours / costs["datacompy-pandas"].cpu_s
        what = f"{part:.2f}x datacompy's on pandas, which does the key part alone"
        _say_aim(part <= TIMES_DATACOMPY_AT_MOST, what, TIMES_DATACOMPY_AT_MOST)
    if "splink" in costs:
        part = ours / costs["splink"].cpu_s
        what = f"{part:.2f}x splink's, which sees the leftovers alone"
        _say_aim(part <= LEFTOVERS_OF_SPLINK_AT_MOST, what, LEFTOVERS_OF_SPLINK_AT_MOST)
    for peer in ("pandas", "datacompy-polars"):
        if peer in costs:
            print(f"  {peer} takes {costs[peer].cpu_s / ours:.1f}x the command's CPU, for the key part alone")


def _say_aim(reached: bool, what: str, at_most: float) -> None:
    print(f"  {what}; the aim, <= {at_most:,}, is {'reached' if reached else 'missed'}")


def _run(peer: str, folder: Path) -> Cost:
    """A peer, or what makes and judges the files, in a process of its own: a child counts its parent's memory too, so
    that this one must stay small.
    """
    code = "import sys; from bench.reconcile import main; sys.exit(main(sys.argv[1:]))"
    began = perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code, "--as-peer", peer, str(folder)],
        os.environ | {"OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"},
    )
    _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise AssertionError(f"{peer} failed")
    unit = 1 if sys.platform == "darwin" else LINUX_RSS_UNIT_BYTES
    return Cost(perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20)


def _be(peer: str, folder: str) -> int:
    """The work of one peer, in its own process, on the last core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    what, _, told = peer.partition(":")
    files = {name: f"{folder}/{name}.parquet" for name in ("ours", "witness")}
    if what == "generate":
        generate(int(told), Path(folder))
    elif what == "judge":
        _judge(Path(folder), told)
    elif what == "state-begin":
        begin(Path(folder))
    elif what == "state-update":
        update(Path(folder))
    elif what == "state-new":
        go_on(Path(folder))
    elif what == "state-judge":
        changed, differing = judge(Path(folder))
        print(f"  by the new rows {changed:,} answers changed; {differing} differ from those of one run over all rows")
        assert differing == 0, "a state does not say what a whole run says"
    elif what == "judge-splink":
        _judge_splink(Path(folder))
    elif what == "ours":
        _ours(files, f"{folder}/ours-out.parquet", told)
    else:
        PEERS[what](files, f"{folder}/{what}-out.parquet")
    return 0


def _ours(files: dict[str, str], out: str, limit: str) -> None:
    from contextlib import redirect_stdout

    from amends.cli import amends

    complete = ["--complete-from", "2025-12-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z", "--as-of", AS_OF]
    limited = ["--memory-limit", limit] if limit else []
    options = ["--ours", files["ours"], "--witness", files["witness"], "--out", out, "--json", *complete, *limited]
    with Path(f"{out}.json").open("w") as summary, redirect_stdout(summary):
        amends(["reconcile", *options], standalone_mode=False)


def _judge(folder: Path, label: str = "") -> None:
    """Every verdict of the command against what was planted. Raises AssertionError for a wrong one by key."""
    import duckdb

    query = f"""
      SELECT v.how = 'gateway reference' AS by_key, count(*) FILTER (v.record_id IS NOT NULL),
        count(*) FILTER (v.record_id IS NOT NULL AND w.true_refund <> v.refund_id),
        count(*) FILTER (v.record_id IS NOT NULL AND w.true_refund = v.refund_id AND w.truth <>
          CASE WHEN v.reason IN ('refused', 'failed_later') THEN 'failed' ELSE v.reason END),
        count(*) FILTER (v.reason = 'never_sent'), count(*) FILTER (v.reason = 'ambiguous')
      FROM '{folder}/ours-out.parquet' v LEFT JOIN '{folder}/witness.parquet' w ON w.record_id = v.record_id
      GROUP BY 1 ORDER BY 1 DESC"""
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        key, near = database.execute(query).fetchall()
    print(f"  {label}by key {key[1]:,}: {key[2]} with another record, {key[3]} with another reason")
    print(f"  by customer, amount and date {near[1]:,}: {near[2]} with another record, {near[3]} with another reason;")
    print(f"  never sent {near[4]:,}; ambiguous {near[5]:,}")
    assert (key[2], key[3]) == (0, 0), "a verdict by key is wrong"
    assert near[2] * 10_000 <= near[1], "too many pairs by customer, amount and date are wrong"


def _judge_splink(folder: Path) -> None:
    import duckdb

    query = f"""
      SELECT count(*), count(*) FILTER (w.true_refund = p.refund_id)
      FROM '{folder}/splink-out.parquet' p JOIN '{folder}/witness.parquet' w ON w.record_id = p.record_id"""
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        ((pairs, right),) = database.execute(query).fetchall()
    print(f"  splink pairs {pairs:,} of the leftovers, {pairs - right:,} with another record")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
