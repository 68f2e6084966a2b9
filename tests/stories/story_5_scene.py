"""The scene of story 5: Nordwind's twelve circuits, its people and its weeks of bad service, told by files.

The weeks are counted from the day on which Nordwind writes that it leaves.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends import console
from amends.facts import Moment, hear_moment, iso
from amends.facts.moments import DAY_US, HOUR_US
from sweep_scene import Books, Row, Scene

LEAVES = hear_moment("2026-06-18T09:00:00Z")
NORDWIND, CHEAP, TICKET = "crm/A-17", "KI-02", "zendesk/71"
CIRCUITS = 12
ANNA = "anna@nordwind.example"
_US = ("--root", "us")


@dataclass
class AccountScene:
    """Files are taken in by the real commands; `clock` is what commands and desk take for now."""

    scene: Scene

    @property
    def home(self) -> Path:
        """The home into which everything is taken."""
        return self.scene.home

    def tell_accounts(self) -> None:
        """What the CRM and the billing system know: two accounts, twelve circuits, and whose domain it is."""
        as_of = ("--as-of", ago(200))
        accounts = [
            {"account_id": NORDWIND, "parent_id": "", "name": "Nordwind", "renewal": ago(-60)},
            {"account_id": "crm/A-18", "parent_id": NORDWIND, "name": "Nordwind Kiel", "renewal": ""},
            {"account_id": "crm/B-1", "parent_id": "", "name": "Brise", "renewal": ago(-300)},
        ]
        self.scene.table("accounts", accounts, "--source", "crm", *_US, *as_of)
        services = [_circuit(number) for number in range(CIRCUITS)]
        services.append(_service("BR-1", "crm/B-1", "Brise 10M", 4_000_000))  # pays more than all of Nordwind
        self.scene.table("services", services, "--source", "billing", *_US, *as_of)
        member = {"account_id": NORDWIND, "domain": "nordwind.example"}
        self.scene.table("members", [member], "--source", "crm", *_US, *as_of)

    def tell_weeks(self, first: int, last: int) -> None:
        """Two mails a week about the cheapest circuit, so many weeks before they leave."""
        mails: list[Row] = []
        for week in range(first, last, -1):
            for day in (0, 3):
                at = ago(7 * week - day)
                mail = {"contact_id": f"m-{week}-{day}", "occurred_at": at, "channel": "mail", "from": ANNA}
                mails.append(
                    mail | {"ticket": TICKET, "text": "The line to Kiel is down again, and nobody calls back."}
                )
        self.scene.table("contacts", mails, "--source", "mailbox", "--root", "customer")
        concerned = {"service_id": CHEAP, "ticket": TICKET, "occurred_at": ago(7 * first)}
        self.scene.table("concerned", [concerned], "--source", "zendesk", *_US)

    def at(self, weeks_before: float) -> None:
        """It is so many weeks before they leave, and the desk is made anew."""
        self.scene.clock = ago(7 * weeks_before)
        self.scene.amends("rebuild", "--json")


def set_scene(folder: Path) -> AccountScene:
    """An empty home."""
    told = AccountScene(Scene(folder, Books(), iso(LEAVES)))
    told.home.mkdir(parents=True)
    return told


@contextmanager
def open_desk(told: AccountScene, weeks_before: float) -> Iterator[dict[str, Any]]:
    """The desk at that time: a browser of a lead, and one of somebody who is none."""
    console.prepare(told.home)
    from django.contrib.auth.models import User
    from django.db import connections
    from django.test import Client

    from amends.console.people import roles
    from amends.console.world import close_world, open_world

    now = Moment(LEAVES - int(7 * weeks_before * DAY_US))
    open_world(told.home, now=lambda: now)
    found = {}
    for name in ("lead", "agent"):
        user = User.objects.get_or_create(username=name)[0]
        found[name] = Client(SERVER_NAME="localhost")
        found[name].force_login(user)
    roles.give(User.objects.get(username="lead"), roles.LEAD)
    yield found
    close_world()
    connections.close_all()


def copy_of(told: AccountScene, folder: Path) -> AccountScene:
    """The same home once more."""
    shutil.copytree(told.scene.folder, folder, dirs_exist_ok=True)
    return AccountScene(Scene(folder, told.scene.books, told.scene.clock, told.scene.files))


def ago(days: float) -> str:
    """So many days before they leave."""
    return iso(Moment(LEAVES - int(days * DAY_US) - HOUR_US))


def _circuit(number: int) -> Row:
    minor = 3_000 if number == 2 else 10_000 + 5_000 * number
    return _service(f"KI-{number:02d}", "crm/A-18" if number < 3 else NORDWIND, f"Circuit {number}", minor)


def _service(number: str, account: str, name: str, minor: int) -> Row:
    told = {"service_id": number, "account_id": account, "name": name, "amount_minor": str(minor), "currency": "EUR"}
    return told | {"start": ago(700)}
