"""A hundred thousand payouts of two million lines, and the bank's: the command, and pandas adding up the lines.

Pandas reads the same Parquet files, adds up the lines of each payout, and joins sums and bank lines by the payout's
reference as a column; the command checks three files, finds the reference as a word in the bank's text, asks what else
could be and what explains a difference. Each in a process of its own pinned to one core, one thread, measured from
start to exit. What was planted is known, and every verdict of the command is compared with it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.__main__ import LINUX_RSS_UNIT_BYTES

PEERS = ("ours", "pandas")
LINES_PER_PAYOUT = 20
AS_OF, COMPLETE = "2026-07-01T00:00:00Z", ("2025-12-01T00:00:00Z", "2026-06-01T00:00:00Z")


def main(argv: list[str]) -> int:
    """Print the figures. Fails where a verdict is not what was planted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten thousand payouts")
    parser.add_argument("--as-peer", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args(argv)
    if told.as_peer:
        return _be(*told.as_peer)
    size = 10_000 if told.quick else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(f"generate:{size}", folder)  # in a process of its own: a child counts its parent's memory as its own
        print(f"{size:,} payouts, {size * LINES_PER_PAYOUT:,} lines; one core, one thread each")
        print(f"{'peer':8}{'clock s':>10}{'CPU s':>10}{'memory MiB':>12}")
        cpu = {}
        for peer in PEERS:
            clock, cpu[peer], memory = _run(peer, folder)
            print(f"{peer:8}{clock:10.2f}{cpu[peer]:10.2f}{memory:12,.0f}", flush=True)
        _judge(folder)
    print(f"  pandas takes {cpu['pandas'] / cpu['ours']:.1f}x the CPU for sums and references alone")
    return 0


def _generate(size: int, folder: Path) -> None:
    """1 % paid without taking off fees, 0.5 % short by a line, 1 % not at the bank, 0.5 % short there, 2 % unnamed."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = np.random.default_rng(11)
    begin = np.datetime64("2026-01-01", "us").astype("i8")
    refs = np.char.add("po_", np.char.zfill(chance.permutation(size).astype(str), 12))
    at = begin + chance.integers(0, 90 * 86_400, size) * 1_000_000
    owner = np.repeat(np.arange(size), LINES_PER_PAYOUT)
    refund = chance.random(owner.size) < 0.1
    amount = np.where(refund, -1, 1) * np.clip(chance.lognormal(8, 1, owner.size).astype("i8"), 50, 500_000)
    fee = np.where(refund, 0, amount * 29 // 1_000 + 30)
    net, fees = np.bincount(owner, amount - fee).astype("i8"), np.bincount(owner, fee).astype("i8")
    fate = chance.random(size)
    fates = [fate < 0.01, fate < 0.015, fate < 0.025, fate < 0.03, fate < 0.05]
    truth = np.select(fates, ["fees", "line", "not_arrived", "short", "unnamed"], "arrived")
    last = (amount - fee)[LINES_PER_PAYOUT - 1 :: LINES_PER_PAYOUT]
    paid = np.select([truth == "fees", truth == "line"], [net + fees, net - last], net)
    order = chance.permutation(owner.size)
    lines = {
        "line_id": np.char.add("txn_", np.char.zfill(np.arange(owner.size).astype(str), 12)),
        "payout_ref": refs[owner],
        "kind": np.where(refund, "refund", "charge"),
        "amount_minor": amount,
        "fee_minor": fee,
        "currency": np.full(owner.size, "EUR"),
        "occurred_at_us": at[owner] - 86_400_000_000,
    }
    pq.write_table(pa.table({name: values[order] for name, values in lines.items()}), folder / "lines.parquet")
    payouts = {"payout_ref": refs, "amount_minor": paid, "currency": np.full(size, "EUR"), "occurred_at_us": at}
    pq.write_table(pa.table({**payouts, "truth": truth}), folder / "payouts.parquet")
    there = np.flatnonzero(truth != "not_arrived")
    named = np.char.add(np.char.add("GATEWAY EREF/", np.char.upper(refs[there])), " PAYOUT")
    bank = {
        "line_id": np.char.add("b", np.arange(there.size).astype(str)),
        "amount_minor": paid[there] - np.where(truth[there] == "short", 700, 0),
        "currency": np.full(there.size, "EUR"),
        "booked_at_us": at[there] + 2 * 86_400_000_000,
        "reference": np.where(truth[there] == "unnamed", "GATEWAY PAYOUT", named),
        "payout_ref": np.where(truth[there] == "unnamed", "", refs[there]),
    }
    pq.write_table(pa.table(bank), folder / "bank.parquet")


def _run(peer: str, folder: Path) -> tuple[float, float, float]:
    code = "import sys; from bench.payouts import main; sys.exit(main(sys.argv[1:]))"
    began = perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code, "--as-peer", peer, str(folder)],
        os.environ | {"OMP_NUM_THREADS": "1"},
    )
    _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise AssertionError(f"{peer} failed")
    unit = 1 if sys.platform == "darwin" else LINUX_RSS_UNIT_BYTES
    return perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20


def _be(peer: str, folder: str) -> int:
    """The work of one peer, in its own process, on the last core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if peer.startswith("generate:"):
        _generate(int(peer.partition(":")[2]), Path(folder))
        return 0
    {"ours": _ours, "pandas": _pandas}[peer](Path(folder))
    return 0


def _ours(folder: Path) -> None:
    from contextlib import redirect_stdout

    from amends.cli import amends

    files = [part for name in ("lines", "payouts", "bank") for part in (f"--{name}", str(folder / f"{name}.parquet"))]
    complete = ["--bank-complete-from", COMPLETE[0], "--bank-complete-to", COMPLETE[1], "--as-of", AS_OF]
    out = ["--out", str(folder / "ours-out.parquet"), "--lines-out", str(folder / "ours-lines.parquet"), "--json"]
    with (folder / "ours.json").open("w") as summary, redirect_stdout(summary):
        amends(["payouts", *files, *out, *complete], standalone_mode=False)


def _pandas(folder: Path) -> None:
    import numpy as np
    import pandas as pd

    lines, payouts, bank = (pd.read_parquet(folder / f"{name}.parquet") for name in ("lines", "payouts", "bank"))
    lines["net"] = lines["amount_minor"] - lines["fee_minor"]
    sums = lines.groupby(["payout_ref", "currency"], as_index=False)["net"].sum()
    both = payouts.merge(sums, on=["payout_ref", "currency"], how="left")
    both = both.merge(bank, on="payout_ref", how="left", suffixes=("", "_bank"))
    both["verdict"] = np.select(
        [
            both["net"] != both["amount_minor"],
            both["line_id"].isna(),
            both["amount_minor_bank"] != both["amount_minor"],
        ],
        ["broken", "missing", "short"],
        "arrived",
    )
    both[["payout_ref", "verdict", "line_id"]].to_parquet(folder / "pandas-out.parquet", index=False)


def _judge(folder: Path) -> None:
    """Every verdict of the command against what was planted. Raises AssertionError for one that is another."""
    import duckdb

    query = f"""
      SELECT p.truth, v.reason, v.how, coalesce(split_part(v.explained, ':', 1), ''), count(*)
      FROM '{folder}/payouts.parquet' p JOIN '{folder}/ours-out.parquet' v USING (payout_ref)
      GROUP BY ALL ORDER BY count(*) DESC"""
    with duckdb.connect() as database:
        rows: list[tuple[Any, ...]] = database.execute(query).fetchall()
    reasons = {"fees": "payout_broken", "line": "payout_broken", "short": "payout_broken"}
    for truth, reason, how, explained, count in rows:
        print(f"  planted {truth}: {reason} ({how}) {explained}: {count:,}")
        if truth == "unnamed" or how in ("candidate", "supporting: amount, currency and date"):
            assert reason in ("witness_incomplete", "ambiguous"), "an amount alone was taken for proof"
        else:
            assert reason == reasons.get(truth, truth), "a verdict is not what was planted"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
