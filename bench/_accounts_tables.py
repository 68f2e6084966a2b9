"""Accounts below one another and their services, invented with fixed seeds, as Parquet and CSV."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from amends.facts import hear_moment
from amends.facts.moments import DAY_US

NOW = hear_moment("2026-07-01T00:00:00Z")
DEPTH_MAX = 50
CURRENCIES = ("EUR", "USD", "GBP")


@dataclass(frozen=True)
class World:
    """Where the files are, and how large they are."""

    folder: Path
    accounts: int
    services: int
    contacts: int

    def file(self, name: str, ending: str = "parquet") -> Path:
        """`accounts`, `services` or `contacts`."""
        return self.folder / f"{name}.{ending}"


def write_world(folder: Path, accounts: int, services: int, contacts: int) -> World:
    """Chains up to 50 deep among many flat groups; one service in fifty has a second contract that overlaps, one in two
    hundred is a credit.
    """
    chance = np.random.default_rng(7)
    parent = _parents(accounts, chance)
    names = np.array([f"crm/A-{number}" for number in range(accounts)])
    told = pa.table({"account_id": names, "parent_id": pa.array(names[parent], mask=parent < 0)})
    again = services // 50
    of = np.concatenate([np.arange(services - again), chance.integers(0, services - again, again)])
    home = chance.integers(0, accounts, services - again)[of]
    amount = chance.integers(500, 90_000, services)
    amount[chance.random(services) < 0.005] *= -1
    start = NOW - chance.integers(30, 1500, services) * DAY_US
    paid = pa.table(
        {
            "service_id": [f"c-{number}" for number in of.tolist()],
            "account_id": names[home],
            "amount_minor": amount,
            "currency": np.array(CURRENCIES)[(home % 17 == 0).astype(int) + (home % 31 == 0)],
            "start": pa.array(start, pa.timestamp("us", "UTC")),
            "renewal": pa.array(NOW + chance.integers(-300, 700, services) * DAY_US, pa.timestamp("us", "UTC")),
        }
    )
    said = pa.table(
        {
            "service_id": [f"c-{number}" for number in chance.integers(0, services - again, contacts).tolist()],
            "occurred_at": pa.array(NOW - chance.integers(0, 200, contacts) * DAY_US, pa.timestamp("us", "UTC")),
            "repeat": np.where(chance.random(contacts) < 0.3, "yes", "no"),
        }
    )
    world = World(folder, accounts, services, contacts)
    for name, table in (("accounts", told), ("services", paid), ("contacts", said)):
        pq.write_table(table, world.file(name))
        pyarrow.csv.write_csv(table, world.file(name, "csv"))
    return world


def _parents(accounts: int, chance: np.random.Generator) -> np.ndarray:
    """A tenth stands in chains of 50; of the rest a fifth is at the top and has the others below it."""
    parent = np.full(accounts, -1)
    chained = accounts // 10 // DEPTH_MAX * DEPTH_MAX
    parent[:chained] = np.where(np.arange(chained) % DEPTH_MAX, np.arange(chained) - 1, -1)
    tops = chained + (accounts - chained) // 5
    parent[tops:] = chance.integers(chained, tops, accounts - tops)
    return parent
