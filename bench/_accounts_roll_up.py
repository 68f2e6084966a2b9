"""A million services on a hundred thousand accounts rolled up, beside DuckDB's recursive query over the same files."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np

from amends.accounts.attach import Served, ServedKind, attached
from amends.accounts.brief import account_brief
from amends.accounts.brief_words import brief_lines
from amends.accounts.columns import roll_up_columns
from amends.accounts.columns_rows import as_table
from amends.accounts.members import Members
from amends.accounts.tree import account_tree
from amends.facts import US, Entry, Moment, Money, Source
from amends.facts.kinds import AccountTold, ServiceTold
from amends.facts.moments import DAY_US
from amends.link.chains import hear_sheet
from bench._accounts_tables import CURRENCIES, NOW, World, write_world

AIM_CPU_SECONDS = 2.0
AIM_BRIEF_MS = 50.0
# Every account with each account above it, then the sums. `UNION` drops what was there before, so that a circle ends.
PEER = """
WITH RECURSIVE contract AS (
    SELECT * FROM services WHERE start <= {now}
    QUALIFY row_number() OVER (PARTITION BY service_id ORDER BY start DESC, row DESC) = 1
), below(account_id, top_id) AS (
    SELECT account_id, account_id FROM accounts
    UNION
    SELECT below.account_id, accounts.parent_id FROM below JOIN accounts ON accounts.account_id = below.top_id
    WHERE accounts.parent_id IS NOT NULL
), paid AS (
    SELECT account_id, count(*) AS services, {sums} FROM contract GROUP BY account_id
), said AS (
    SELECT contract.account_id, count(*) AS contacts_90 FROM contacts JOIN contract USING (service_id)
    WHERE occurred_at <= {now} AND occurred_at > {since} GROUP BY contract.account_id
)
SELECT below.top_id AS account_id, coalesce(sum(services), 0)::BIGINT AS services,
    coalesce(sum(contacts_90), 0)::BIGINT AS contacts_90, {whole}
