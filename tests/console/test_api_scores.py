"""Scores over HTTP: the same as the pages, each shape documented, and nothing about a person to anybody else."""

from dataclasses import fields
from typing import Any

import pytest

from amends.facts import Policy
from amends.facts.moments import hear_moment
from amends.scores.gate import Reason
from amends.scores.pictured import Pictured
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Excess, Share, System
from amends.scores.windows import Window
from scored_world import CLOSED, Q1, fit_once, floor, held, put
from test_roles import person

PARTS = ("system", "mine", "agents")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    fit_once(monkeypatch)


def made(rows: Any) -> None:
    from amends.console.scoring.refresh import refresh

    put(rows)
    refresh(CLOSED, Policy())


def ask(desk: Any, part: str, name: str = "agent-00") -> Any:
    answer = desk.browser(name).get(f"/api/v1/scores/{part}")
    assert answer.status_code == 200
    return answer.json()["windows"]


def test_without_any_window_the_answer_is_an_empty_list(desk: Any) -> None:
    person("Lena", ("lead",))
    assert [ask(desk, part, "Lena") for part in PARTS] == [[], [], []]


def test_what_is_about_all_together(desk: Any) -> None:
    made(floor())
    [window] = ask(desk, "system", "somebody")
    assert window["window"] == {"name": "2026 Q1", "start": "2026-01-01T00:00:00Z", "end": "2026-04-01T00:00:00Z"}
    assert (window["gate"], window["reasons"], window["refused"]) == ("pass", [], "")
    assert (window["contacts"], window["spared"]) == (len(floor()), 0)
    told = window["system"]["raw_nrr"]
    answered = [one.answer for one in floor() if one.answer is not None]
    assert told["share"] == pytest.approx(sum(answered) / len(answered))
    assert told["low"] < told["share"] < told["high"]
    assert sum(window["system"]["variance"].values()) == pytest.approx(1)
    assert set(window) == {
        *("window", "made_at", "gate", "reasons", "refused", "contacts", "answers", "spared", "basis", "sigmas"),
        "system",
    }


def test_ones_own_row_by_login_and_by_token(desk: Any) -> None:
    from amends.console.people.tokens import make_token

    made(floor())
    [window] = ask(desk, "mine")
    assert (window["state"], window["row"]["agent"], window["pictured"]["agent"]) == (
        "same as everyone",
        "agent-00",
        "agent-00",
    )
    assert window["row"]["lo"] < window["row"]["total_pp"] < window["row"]["hi"]
    token = make_token(person("agent-00"), now=desk.world.now())
    script = desk.anonymous(headers={"authorization": f"Bearer {token}"})
    assert script.get("/api/v1/scores/mine").json()["windows"] == [window]


def test_below_thirty_answers_there_is_no_figure(desk: Any) -> None:
    made(floor())
    [window] = ask(desk, "mine", "agent-01")
    assert window["row"].pop("agent") == "agent-01"
    assert window["row"].pop("n_contacts") > 0
    assert window["row"].pop("n_answers") == 27
    assert window["row"].pop("verdict") == window["state"] == "not enough yet"
    assert set(window["row"].values()) == {None}
    assert window["pictured"] is None


def test_a_lead_has_everybody_by_key(desk: Any) -> None:
    made(floor())
    person("Lena", ("lead",))
    [window] = ask(desk, "agents", "Lena")
    assert [row["agent"] for row in window["agents"]] == [f"agent-0{n}" for n in range(6)]
    assert [one["agent"] for one in window["pictured"]] == [f"agent-0{n}" for n in (0, 2, 3, 4, 5)]
    assert window["dispersion"] >= 1
    assert not {"rank", "percentile"} & set(window["agents"][0])


def test_while_the_gate_holds_it_says_why_and_nothing_else(desk: Any) -> None:
    made(held(floor()))
    person("Lena", ("lead",))
    [system], [mine], [agents] = (ask(desk, part, "Lena") for part in PARTS)
    assert [reason["code"] for reason in system["reasons"]] == ["few_system_surveys"]
    assert system["system"]["raw_nrr"]["of"] > 0  # what is about all together is never held
    assert (mine["gate"], mine["state"], mine["row"]) == ("hold", "held", None)
    assert mine["reasons"] == agents["reasons"] == system["reasons"]
    assert (agents["gate"], agents["agents"], agents["pictured"]) == ("hold", [], [])


def test_a_window_that_nothing_could_be_made_of_says_why(desk: Any) -> None:
    made(floor()[:3])
    person("Lena", ("lead",))
    for part in PARTS:
        [window] = ask(desk, part, "Lena")
        assert window["gate"] == "none"
        assert window["refused"]
        assert hear_moment(window["window"]["end"]) == Q1.end


def test_each_documented_shape_repeats_what_is_published_field_by_field(desk: Any) -> None:
    from amends.console.api import scores_shapes as shapes

    pairs = [
        (shapes.AgentRowOut, AgentRow),
        (shapes.PicturedOut, Pictured),
        (shapes.SystemOut, System),
        (shapes.ShareOut, Share),
        (shapes.ExcessOut, Excess),
        (shapes.GateReasonOut, Reason),
        (shapes.WindowOut, Window),
    ]
    for shape, told in pairs:
        assert set(shape.model_fields) == {field.name for field in fields(told)} - {"raw_nrr"} | (
            {"raw_nrr"} if told is System else set()
        ), shape.__name__
    document = desk.browser().get("/api/v1/openapi.json").json()
    for part in PARTS:
        statuses = document["paths"][f"/api/v1/scores/{part}"]["get"]["responses"]
        assert {"200", "401", "403"} <= set(statuses)
    assert "404" in document["paths"]["/api/v1/scores/agents"]["get"]["responses"]
