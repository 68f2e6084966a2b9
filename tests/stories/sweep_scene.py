"""The scene of story 1's sweep: four months of refunds, one fault in them, and a gateway that writes down the truth.

From 3 May version 4.2 makes half of the refunds. Those that it makes through gateway B by card are accepted, and fail
five days later. Our own table says of all of them that they were made.
"""

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from amends.cli import common, main

Row = dict[str, str]
SLICE = ["gateway=gateway-b", "method=card", "version=4.2"]
PROGRAMME = "cards-by-4.2"
LINDQVIST, LARGE = "R-2291", "R-640"  # story 1; and 640.00 EUR, which takes two to approve
OLD_CARD, FORGOTTEN = "R-5005", "R-5007"  # whose new refund fails as well; and whom finance overlooks
OTHERS = 10  # hit, without a part of their own
VICTIMS = (LINDQVIST, LARGE, *(f"R-{5000 + number}" for number in range(OTHERS)))
SWEPT = "2026-07-15T09:00:00Z"
_MAPPED = ("--map", "trait.version=AppVersion", "--map", "trait.gateway=Gateway")
_SHOP = (*_MAPPED, "--source", "shop", "--root", "us")
_FROM = "2026-02-01T00:00:00Z"
MAIL = """From: "M. Lindqvist" <m.lindqvist@example.org>
To: help@shop.example
Subject: My refund for order 10-4471
Date: Wed, 20 May 2026 09:12:00 +0000
Message-ID: <20may.1@example.org>

Hello,

I still have not received my refund of 129.00 EUR for order 10-4471.

Regards,
M. Lindqvist
"""
ANSWER = """answer_id,occurred_at,medium,record,agent,customer_id,to,subject,text
a-1,2026-05-21T10:30:00Z,mail,sent,ruth,C-2291,m.lindqvist@example.org,Re: My refund for order 10-4471,\
"Our records show that order 10-4471 was refunded on 3 May: 129.00 EUR."
"""


