"""Decency of scores, held by tests: no ranks, no point without its interval, nothing private."""

import ast
import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

import pytest

from amends.scores.rows_of_agents import AgentRow
from amends.scores.total import BETTER, HELD, NOT_ENOUGH, SAME, WORSE
from fair_world import fitted
from machine import REPOSITORY

SCORES = REPOSITORY / "src" / "amends" / "scores"
PRIVATE = re.compile(
    r"amends\.(?:console|care|learning|demo|record|causes|reconcile|remediation|cli)\b|private_tasks|self_report|mistake"
)
RANKING = re.compile(
    r"(?:^|_)(?:rank|ranking|percentile|decile|quartile|league|stars?)(?:_|$)|(?:^|_)(?:top|bottom|best|worst)_"
)
RANKS_OF_NO_PERSON = ("chains.py",)  # contacts, by how hard they are


def imports(source: str) -> Iterator[str]:
    """What is imported, by its whole name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{name.name}" for name in node.names)


def private(source: str) -> list[str]:
    return [name for name in imports(source) if PRIVATE.search(name)]


@pytest.mark.promise
def test_scores_read_nothing_private() -> None:
    """No page, no care, no lesson, no self-report and no private task can reach a score."""
    files = sorted(SCORES.rglob("*.py"))
    assert len(files) > 20
    assert not {file.name: found for file in files if (found := private(file.read_text()))}


@pytest.mark.parametrize(
    "line",
    [
        "from amends.console.models import DeskTask",
        "import amends.care",
        "from amends.learning import self_reports",
        "from amends.recovery.private_tasks import private_tasks",
    ],
)
def test_twin_that_reads_something_private_is_caught(line: str) -> None:
    assert private(line)


def names_of_ranks(source: str) -> set[str]:
    """Names in the code that put people in an order."""
    found = {
        getattr(node, field, None) for node in ast.walk(ast.parse(source)) for field in ("id", "attr", "arg", "name")
    }
    return {name for name in found if isinstance(name, str) and RANKING.search(name)}


def test_nothing_in_what_is_shown_is_a_rank() -> None:
    files = [file for file in sorted(SCORES.rglob("*.py")) if file.name not in RANKS_OF_NO_PERSON]
    assert not {file.name: found for file in files if (found := names_of_ranks(file.read_text()))}
    assert not {field.name for field in fields(AgentRow) if RANKING.search(field.name)}
    assert names_of_ranks("def f(rows):\n    top_agents = rows[:10]\n") == {"top_agents"}  # the twin


def check_by_key(rows: Sequence[AgentRow]) -> None:
    """In the order of keys, which says nothing."""
    assert [row.agent for row in rows] == sorted(row.agent for row in rows)


@pytest.mark.promise
def test_rows_stand_by_key_and_never_by_score() -> None:
    rows = fitted("A").agents()
    check_by_key(rows)
    with pytest.raises(AssertionError):
        check_by_key(sorted(rows, key=lambda row: row.total_pp or 0.0))  # the twin


def check_whole(row: AgentRow) -> None:
    """Every figure has its interval, or there is none."""
    for point, low, high in (
        ("own_pp", "own_lo", "own_hi"),
        ("left_pp", "left_lo", "left_hi"),
        ("total_pp", "lo", "hi"),
    ):
        told = [getattr(row, name) for name in (point, low, high)]
        assert all(value is None for value in told) or told[1] < told[0] < told[2]


@pytest.mark.promise
def test_no_figure_without_its_interval() -> None:
    rows = [row for answers in (20, 100) for row in fitted("A", 50, answers).agents()]
    assert {row.total_pp is None for row in rows} == {True, False}
    for row in rows:
        check_whole(row)


def test_twin_a_figure_without_its_interval_is_caught() -> None:
    with pytest.raises((AssertionError, TypeError)):
        check_whole(dataclasses.replace(fitted("A").agents()[0], lo=None))


def test_verdicts_are_five_and_none_is_a_grade() -> None:
    assert {NOT_ENOUGH, SAME, BETTER, WORSE, HELD} == {
        "not enough yet",
        "same as everyone",
        "probably better",
        "probably worse",
        "held",
    }


def test_a_pair_is_told_apart_or_not_and_never_put_in_order() -> None:
    assert fitted("A").pairs("a00", "a01") in (True, False)
    assert fitted("A").pairs("a00", "a01") == fitted("A").pairs("a01", "a00")


def test_the_case_tells_steps_and_nobody() -> None:
    steps = fitted("A").case(fitted("A").contacts.case.names[0])
    assert not any("agent" in field.name for field in fields(steps[0]))
