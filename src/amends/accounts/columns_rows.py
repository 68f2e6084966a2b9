"""One account after the other out of the columns, and the columns as a table."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from amends.facts import Moment, iso

from .codes import NEVER, Ints
from .columns import RolledColumns

_OWN, _WHOLE = "own", "whole"


def as_rows(rolled: RolledColumns) -> Iterator[dict[str, Any]]:
    """One object for each account of the moment, by id: its parent, depth, and its figures alone and with all below."""
    here = np.flatnonzero(rolled.exists)
    ids = rolled.ids.to_pylist()
    for one in sorted(here.tolist(), key=lambda place: str(ids[place])):
        parent = int(rolled.forest.parent[one])
        yield {
            "account_id": ids[one],
            "parent_id": ids[parent] if parent >= 0 else None,
            "depth": int(rolled.forest.depth[one]),
            "known": bool(rolled.known[one]),
            _OWN: _figures(rolled.own, one, rolled.currencies),
            _WHOLE: _figures(rolled.whole, one, rolled.currencies),
        }


def _figures(figures: dict[str, Ints], one: int, currencies: tuple[str, ...]) -> dict[str, Any]:
    plain = {name: int(values[one]) for name, values in figures.items() if ":" not in name and name != "renewal"}
    renewal = int(figures["renewal"][one])
    return plain | {
        "per_month": _moneys(figures, "per_month", one, currencies),
        "credit_per_month": _moneys(figures, "credits", one, currencies),
        "renewal": iso(Moment(renewal)) if renewal < NEVER else None,
    }


def _moneys(figures: dict[str, Ints], name: str, one: int, currencies: tuple[str, ...]) -> list[dict[str, Any]]:
    found = ((int(figures[f"{name}:{currency}"][one]), currency) for currency in currencies)
    return [{"amount_minor": amount, "currency": currency} for amount, currency in found if amount]


def as_table(rolled: RolledColumns) -> Any:
    """The same as a pyarrow table: a column for each figure, `own_` and `whole_` before its name."""
    import pyarrow as pa

    here = np.flatnonzero(rolled.exists)
    parent = rolled.forest.parent[here]
    columns: dict[str, Any] = {
        "account_id": rolled.ids.take(pa.array(here)),
        "parent_id": rolled.ids.take(pa.array(parent, mask=parent < 0)),
        "depth": pa.array(rolled.forest.depth[here]),
        "known": pa.array(rolled.known[here]),
    }
    for side, figures in ((_OWN, rolled.own), (_WHOLE, rolled.whole)):
        for name, values in figures.items():
            column = f"{side}_{name.replace(':', '_')}"
            mine = values[here]
            if name == "renewal":
                columns[column] = pa.array(mine, pa.timestamp("us", "UTC"), mask=mine >= NEVER)
            else:
                columns[column + ("_minor" if ":" in name else "")] = pa.array(mine)
    return pa.table(columns).sort_by("account_id")
