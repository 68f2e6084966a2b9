"""The sweep and a remediation with everything in the team's PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends import console
from desk_stories import NOW
from fault_stories import SLICE, fault_story
from postgres_server import fresh_database
from programme_story import OPENED, do, fields

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(home: Path, postgres_url: str) -> Iterator[Any]:
    """An open world on PostgreSQL, in a database of its own."""
    url = fresh_database(postgres_url)
    console.prepare(home, url)
    from django.db import connections

    from amends.console.world import close_world, open_world

    yield open_world(home, url, now=lambda: NOW)
    close_world()
    connections.close_all()


def test_from_the_sweep_to_the_file_for_finance_on_postgresql(world: Any) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    from amends.console.desk import catch_up, dump, rebuild

    world.record.append(fault_story(3, 5))
    catch_up(world.record, world.policy, NOW)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get_or_create(username="Ruth")[0])
    assert browser.get("/sweep?trait=channel%3Dapp").content.decode().count("data-row=") == 1
    assert browser.get("/sweep?trait=channel%3DApp").content.decode().count("data-row=") == 0
    assert browser.get(f"/causes?{SLICE}").status_code == 200
    assert browser.post("/programmes/-/opened", fields(**OPENED)).status_code == 302
    assert do(browser, "requests").status_code == 302
    assert do(browser, "approvals").status_code == 302
    assert do(browser, "payments").content.decode().count("refund:RF-") == 3
    followed = dump()
    rebuild(world.record, world.policy, NOW)
    assert dump() == followed
