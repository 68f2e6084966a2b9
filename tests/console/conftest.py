"""A desk per test: a home of its own, with the console's tables copied from one that was migrated once."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from amends import console
from amends.facts import Entry, Moment
from desk_stories import NOW

# a browser driven from the same thread runs an event loop in it; the tests' own queries are not asynchronous
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose console tables are there; made once, copied by each test."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    console.prepare(home)
    from django.db import connections

    connections.close_all()
    return home


class Desk:
    """The desk under test: its world, and people's browsers."""

    def __init__(self, home: Path, world: Any) -> None:
        self.home = home
        self.world = world
        self.record = world.record

    def tell(self, entries: Sequence[Entry]) -> None:
        """Into the record, and the desk brought up to date."""
        from amends.console.desk import catch_up

        self.record.append(entries)
        catch_up(self.record, self.world.policy, self.world.now())

    def at(self, now: Moment) -> None:
        """From now on it is this moment."""
        self.world.now = lambda: now

    def anonymous(self, **options: Any) -> Any:
        """A browser that nobody logged in with."""
        from django.test import Client

        return Client(SERVER_NAME="localhost", **options)

    def browser(self, name: str = "Ruth", **options: Any) -> Any:
        """A browser in which this person is logged in."""
        from django.contrib.auth.models import User

        client = self.anonymous(**options)
        client.force_login(User.objects.get_or_create(username=name)[0])
        return client

    def acts(self) -> list[Entry]:
        """What people did, in the record."""
        return [entry for _, entry in self.record.after(0, 10_000) if entry.source.name == "desk"]


@pytest.fixture
def desk(migrated: Path, tmp_path: Path) -> Iterator[Desk]:
    """An empty desk on 18 June 2026."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    shutil.copy(migrated / "desk.sqlite", home / "desk.sqlite")
    console.serve(home)  # its tables are there: to look for what is to be migrated took half of a short test
    from django.db import connections

    from amends.console.world import close_world, open_world

    yield Desk(home, open_world(home, now=lambda: NOW))
    close_world()
    connections.close_all()


@pytest.fixture
def postgres_desk(home: Path, postgres_url: str) -> Iterator[Desk]:
    """The same with everything in the team's PostgreSQL, in a database of its own."""
    from postgres_server import fresh_database

    url = fresh_database(postgres_url)
    console.prepare(home, url)
    from django.db import connections

    from amends.console.world import close_world, open_world

    yield Desk(home, open_world(home, url, now=lambda: NOW))
    close_world()
    connections.close_all()


@pytest.fixture
def form() -> Callable[..., dict[str, str]]:
    """The fields of a form as the page renders them."""
    import uuid

    def fields(**more: str) -> dict[str, str]:
        return {"form_id": str(uuid.uuid4()), "matter": "refund:R-2291", **more}

    return fields
