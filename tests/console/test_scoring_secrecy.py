"""What is about a person reaches him, and who leads people, and nobody else; and nobody at all while the gate holds.

These tests do not search answers for figures: they change the figures, and see that not a byte of any answer changes.
"""

import json
import re
from collections.abc import Collection
from typing import Any

import pytest

from amends.facts import Policy
from scored_world import CLOSED, Q1, Q4, fit_once, floor, held, put
from test_access import routes

HIM, OTHER, LEAD, REVIEWER = "agent-00", "agent-02", "Lena", "Rita"
EVERYBODY = (HIM, OTHER, LEAD, REVIEWER)
FRESH = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    fit_once(monkeypatch)


def floors(*, newest_holds: bool) -> None:
    """Two windows on the desk, the older one passing; and a lead and a reviewer."""
    from django.contrib.auth.models import User

    from amends.console.people.roles import give
    from amends.console.scoring.refresh import refresh

    put([*floor(Q4), *(held(floor(Q1)) if newest_holds else floor(Q1))])
    refresh(CLOSED, Policy())
    for name, role in ((LEAD, "lead"), (REVIEWER, "reviewer")):
        give(User.objects.create(username=name), role)


def retell(agents: Collection[str], amount: float) -> None:
    """The figures of these agents moved by an amount, as if another fit had found them; while a gate holds they are
    written where none should be, as if a fit had stored what it must not.
    """
    from amends.console.desk.models import DeskFit, DeskStep, DeskTaken

    pattern = json.loads(DeskFit.objects.get(start=Q4.start).payload)
    for fit in DeskFit.objects.all():
        told = json.loads(fit.payload)
        for part in ("agents", "pictured"):
            rows = told[part] or pattern[part]
            told[part] = [_moved(row, amount) if row["agent"] in agents else row for row in rows]
        fit.payload = json.dumps(told)
        fit.save()
        his = DeskTaken.objects.filter(window_start=fit.start, agent__in=agents)
        for row in his[:40]:
            explained = DeskStep.objects.filter(contact=row.contact)
            if not explained.update(before=0.4 + amount / 100, steps=fit.steps):
                values = {"window_start": fit.start, "contact": row.contact, "case": row.case, "seq": row.seq}
                DeskStep.objects.create(steps=fit.steps, before=0.4 + amount / 100, low=0.1, high=0.9, **values)


def _moved(row: dict[str, Any], amount: float) -> dict[str, Any]:
    def number(value: Any) -> bool:
        return isinstance(value, float)

    moved = {name: value + amount if number(value) else value for name, value in row.items()}
    return moved | ({"verdict": "probably worse" if amount > 0 else "same as everyone"} if "verdict" in row else {})


def answers(desk: Any, people: Collection[str]) -> dict[tuple[str, str], Any]:
    """All that everybody gets from every address, but for what is new in every answer."""
    from amends.console.contact_key import contact_key

    own = [f"/mine/score/{contact_key(one.contact)}" for one in (*floor(Q4), *floor(Q1)) if one.agent == HIM][:3]
    addresses = sorted({address for _, address in routes() if not address.startswith("/log")} | set(own))
    found: dict[tuple[str, str], Any] = {}
    for name in people:
        browser = desk.browser(name)
        for address in addresses:
            answer = browser.get(address)
            headers = sorted((k, v) for k, v in answer.headers.items() if k != "Set-Cookie")
            found[name, address] = (answer.status_code, FRESH.sub(b"", answer.content), headers)
    return found


def told_apart(desk: Any, agents: Collection[str], people: Collection[str]) -> set[tuple[str, str]]:
    """Which answers to whom change when the figures of these agents do."""
    retell(agents, 1.0)
    before = answers(desk, people)
    retell(agents, 4.0)
    after = answers(desk, people)
    return {key for key in before if before[key] != after[key]}


@pytest.mark.promise
def test_while_the_gate_holds_no_byte_of_any_answer_depends_on_anybodys_figures(desk: Any) -> None:
    floors(newest_holds=True)
    assert told_apart(desk, (HIM, OTHER), EVERYBODY) == set()


@pytest.mark.promise
def test_a_gate_that_nobody_asked_would_be_noticed(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: everywhere that figures can come out at all."""
    from amends.console.scoring import read, stored

    floors(newest_holds=True)
    monkeypatch.setattr(read, "_holding", lambda found: ())
    monkeypatch.setattr(stored.Fitted, "held", False)
    leaks = told_apart(desk, (HIM, OTHER), EVERYBODY)
    assert {(HIM, "/api/v1/scores/mine"), (LEAD, "/api/v1/scores/agents")} <= leaks


@pytest.mark.promise
def test_a_persons_figures_reach_him_and_who_leads_and_nobody_else(desk: Any) -> None:
    floors(newest_holds=False)
    seen = told_apart(desk, (HIM,), EVERYBODY)
    assert {name for name, _ in seen} == {HIM, LEAD}
    assert {address for name, address in seen if name == LEAD} == {"/scores/agents", "/api/v1/scores/agents"}
    assert {address for name, address in seen if name == HIM} >= {"/mine/score", "/api/v1/scores/mine"}


@pytest.mark.promise
def test_a_page_for_everybody_with_people_in_it_would_be_noticed(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    from amends.console.api import scores

    floors(newest_holds=False)
    system = scores._of_all
    monkeypatch.setattr(scores.read, "windows", lambda: scores.read.of_everybody(scores.read.Asker("", {"lead"})))
    monkeypatch.setattr(scores, "_of_all", lambda one: system(one) | {"basis": str(one.published.agents)})
    assert (OTHER, "/api/v1/scores/system") in told_apart(desk, (HIM,), (OTHER,))


@pytest.mark.promise
def test_somebody_elses_contact_is_one_that_does_not_exist(desk: Any) -> None:
    from amends.console.contact_key import contact_key

    floors(newest_holds=False)
    his = next(one.contact for one in floor(Q1) if one.agent == HIM)
    assert desk.browser(HIM).get(f"/mine/score/{contact_key(his)}").status_code == 200
    for name in (OTHER, LEAD, REVIEWER):
        browser = desk.browser(name)
        for method in ("get", "post"):
            there, absent, nowhere = (
                getattr(browser, method)(address)
                for address in (f"/mine/score/{contact_key(his)}", f"/mine/score/{contact_key('x/1')}", "/nothing")
            )
            told = [(one.status_code, FRESH.sub(b"", one.content)) for one in (there, absent, nowhere)]
            assert told[0] == told[1] == told[2]
            assert there.status_code == 404
