"""The columns that may be missing: read, refused with their place, written again so that a decision is replayed."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.care.batch import route_batch
from amends.care.routing import inputs_of, route
from amends.care.routing_rows import agent_rows, contact_rows, decision_json
from amends.care.routing_told import hear_told
from amends.care.weights import Weights
from amends.cli import amends
from amends.facts import Refused
from busy_floor import a_busy_floor
from care_floor import NOW

WEIGHTS = Weights()
CONTACT = {"contact_id": "c1", "channel": "chat", "skill": "billing", "waiting_since": "2026-05-04T15:58:00Z"}
AGENT = {"agent": "ana", "skills": "billing", "shift_end": "2026-05-04T18:00:00Z"}
NEEDED = ("max_wait_minutes", "q80_minutes", "hard", "known_agent", "promised_from", "promised_to")


def written(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    file = folder / name
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def routed(folder: Path, contacts: list[dict[str, str]], agents: list[dict[str, str]]) -> dict[str, Any]:
    empty = dict.fromkeys(NEEDED, "")
    waiting = written(folder, "w.csv", *(empty | CONTACT | one for one in contacts))
    people = written(folder, "a.csv", *({"load": "", "shift_total": ""} | AGENT | one for one in agents))
    line = ["--home", str(folder), "care", "route", "--now", "2026-05-04T15:59:00Z", "--json"]
    done = CliRunner().invoke(amends, [*line, "--contacts", str(waiting), "--agents", str(people)])
    if done.exception is not None:
        raise done.exception
    return {one["contact_id"]: one for one in json.loads(done.stdout)["assignments"]}


def test_without_them_everybody_takes_one_and_may_meet_anybody(tmp_path: Path) -> None:
    found = routed(tmp_path, [{}, {"contact_id": "c2"}], [{}])
    assert sorted(one["action"] for one in found.values()) == ["assign", "wait"]


def test_names_with_semicolons_between_them_and_places_beside_what_is_in_hand(tmp_path: Path) -> None:
    two = [{"not_agents": "zoe; ana"}, {"contact_id": "c2", "not_agents": ""}]
    found = routed(tmp_path, two, [{"capacity": "2", "open": "1.0", "channels": "call|messages"}])
    assert (found["c1"]["action"], found["c1"]["terms"]["rule"]) == ("wait", "not_paired")
    assert found["c2"]["agent"] == "ana"


def test_a_call_back_names_who_would_make_it(tmp_path: Path) -> None:
    soon = routed(tmp_path, [{"known_agent": "ana"}], [{"shift_end": "2026-05-04T16:00:00Z"}])["c1"]
    assert (soon["action"], soon["offer"]) == ("offer_call_back", {"kind": "call_back_later", "by": "ana"})
    assert "offer" not in routed(tmp_path, [{}], [{}])["c1"]


@pytest.mark.parametrize(
    ("contact", "agent", "said"),
    [
        ({"returning": "perhaps"}, {}, "w.csv, line 2, column returning: 'perhaps' is neither true nor false"),
        ({}, {"capacity": "two"}, "a.csv, line 2, column capacity: 'two' is no whole number from 0 to 9999"),
        ({}, {"capacity": "10000"}, "is no whole number"),
        ({}, {"open": "-1"}, "a.csv, line 2, column open: '-1' is no whole number"),
        ({}, {"open": "0.5"}, "is no whole number"),
        ({}, {"channels": "mail;pigeon"}, "a.csv, line 2, column channels: 'mail;pigeon' is no channel of the table"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    tmp_path: Path, contact: dict[str, str], agent: dict[str, str], said: str
) -> None:
    with pytest.raises(Refused) as error:
        routed(tmp_path, [contact], [agent])
    assert said in str(error.value)


@pytest.mark.promise
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000), batch=st.booleans())
def test_the_rows_of_a_decision_make_the_same_decision_again(seed: int, batch: bool) -> None:
    waiting, people = a_busy_floor(12, 6, seed)
    router = route_batch if batch else route
    heard = hear_told(contact_rows(waiting), agent_rows(people), WEIGHTS)
    assert inputs_of(heard.contacts, heard.agents, NOW, WEIGHTS) == inputs_of(waiting, people, NOW, WEIGHTS)
    first, again = (router(*told, NOW, WEIGHTS) for told in ((waiting, people), (heard.contacts, heard.agents)))
    assert [decision_json(one) for one in first] == [decision_json(one) for one in again]


def test_twin_rows_that_lose_a_digit_have_another_hash() -> None:
    waiting, people = a_busy_floor(5, 3, 1)
    rounded = [{**row, "q80_minutes": "7", "max_wait_minutes": "7.1"} for row in contact_rows(waiting)]
    heard = hear_told(rounded, agent_rows(people), WEIGHTS)
    assert inputs_of(heard.contacts, heard.agents, NOW, WEIGHTS) != inputs_of(waiting, people, NOW, WEIGHTS)
