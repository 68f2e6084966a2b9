"""One window, three ways: the page's store, the API, and `amends scores fit` on the exported rows say the same."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.cli.scores.exported import arrival_table, contacts_table, write_table
from amends.cli.scores.opaque import Opaque
from amends.facts import Policy
from amends.scores.inherited import LINK
from amends.scores.taken import APPEALED, Taken
from scored_world import CLOSED, Q1, floor, put

COUNTED = ("agent", "verdict", "n_contacts", "n_answers")
FIGURES = (
    *("own_pp", "own_lo", "own_hi", "left_pp", "left_lo", "left_hi"),
    *("total_pp", "lo", "hi", "p_worse", "burden_pp"),
)
NEAR = 1e-8


def check_agree(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> None:
    """The same people with the same words, counts and figures."""
    told = {row["agent"]: row for row in other}
    assert {row["agent"] for row in one} == set(told)
    for row in one:
        there = told[row["agent"]]
        assert [str(row[name]) for name in COUNTED] == [str(there[name]) for name in COUNTED]
        for name in FIGURES:
            first, second = (float(value[name]) if value[name] not in ("", None) else None for value in (row, there))
            assert first == second or first == pytest.approx(second, abs=NEAR)


def exported(rows: Sequence[Taken], folder: Path) -> tuple[list[dict[str, str]], dict[str, Any], Opaque]:
    """AGENTS and the JSON of a fit on what `scores export` writes of these rows, under opaque keys."""
    opaque = Opaque(folder / "elsewhere")
    write_table(contacts_table(rows, opaque.of), folder / "contacts.csv")
    author = frozenset({LINK})
    write_table(arrival_table(rows, opaque.of, lambda name: opaque.of_author(name, author)), folder / "arrival.csv")
    told = ["scores", "fit", str(folder / "contacts.csv"), "--arrival", str(folder / "arrival.csv"), "--json"]
    result = CliRunner().invoke(amends, [*told, "--out", str(folder / "agents.csv")], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return list(csv.DictReader((folder / "agents.csv").open())), json.loads(result.stdout), opaque


@pytest.mark.promise
def test_page_api_and_command_say_the_same_of_one_window(desk: Any, tmp_path: Path) -> None:
    from django.contrib.auth.models import User

    from amends.console.people.roles import LEAD, give
    from amends.console.scoring.refresh import refresh
    from amends.console.scoring.stored import stored

    spared = replace(floor()[3], left_out=APPEALED)
    rows = [*floor()[:3], spared, *floor()[4:]]
    put(rows)
    refresh(CLOSED, Policy())
    [fitted] = stored()
    assert fitted.published is not None
    by_file, told, opaque = exported(rows, tmp_path)
    here = [{name: getattr(row, name) for name in (*COUNTED, *FIGURES)} for row in fitted.published.agents]
    renamed = [row | {"agent": opaque.of(row["agent"])} for row in here]
    check_agree(renamed, by_file)

    lead = desk.browser("Lena")
    give(User.objects.get(username="Lena"), LEAD)
    [window] = lead.get("/api/v1/scores/agents").json()["windows"]
    check_agree(window["agents"], here)
    assert "raw_nrr" not in window["agents"][0], "it is no figure about a person"
    [system] = lead.get("/api/v1/scores/system").json()["windows"]
    assert system["system"]["raw_nrr"] == told["system"]["raw_nrr"]
    assert (system["spared"], told["spared"], window["window"]["name"]) == (1, 1, Q1.name)

    figure = next(row for row in by_file if row["own_pp"])
    figure["own_pp"] = str(float(figure["own_pp"]) + 1e-6)
    with pytest.raises(AssertionError):  # the twin
        check_agree(renamed, by_file)
