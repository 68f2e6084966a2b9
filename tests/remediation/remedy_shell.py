"""A shop whose refunds through acme fail since version 4.2, and the commands as somebody runs them."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.cli.remediation import _ACTS
from amends.facts import Entry, Moment
from amends.record import open_record
from stories import at, told

SHOP, ACME, BRAVO = told("shop", "us"), told("acme", "gateway"), told("bravo", "gateway")
NOW = at("2026-05-20 09:00")
OPEN = ("open", "acme-may", "--slice", "gateway=acme", "--slice", "version=4.2", "--by", "lena")


def refunded(
    name: str, amount: str, day: int, *, through: Any = ACME, version: str = "4.2", came: str = "failed"
) -> list[Entry]:
    """One customer with an order, a charge, and a refund of ours on that day of May; what the gateway says of it."""
    when, paid, order = f"2026-05-{day:02} 14:20", f"pi_{name}", f"10-{name}"
    theirs = f"re_{name}"
    common = {"payment_ref": paid, "order_id": order}
    told_of = [
        SHOP.order(order, amount, "2026-04-20 16:00", customer_id=name, name=f"{name.title()} Hill", payment_ref=paid),
        through.charge(paid, amount, "2026-04-20 16:07", method="card", order_id=order),
        SHOP.refund(f"R-{name}", amount, when, gateway_ref=theirs, customer_id=name, traits=(f"version={version}",),
                    **common),
    ]  # fmt: skip
    if came != "nothing":
        told_of.append(through.refund(theirs, amount, when, "accepted", **common))
    if came == "failed":
        told_of.append(through.refund(theirs, amount, f"2026-05-{day + 1:02} 02:11", "failed", **common))
    if came == "settled":
        told_of.append(through.refund(theirs, amount, when, "settled", settled=f"2026-05-{day + 1:02} 02:00", **common))
    return told_of


def world() -> list[Entry]:
    """Six through acme by 4.2: three hit, one never sent and large, one that arrived, one that may still arrive."""
    return [
        *refunded("ANN", "49.00 EUR", 3),
        *refunded("BEN", "20.00 EUR", 4),
        *refunded("CEM", "600.00 EUR", 5, came="nothing"),
        *refunded("DOT", "35.00 EUR", 1, came="settled"),
        *refunded("EVA", "15.00 EUR", 18, came="accepted"),
        *refunded("FAY", "30.00 EUR", 2, version="4.1", came="settled"),
        *refunded("GUS", "31.00 EUR", 2, through=BRAVO, came="settled"),
        ACME.complete("refunds", "2026-04-01 00:00", "2026-05-19 00:00"),
        BRAVO.complete("refunds", "2026-04-01 00:00", "2026-05-19 00:00"),
    ]


def arrived(name: str, amount: str, key: str, day: int) -> list[Entry]:
    """The gateway shows the new refund under our key, settled."""
    when = f"2026-06-{day:02} 10:00"
    common = {"payment_ref": f"pi_{name}", "our_ref": key}
    new = f"re_{name}_new"
    return [
        ACME.refund(new, amount, when, "accepted", **common),
        ACME.refund(new, amount, when, "settled", settled=f"2026-06-{day + 1:02} 02:00", **common),
    ]


class Shell:
    """The commands, run in this process at a moment of the story."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self.at(NOW)

    def at(self, moment: Moment) -> None:
        """From now on it is this moment."""
        # all are imported before any clock is changed: one that is imported after would keep the changed one for ever
        modules = [importlib.import_module(name) for name in ("amends.cli.common", *_ACTS.values())]
        for module in modules:
            if hasattr(module, "now"):
                self._monkeypatch.setattr(module, "now", lambda: moment)

    def tell(self, entries: list[Entry]) -> None:
        """Into the record."""
        with open_record(self.home) as record:
            record.append(entries)

    def entries(self, kind: str) -> list[Entry]:
        """All of this kind."""
        with open_record(self.home) as record:
            return [entry for _, entry in record.of_kind(kind)]

    def try_(self, *args: str) -> Result:
        """Run it, whatever comes of it."""
        return CliRunner().invoke(amends, ["--home", str(self.home), *args])

    def words(self, *args: str) -> str:
        """What it says; an error is raised as it is."""
        done = self.try_(*args)
        if done.exception is not None:
            raise done.exception
        return done.stdout

    def json(self, *args: str) -> Any:
        """What it says with --json."""
        return json.loads(self.words(*args, "--json"))

    def remedy(self, *args: str) -> Any:
        """`amends remediation ... --json`."""
        return self.json("remediation", *args)

    def stages(self, programme: str = "acme-may") -> dict[str, tuple[str, str]]:
        """Stage and payment of everybody, by name."""
        people = self.remedy("show", programme)["people"]
        return {one["matter"].removeprefix("refund:R-"): (one["stage"], one["payment"]) for one in people}
