"""The register with everything in the team's PostgreSQL: the same rows, found by the same search."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import learning_told as told
from amends import console
from desk_stories import NOW, failed_refund_story
from learning_told import LESSON, MISTAKE, note

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(home: Path, postgres_url: str) -> Iterator[Any]:
    """An open world on PostgreSQL, in a database of its own."""
    from postgres_server import fresh_database

    url = fresh_database(postgres_url)
    console.prepare(home, url)
    from django.db import connections

    from amends.console.world import close_world, open_world

    yield open_world(home, url, now=lambda: NOW)
    close_world()
    connections.close_all()


def test_it_is_followed_rebuilt_searched_and_judged_on_postgresql(world: Any) -> None:
    from django.contrib.auth.models import User
    from django.test import Client

    from amends.console.desk import catch_up, dump, rebuild

    prices = note("noted:1", step="record.keep", what="The price list was old", cause=("system=erp",), by="Ruth")
    refunds = told.refunds(60, 40, failing_before=15, failing_after=0)
    world.record.append([*failed_refund_story(), *refunds, prices, told.lesson(), told.done()])
    catch_up(world.record, world.policy, NOW)
    followed = dump()
    rebuild(world.record, world.policy, NOW)
    assert dump() == followed
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get_or_create(username="Ruth")[0])
    for query, words in (
        ("q=PRICE+old", "1 of 17"),
        ("cause=system%3Derp", "1 of 17"),
        ("step=refund.send", "16 of 17"),
    ):
        assert words in browser.get(f"/register?{query}").content.decode(), query
    sent = told.form(surprised="Nobody had looked")
    for _ in range(2):
        assert browser.post(f"/register/{MISTAKE}/notes", sent).status_code == 302
    assert "Nobody had looked" in browser.get(f"/register/{MISTAKE}").content.decode()
    assert "Worked." in browser.get(f"/lessons/{LESSON}").content.decode()
    assert browser.get("/digest/2026-05").status_code == 200
    assert browser.get("/checklists").status_code == 200