def later(moment: str, *, days: float = 0) -> str:
    """So many days after it."""
    return (datetime.fromisoformat(moment) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Books:
    """What everybody writes down: the shop, and two gateways."""

    orders: list[Row] = field(default_factory=list)
    shop: list[Row] = field(default_factory=list)
    charges: dict[str, list[Row]] = field(default_factory=lambda: {"gateway-a": [], "gateway-b": []})
    refunds: dict[str, list[Row]] = field(default_factory=lambda: {"gateway-a": [], "gateway-b": []})

    def refund(
        self, number: str, at: str, gateway: str, method: str, version: str, *, fails: bool = False, minor: int = 4_900
    ) -> None:
        """An order, its charge, and our word that it was refunded; and what came of it at the gateway."""
        name = number.removeprefix("R-")
        money = {"customer_id": f"C-{name}", "amount_minor": str(minor), "currency": "EUR"}
        order = "10-4471" if number == LINDQVIST else f"10-{name}"
        paid = {**money, "payment_ref": f"pi_{name}", "order_id": order}
        self.orders.append(paid | {"placed_at": later(at, days=-9), "email": _email(number)})
        self.charges[gateway].append(paid | {"occurred_at": later(at, days=-9), "state": "accepted", "method": method})
        said = {"refund_id": number, "gateway_ref": f"re_{name}", "occurred_at": at, "state": "accepted"}
        self.shop.append(paid | said | {"method": method, "AppVersion": version, "Gateway": gateway})
        turned = ("failed", 5.0) if fails else ("settled", 2.0)
        for state, days in (("accepted", 0.001), turned):
            self.gateway_row(gateway, paid, f"re_{name}", number, later(at, days=days), state)

    def gateway_row(
        self, gateway: str, paid: Mapping[str, str], refund_id: str, our_ref: str, at: str, state: str
    ) -> None:
        """One line of the gateway's own list of refunds."""
        known = {"refund_id": refund_id, "our_ref": our_ref, "occurred_at": at, "state": state}
        settled = {"settled_at": at if state == "settled" else ""}
        self.refunds[gateway].append({**paid, **known, **settled})


def _email(number: str) -> str:
    return "m.lindqvist@example.org" if number == LINDQVIST else f"c{number.removeprefix('R-')}@example.org"


def books() -> Books:
    """The four months."""
    told = Books()
    for place in range(150):
        at = later("2026-03-01T10:00:00Z", days=place * 0.8)
        gateway, method = f"gateway-{'ab'[place % 2]}", ("card", "card", "sepa_debit")[place % 3]
        new = at > "2026-05-03T12:00:00Z" and place % 4 > 1
        hit = (gateway, method) == ("gateway-b", "card")
        told.refund(f"R-{3000 + place}", at, gateway, method, "4.2" if new and not hit else "4.1")
    told.refund(LINDQVIST, "2026-05-03T14:20:00Z", "gateway-b", "card", "4.2", fails=True, minor=12_900)
    told.refund(LARGE, "2026-05-06T08:00:00Z", "gateway-b", "card", "4.2", fails=True, minor=64_000)
    for place in range(OTHERS):
        at = later("2026-05-05T11:00:00Z", days=place * 3)
        told.refund(f"R-{5000 + place}", at, "gateway-b", "card", "4.2", fails=True)
    for place, (gateway, method) in enumerate((("gateway-a", "card"), ("gateway-b", "sepa_debit"))):
        told.refund(f"R-{6000 + place}", f"2026-04-1{place}T09:00:00Z", gateway, method, "4.1", fails=True)
    return told


@dataclass
class Scene:
    """Everything of the story so far. `clock` is what the commands take for now."""

    folder: Path
    books: Books
    clock: str = SWEPT
    files: int = 0

    @property
    def home(self) -> Path:
        """The home into which everything is taken."""
        return self.folder / "home"

    def amends(self, *args: str, code: int = 0) -> Any:
        """The real command with the clock of the story; JSON where it printed JSON, else its words."""
        out, words = io.StringIO(), io.StringIO()
        clock = type("Clock", (datetime,), {"now": lambda _zone: datetime.fromisoformat(self.clock)})
        with (
            patch.object(common, "datetime", clock),
            patch.object(sys, "argv", ["amends", "--home", str(self.home), *args]),
            redirect_stdout(out),
            redirect_stderr(words),
        ):
            try:
                main()
            except SystemExit as ended:
                exit_code = ended.code
        assert exit_code == code, f"{args}: exit {exit_code}\n{out.getvalue()}\n{words.getvalue()}"
        try:
            return json.loads(out.getvalue())
        except json.JSONDecodeError:
            return out.getvalue() + words.getvalue()

    def file(self, name: str, text: str) -> str:
        """Write one file, each under a name of its own, and give its path."""
        self.files += 1
        path = self.folder / f"{self.files}-{name}"
        path.write_text(text, "utf-8")
        return str(path)

    def table(self, kind: str, rows: Iterable[Row], *told: str) -> None:
        """Take in one table, every row of which is understood."""
        taken = self.amends("intake", "table", self.file(f"{kind}.csv", as_csv(rows)), "--as", kind, *told, "--json")
        assert taken["quarantined"] == taken["conflict"] == 0, taken

    def take_in_everything(self) -> None:
        """Our tables, the gateways' own, one mail and the answer that it got."""
        self.table("orders", self.books.orders, "--source", "shop", "--root", "us")
        self.table("refunds", self.books.shop, *_SHOP)
        for gateway, rows in self.books.charges.items():
            self.table("charges", rows, *_told_by(gateway), *self._complete())
        self.ask_gateways()
        self.amends("intake", "mail", self.file("first.eml", MAIL))
        said = self.file("answers.csv", ANSWER)
        self.amends("intake", "table", said, "--as", "answers", "--source", "helpdesk", "--root", "us")

    def ask_gateways(self) -> None:
        """Take in the gateways' lists of refunds as they stand now, complete up to now."""
        for gateway, rows in self.books.refunds.items():
            known = [row for row in rows if row["occurred_at"] <= self.clock]
            self.table("refunds", known, *_told_by(gateway), *self._complete())

    def shop_says(self, rows: Iterable[Row]) -> None:
        """More rows of our own table of refunds."""
        self.table("refunds", rows, *_SHOP)

    def answers(self, rows: Iterable[Row]) -> dict[str, Any]:
        """What the payer says of what he was handed."""
        return self.amends("remediation", "answers", self.file("said.csv", as_csv(rows)), "--by", "ada", "--json")  # type: ignore[no-any-return]

    def _complete(self) -> tuple[str, ...]:
        return ("--complete-from", _FROM, "--complete-to", self.clock)

    def remediation(self, act: str, *args: str, code: int = 0) -> Any:
        """`amends remediation ACT cards-by-4.2 ... --json`, a minute after what was done before."""
        self.clock = later(self.clock, days=1 / 1_440)
        return self.amends("remediation", act, PROGRAMME, *args, "--json", code=code)

    def standings(self) -> dict[str, dict[str, Any]]:
        """Where everybody stands, by our number of the refund."""
        shown = self.remediation("show")
        return {one["matter"].removeprefix("refund:"): one for one in shown["people"]}

    def stages(self) -> dict[str, str]:
        """The stage of everybody."""
        return {number: str(one["stage"]) for number, one in self.standings().items()}

    def pay_back(self, paid: Mapping[str, str], *, then: str = "settled", days: float = 2) -> str:
        """Finance pays one line of the file that it was handed: the gateway's new refund carries its key. Gives the
        gateway's number.
        """
        number = paid["matter"].removeprefix("refund:R-")
        known = {name: paid[name] for name in ("payment_ref", "amount_minor", "currency")}
        order = next(row for row in self.books.shop if row["refund_id"] == f"R-{number}")
        known |= {name: order[name] for name in ("customer_id", "order_id")}
        refund_id = f"re_again_{number}_{paid['attempt']}"
        for state, after in (("accepted", 0.1), (then, days)):
            at = later(self.clock, days=after)
            self.books.gateway_row("gateway-b", known, refund_id, paid["key"], at, state)
        return refund_id


def _told_by(gateway: str) -> tuple[str, ...]:
    return ("--source", gateway, "--root", "gateway")


def as_csv(rows: Iterable[Row]) -> str:
    """The rows with their header."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def copy_of(scene: Scene, folder: Path) -> Scene:
    """The same home once more, for a test of its own."""
    shutil.copytree(scene.folder, folder, dirs_exist_ok=True)
    told = Books(*([*part] for part in (scene.books.orders, scene.books.shop)))
    told.charges = {name: [*rows] for name, rows in scene.books.charges.items()}
    told.refunds = {name: [*rows] for name, rows in scene.books.refunds.items()}
    return Scene(folder, told, scene.clock, scene.files)
