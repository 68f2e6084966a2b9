"""A million refunds against a million of the gateway's: the command, a bare DuckDB query, and pandas.

The bare query only joins on the key, pairs the leftovers by customer, amount and window, and classifies; pandas joins
on the key and classifies. The command checks both files, asks every pass, says what differs and when to look again.
Each reads the same Parquet files and writes Parquet, in a process of its own pinned to one core, one thread, measured
from start to exit. What was planted is known, and every verdict of the command is compared with it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.__main__ import LINUX_RSS_UNIT_BYTES

PEERS = ("ours", "duckdb", "pandas")
CPU_SECONDS_AT_MOST, MIB_AT_MOST, TIMES_DUCKDB_AT_MOST = 2.0, 450, 1.6
AS_OF = "2026-07-01T00:00:00Z"
_BARE = """
COPY (
  WITH keyed AS (
    SELECT o.refund_id, w.record_id, o.amount_minor oa, w.amount_minor wa, o.currency oc, w.currency wc,
      o.customer ou, w.customer wu, w.state
    FROM '{ours}' o JOIN '{witness}' w ON o.gateway_ref = w.refund_ref),
  lone AS (
    SELECT * FROM '{ours}' o WHERE NOT EXISTS (SELECT 1 FROM '{witness}' w WHERE w.refund_ref = o.gateway_ref)),
  free AS (
    SELECT * FROM '{witness}' w WHERE NOT EXISTS (SELECT 1 FROM '{ours}' o WHERE w.refund_ref = o.gateway_ref)),
  near AS (
    SELECT l.refund_id, f.record_id, f.state,
      row_number() OVER (PARTITION BY l.refund_id ORDER BY abs(f.occurred_at_us - l.requested_at_us), f.record_id) a,
      row_number() OVER (PARTITION BY f.record_id ORDER BY abs(f.occurred_at_us - l.requested_at_us), l.refund_id) b
    FROM lone l JOIN free f USING (customer, currency, amount_minor)
    WHERE f.occurred_at_us BETWEEN l.requested_at_us - 86400000000 AND l.requested_at_us + 345600000000),
  best AS (SELECT * FROM near WHERE a = 1 AND b = 1)
  SELECT refund_id, CASE WHEN state = 'failed' THEN 'failed' WHEN wu <> ou THEN 'wrong_person'
    WHEN wa <> oa OR wc <> oc THEN 'wrong_amount' WHEN state = 'asked' THEN 'held' ELSE 'right' END AS verdict,
    record_id, 'key' AS how FROM keyed
  UNION ALL SELECT refund_id, CASE state WHEN 'failed' THEN 'failed' WHEN 'asked' THEN 'held' ELSE 'right' END,
    record_id, 'near' FROM best
  UNION ALL SELECT refund_id, 'missing', NULL, 'none' FROM lone
    WHERE NOT EXISTS (SELECT 1 FROM best b WHERE b.refund_id = lone.refund_id)
) TO '{out}' (FORMAT parquet)
"""


def main(argv: list[str]) -> int:
    """Print the figures. Fails where a verdict by key is wrong; a missed aim is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundred thousand refunds")
    parser.add_argument("--as-peer", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args(argv)
    if told.as_peer:
        return _be(*told.as_peer)
    size = 100_000 if told.quick else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(f"generate:{size}", folder)  # in a process of its own: a child counts its parent's memory as its own
        print(f"{size:,} x {size:,}; one core, one thread each")
        print(f"{'peer':8}{'clock s':>10}{'CPU s':>10}{'memory MiB':>12}")
        cpu, memory = {}, {}
        for peer in PEERS:
            clock, cpu[peer], memory[peer] = _run(peer, folder)
            print(f"{peer:8}{clock:10.2f}{cpu[peer]:10.2f}{memory[peer]:12,.0f}", flush=True)
        _judge(folder)
    if not told.quick:
        _say_aim(cpu["ours"] <= CPU_SECONDS_AT_MOST, f"{cpu['ours']:.2f} CPU s", f"<= {CPU_SECONDS_AT_MOST}")
        _say_aim(memory["ours"] <= MIB_AT_MOST, f"{memory['ours']:.0f} MiB", f"<= {MIB_AT_MOST}")
    ratio = cpu["ours"] / cpu["duckdb"]
    _say_aim(ratio <= TIMES_DUCKDB_AT_MOST, f"{ratio:.2f}x the bare query's CPU", f"<= {TIMES_DUCKDB_AT_MOST}x")
    print(f"  pandas takes {cpu['pandas'] / cpu['ours']:.1f}x the CPU for the key part alone")
    return 0


def _say_aim(reached: bool, what: str, aim: str) -> None:
    print(f"  {what}; the aim, {aim}, is {'reached' if reached else 'missed'}")


def _generate(size: int, folder: Path) -> None:
    """3 % without the key and up to 3 days later, 2 % missing; amounts, persons, failures and waits planted."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = np.random.default_rng(7)

    def named(prefix: str, numbers: Any) -> Any:
        return np.char.add(prefix, np.char.zfill(np.asarray(numbers).astype(str), 12))

    people = max(4, size // 4)
    who = chance.integers(0, people, size)
    usual = np.array([999, 1499, 1999, 2499, 4999, 9999, 14999, 40000])
    drawn = np.clip(chance.lognormal(8, 1, size).astype("i8"), 50, 500_000)
    amount = np.where(chance.random(size) < 0.3, chance.choice(usual, size), drawn)
    begin = np.datetime64("2026-01-01", "us").astype("i8")
    at = begin + chance.integers(0, 90 * 86_400, size) * 1_000_000
    currency = chance.choice(np.array(["USD", "EUR", "GBP", "JPY"]), size, p=[0.6, 0.25, 0.1, 0.05])
    ref, refund = named("re_", chance.permutation(size)), named("R-", np.arange(size))
    fate = chance.random(size)
    there = np.flatnonzero(fate >= 0.02)
    keyless = fate[there] < 0.05
    more = chance.integers(0, size, size // 50)
    seen_ref = np.where(keyless, named("rx_", there), ref[there])
    seen_at = at[there] + chance.integers(0, 3_600, there.size) * 1_000_000
    seen_at[keyless] += chance.integers(0, 3 * 86_400, int(keyless.sum())) * 1_000_000
    state = chance.choice(np.array(["settled", "failed", "asked"]), there.size, p=[0.986, 0.004, 0.01])
    times = np.where((chance.random(there.size) < 0.002) & ~keyless, 100, 1)
    other = np.where((chance.random(there.size) < 0.001) & ~keyless, 1, 0)
    truth = np.select(
        [state == "failed", other == 1, times == 100, state == "asked"],
        ["failed", "wrong_person", "wrong_amount", "held"],
        "customer_has_it",
    )
    ours = {"refund_id": refund, "gateway_ref": ref, "customer": named("C", who), "amount_minor": amount}
    pq.write_table(pa.table(ours | {"currency": currency, "requested_at_us": at}), folder / "ours.parquet")
    order = chance.permutation(there.size + more.size)
    extra_at = begin + chance.integers(0, 90 * 86_400, more.size) * 1_000_000
    witness = {
        "record_id": (named("w", np.arange(order.size)), ()),
        "refund_ref": (seen_ref, named("ry_", np.arange(more.size))),
        "customer": (named("C", (who[there] + other) % people), named("C", chance.integers(0, people, more.size))),
        "amount_minor": (amount[there] * times, amount[more]),
        "currency": (currency[there], currency[more]),
        "state": (state, np.full(more.size, "settled")),
        "occurred_at_us": (seen_at, extra_at),
        "livemode": (np.full(order.size, True), ()),
        "true_refund": (refund[there], np.full(more.size, "")),
        "truth": (truth, np.full(more.size, "")),
    }
    table = {name: np.concatenate([a, b])[order] if len(b) else a[order] for name, (a, b) in witness.items()}
    pq.write_table(pa.table(table), folder / "witness.parquet")


def _run(peer: str, folder: Path) -> tuple[float, float, float]:
    code = "import sys; from bench.reconcile import main; sys.exit(main(sys.argv[1:]))"
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
    files = {name: f"{folder}/{name}.parquet" for name in ("ours", "witness")}
    {"ours": _ours, "duckdb": _duckdb, "pandas": _pandas}[peer](files, f"{folder}/{peer}-out.parquet")
    return 0


def _ours(files: dict[str, str], out: str) -> None:
    from contextlib import redirect_stdout

    from amends.cli import amends

    complete = ["--complete-from", "2025-12-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z", "--as-of", AS_OF]
    options = ["--ours", files["ours"], "--witness", files["witness"], "--out", out, "--json", *complete]
    with Path(f"{out}.json").open("w") as summary, redirect_stdout(summary):
        amends(["reconcile", *options], standalone_mode=False)


def _duckdb(files: dict[str, str], out: str) -> None:
    import duckdb

    with duckdb.connect() as database:
        database.execute("SET threads = 1; SET enable_progress_bar = false")
        database.execute(_BARE.format(**files, out=out))


def _pandas(files: dict[str, str], out: str) -> None:
    import numpy as np
    import pandas as pd

    ours, witness = (pd.read_parquet(files[name]) for name in ("ours", "witness"))
    both = ours.merge(witness, left_on="gateway_ref", right_on="refund_ref", how="left", suffixes=("", "_w"))
    both["verdict"] = np.select(
        [
            both["refund_ref"].isna(),
            both["state"] == "failed",
            both["customer"] != both["customer_w"],
            (both["amount_minor"] != both["amount_minor_w"]) | (both["currency"] != both["currency_w"]),
            both["state"] == "asked",
        ],
        ["missing", "failed", "wrong_person", "wrong_amount", "held"],
        "right",
    )
    both[["refund_id", "verdict", "record_id"]].to_parquet(out, index=False)


def _judge(folder: Path) -> None:
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
        key, near = database.execute(query).fetchall()
    print(f"  by key {key[1]:,}: {key[2]} with another record, {key[3]} with another reason")
    print(f"  by customer, amount and date {near[1]:,}: {near[2]} with another record, {near[3]} with another reason;")
    print(f"  never sent {near[4]:,}; ambiguous {near[5]:,}")
    assert (key[2], key[3]) == (0, 0), "a verdict by key is wrong"
    assert near[2] * 10_000 <= near[1], "too many pairs by customer, amount and date are wrong"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
