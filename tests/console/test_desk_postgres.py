"""The same desk with everything in the team's PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends import console
from desk_stories import MATTER, NOW, WHO, failed_refund_story, quiet_customers

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(home: Path, postgres_url: str) -> Iterator[Any]:
    """An open world on PostgreSQL."""
    console.prepare(home, postgres_url)
    from django.db import connections

    from amends.console.world import close_world, open_world

    yield open_world(home, postgres_url, now=lambda: NOW)
    close_world()
    connections.close_all()


def test_follow_show_and_act_on_postgresql(world: Any) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    from amends.console.desk import catch_up, dump, rebuild

    world.record.append([*failed_refund_story(), *quiet_customers(3)])
    catch_up(world.record, world.policy, NOW)
    followed = dump()
    rebuild(world.record, world.policy, NOW)
    assert dump() == followed
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get_or_create(username="Ruth")[0])
    told = {"form_id": "6dbe1a4e-5f0b-4c40-9a6d-6b0a7a7a1b11", "matter": MATTER}
    assert browser.post(f"/customers/{WHO}/closings", told).status_code == 409
    for _ in range(2):
        assert browser.post(f"/customers/{WHO}/remedies", told).status_code == 302
    assert "Asked for" in browser.get("/").content.decode()
    assert sum(entry.source.name == "desk" for _, entry in world.record.after(0, 100)) == 1