FROM below LEFT JOIN paid USING (account_id) LEFT JOIN said USING (account_id) GROUP BY below.top_id ORDER BY account_id
"""


def roll_up(quick: bool) -> None:
    """Both sides from the same files; a difference in any figure is said."""
    size = (10_000, 100_000, 50_000) if quick else (100_000, 1_000_000, 500_000)
    with tempfile.TemporaryDirectory() as folder:
        world = write_world(Path(folder), *size)
        print(f"{world.accounts:,} accounts up to 50 deep, {world.services:,} services, {world.contacts:,} contacts")
        rolled, spent, wall = _clocked(lambda: _ours(world, "parquet"))
        _say("amends, Parquet read and rolled up", spent, wall, AIM_CPU_SECONDS)
        rolled_csv, *times = _clocked(lambda: _ours(world, "csv"))
        _say("amends, CSV read and rolled up", *times, AIM_CPU_SECONDS)
        alone, *times = _clocked(lambda: _ours(world, "parquet", contacts=False))
        _say("amends, Parquet without contacts", *times, AIM_CPU_SECONDS)
        peer, *times = _clocked(lambda: _peer(world))
        _say("DuckDB, WITH RECURSIVE over the same Parquet, one thread", *times)
        print(f"  differences in {peer.num_rows:,} accounts: {_differences(rolled, peer)}")
        alike = bool((alone.whole["services"] == rolled.whole["services"]).all())
        same = as_table(rolled).equals(as_table(rolled_csv)), alike
        print(f"  CSV and Parquet the same: {same[0]}; without contacts the same services: {same[1]}")
    _briefs(quick)


def _ours(world: World, ending: str, contacts: bool = True) -> Any:
    with (
        world.file("accounts", ending).open("rb") as one,
        world.file("services", ending).open("rb") as two,
        world.file("contacts", ending).open("rb") as three,
    ):
        sheets = [hear_sheet(file, "bench") for file in (one, two, three)]
        return roll_up_columns(sheets[0], sheets[1], sheets[2] if contacts else None, NOW)


def _peer(world: World) -> Any:
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        for name in ("accounts", "contacts"):
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM '{world.file(name)}'")
        file = world.file("services")
        rows = f"read_parquet('{file}', file_row_number=true)"
        db.execute(f"CREATE VIEW services AS SELECT *, file_row_number AS row FROM {rows}")
        sums = ", ".join(f"coalesce(sum(amount_minor) FILTER (currency = '{c}'), 0) AS \"{c}\"" for c in CURRENCIES)
        whole = ", ".join(f'coalesce(sum("{c}"), 0)::BIGINT AS "{c}"' for c in CURRENCIES)
        now, since = (f"make_timestamptz({moment})" for moment in (NOW, NOW - 90 * DAY_US))
        return db.sql(PEER.format(now=now, since=since, sums=sums, whole=whole)).to_arrow_table()


def _differences(rolled: Any, peer: Any) -> int:
    ours = as_table(rolled)
    if ours["account_id"].to_pylist() != peer["account_id"].to_pylist():
        return ours.num_rows
    pairs = {"whole_services": "services", "whole_contacts_90": "contacts_90"}
    pairs |= {f"whole_per_month_{name}_minor": name for name in CURRENCIES}
    wrong = [np.asarray(ours[mine]) != np.asarray(peer[theirs]) for mine, theirs in pairs.items()]
    return int(np.any(wrong, axis=0).sum())


def _briefs(quick: bool) -> None:
    """The pane of one whole customer with 12 services and 200 contacts, and of one with 2,000 services."""
    for services, contacts in ((12, 200), (2_000, 5_000)):
        tree = account_tree(_told(services), NOW)
        said = list(attached(_said(services, contacts), tree, Members()))
        took, cpu = [], process_time()
        for _ in range(20 if quick else 200):
            began = perf_counter()
            brief = account_brief(tree, said, "group", service="c-0")
            assert brief is not None
            brief_lines(brief)
            took.append((perf_counter() - began) * 1000)
        p95, cpu_ms = float(np.quantile(took, 0.95)), (process_time() - cpu) * 1000 / len(took)
        reached = "reached" if p95 <= AIM_BRIEF_MS else "MISSED"
        what = f"brief of {services:,} services and {contacts:,} contacts, without reading the record, p95 by the clock"
        print(f"{what}: {p95:.2f} ms (aim {AIM_BRIEF_MS:g}; {reached}); CPU {cpu_ms:.2f} ms", flush=True)


def _told(services: int) -> list[Entry]:
    crm = Source("crm", US)
    told = [Entry(crm, f"a{n}", Moment(0), AccountTold(f"s{n}", "group" if n else "")) for n in range(10)]
    told.append(Entry(crm, "g", Moment(0), AccountTold("group", "")))
    paid = (ServiceTold(f"c-{n}", f"s{n % 10}", Money(1000 + n, "EUR")) for n in range(services))
    return told + [Entry(crm, what.service, Moment(0), what) for what in paid]


def _said(services: int, contacts: int) -> list[Served]:
    chance = np.random.default_rng(7)
    places, days = chance.integers(0, services, contacts), chance.integers(0, 120, contacts)
    return [
        Served(ServedKind.CONTACT, f"m{n}", "x", Moment(NOW - int(day) * DAY_US), f"c-{place}", repeat=n % 3 == 0)
        for n, (place, day) in enumerate(zip(places, days, strict=True))
    ]


def _clocked(work: Callable[[], Any]) -> tuple[Any, float, float]:
    cpu, wall = process_time(), perf_counter()
    found = work()
    return found, process_time() - cpu, perf_counter() - wall


def _say(what: str, cpu: float, wall: float, aim: float | None = None) -> None:
    judged = f" (aim {aim:g} CPU s; {'reached' if cpu <= aim else 'MISSED'})" if aim is not None else ""
    print(f"{what}: {cpu:.2f} CPU s, {wall:.2f} s by the clock{judged}", flush=True)
