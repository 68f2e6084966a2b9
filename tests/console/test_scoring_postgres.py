"""Scores behind the pages with everything in the team's PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends import console
from amends.facts.moments import HOUR_US
from desk_stories import NOW
from postgres_server import fresh_database
from scored_world import CLOSED, Q1, by_case, customer, fit_once, floor, held, put
from test_roles import person
from test_scoring_rows import calls, marks_by_hand, windows

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An open world on PostgreSQL, in a database of its own."""
    url = fresh_database(postgres_url)
    console.prepare(home, url)
    fit_once(monkeypatch)
    from django.db import connections

    from amends.console.world import close_world, open_world

    yield open_world(home, url, now=lambda: NOW)
    close_world()
    connections.close_all()


def test_rows_followed_and_rebuilt_are_the_same_on_postgresql(world: Any) -> None:
    from amends.console.desk import catch_up, dump, rebuild

    world.record.append(calls())
    catch_up(world.record, world.policy, NOW)
    followed = dump()
    rebuild(world.record, world.policy, NOW)
    assert dump() == followed
    assert windows() == marks_by_hand()
    assert len(windows()) == 2


def test_from_the_rows_to_what_a_lead_and_an_agent_read_on_postgresql(world: Any) -> None:
    from django.test import Client

    from amends.console.desk import store
    from amends.console.desk.models import DeskStep
    from amends.console.scoring.refresh import refresh

    put(floor())
    assert refresh(CLOSED, world.policy) == 1
    assert DeskStep.objects.count() == len(floor())
    lead, agent = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    lead.force_login(person("Lena", ("lead",)))
    agent.force_login(person("agent-00"))
    assert len(lead.get("/api/v1/scores/agents").json()["windows"][0]["agents"]) == 6
    assert agent.get("/api/v1/scores/mine").json()["windows"][0]["row"]["agent"] == "agent-00"
    assert agent.get("/scores/agents").status_code == 404
    for case, told in list(by_case(floor()).items())[:10]:
        changed = customer(case, held(told))
        store.replace(changed, changed.handles)
    assert windows() == marks_by_hand()
    store.clear()
    put(held(floor()))
    assert refresh(CLOSED + HOUR_US, world.policy) == 1  # type: ignore[arg-type]
    assert DeskStep.objects.filter(window_start=Q1.start).count() == 0
    assert agent.get("/api/v1/scores/mine").json()["windows"][0]["state"] == "held"
