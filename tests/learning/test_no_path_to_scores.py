"""No way leads from what somebody said in confidence to a score: not by an import, not by a query, not by an export.

What may never count: reports and who made them, "I inherited this", notes on mistakes, answers to check lists.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.customer import understand
from amends.facts import CUSTOMER, US, Entry, Moment, Policy, Source, hear_moment
from amends.facts.kinds import (
    ActionTold,
    AnswerGiven,
    CheckAnswered,
    ContactReceived,
    ContactRouted,
    InheritedTold,
    MistakeNoted,
    ReportChanged,
    ReportIdentity,
    ReportMade,
    SurveyAnswered,
    What,
)
from amends.facts.moments import MINUTE_US
from amends.record import open_record
from amends.scores.inherited import taken
from amends.scores.taken import Taken
from machine import REPOSITORY

PRIVATE: tuple[type[What], ...] = (
    ReportMade,
    ReportIdentity,
    ReportChanged,
    InheritedTold,
    MistakeNoted,
    CheckAnswered,
)
SCORING = ("scores", "console/scoring", "console/taken_row.py", "console/desk/taken.py", "cli/scores")
READERS = ("amends.learning", "amends.record.reporting", "amends.record.report_entries", "amends.record.identities")
MODULES = re.compile(r"\blearning\b|\breporting\b|\breport_entries\b|\bidentities\b")
TABLES = re.compile(r"desk_mistake|DeskMistake")
AGENTS = ("dora", "ben", "marek")
BEGAN = hear_moment("2026-07-01T09:00:00Z")
LATER = hear_moment("2026-10-01T00:00:00Z")
DESK = Source("desk", US)


def sources() -> Iterator[Path]:
    """Every file that takes part in making a score."""
    for name in SCORING:
        place = REPOSITORY / "src" / "amends" / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else (place,)


def speaks_of(source: str) -> set[str]:
    """What of the private kinds a source names: classes, kinds as text, tables, the modules that read them."""
    names = {kind.__name__ for kind in PRIVATE} | {kind.kind for kind in PRIVATE}
    found = set()
    for node in ast.walk(ast.parse(source)):
        told: Iterable[str] = ()
        if isinstance(node, ast.alias):
            told = (node.name, node.name.rpartition(".")[2])
        elif isinstance(node, ast.ImportFrom):
            told = (node.module or "",)
        elif isinstance(node, ast.Name | ast.Attribute):
            told = (node.id if isinstance(node, ast.Name) else node.attr,)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            told = (node.value,)
        is_text = isinstance(node, ast.Constant)  # a sentence may speak of learning; code that does reads it
        for one in told:
            if one in names or TABLES.search(one) or (not is_text and MODULES.search(one)):
                found.add(one)
    return found


@pytest.mark.promise
def test_no_file_that_makes_a_score_names_them() -> None:
    files = list(sources())
    assert len(files) > 40
    assert {str(file): found for file in files if (found := speaks_of(file.read_text("utf-8")))} == {}


@pytest.mark.promise
@pytest.mark.parametrize(
    "line",
    [
        "from amends.facts.kinds import ReportMade",
        "from ..learning import reports",
        "from amends.learning.reports import reports",
        "kinds = facts.kinds.MistakeNoted",
        "record.of_kind('inherited.told')",
        "from amends.record.report_entries import reports_told",
        "from ..desk.models import DeskMistake",
    ],
)
def test_a_line_that_does_would_be_noticed(line: str) -> None:
    assert speaks_of(line)


@cache
def graph() -> Any:
    return grimp.build_graph("amends", cache_dir=None)


def chain(start: str, end: str, imports: Any) -> Any:
    return imports.find_shortest_chain(start, end, as_packages=True)


@pytest.mark.promise
def test_no_chain_of_imports_leads_there_either() -> None:
    for start in ("amends.scores", "amends.console.scoring", "amends.console.taken_row", "amends.cli.scores"):
        assert start in graph().modules
        for end in READERS:
            assert chain(start, end, graph()) is None, f"{start} to {end}"


@pytest.mark.promise
def test_a_chain_would_be_noticed() -> None:
    imports = grimp.build_graph("amends", cache_dir=None)
    imports.add_import(importer="amends.scores.own", imported="amends.recovery.closing")
    imports.add_import(importer="amends.recovery.closing", imported="amends.learning.reports")
    assert chain("amends.scores", "amends.learning", imports) is not None


def of_customer(number: int) -> list[Entry]:
    """One chat: routed, answered, asked about."""
    at, ticket, who, agent = (
        Moment(BEGAN + number * 60 * MINUTE_US),
        f"desk/{number}",
        f"C-{number}",
        AGENTS[number % 3],
    )
    asked = SurveyAnswered(
        f"s/{number}",
        score=1 + 4 * (number % 2),
        lowest=1,
        highest=5,
        ticket=ticket,
        customer_id=who,
        invited_by="system",
    )
    after = [Moment(at + minutes * MINUTE_US) for minutes in range(10)]
    routed = ContactRouted(ticket=ticket, reason="refund", picked_up=after[3], agent=agent)
    return [
        Entry(Source("chat", CUSTOMER), f"k{number}", at, ContactReceived("chat", customer_id=who, ticket=ticket)),
        Entry(Source("router", US), f"r{number}", after[1], routed),
        Entry(
            Source("chat", US), f"a{number}", after[5], AnswerGiven("chat", agent=agent, text="Hello", ticket=ticket)
        ),
        Entry(Source("survey", CUSTOMER), f"s{number}", after[9], asked),
    ]


def confided(number: int) -> list[Entry]:
    """Everything that may not count, about the same contact, before it was picked up and after."""
    who, contact, name = f"customer:C-{number}", f"chat/k{number}", AGENTS[number % 3]
    found = []
    for when, at in (("before", Moment(BEGAN - MINUTE_US)), ("after", Moment(BEGAN + 90 * MINUTE_US))):
        told: list[What] = [
            MistakeNoted(f"noted:{number}", "refund.send", "agent", at, at, contact=contact, by=name, about=who),
            InheritedTold(contact, contact, "refund.send", "a mess", by=name, about=who),
            CheckAnswered("cancel", ("sure=yes",), True, contact=contact, by=name, about=who),
            ReportMade(f"r{number}", "digest", "refund.send", "I erred", contact),
            ReportIdentity(f"r{number}", "key", LATER, sealed=name),
            ReportChanged(f"r{number}", "shared", "refund.send", summary="x", by=name),
        ]
        found += [Entry(DESK, f"{what.kind}:{number}:{when}", at, what) for what in told]
    return found


def rows(*more: Entry, number: int = 0) -> tuple[Taken, ...]:
    file = understand([*of_customer(number), *more], who=f"customer:C-{number}", now=LATER, policy=Policy())
    assert file is not None
    return taken(file, Policy())


@pytest.mark.promise
def test_what_was_confided_changes_no_row_that_a_score_is_made_of() -> None:
    without = rows()
    assert [row.agent for row in without] == ["dora"]
    assert rows(*confided(0)) == without


@pytest.mark.promise
def test_what_counts_would_change_it() -> None:
    done = ActionTold("cancelled", ticket="desk/0", by="ben", customer_id="C-0")
    assert rows(Entry(Source("shop", US), "cancelled", Moment(BEGAN - MINUTE_US), done)) != rows()


def export(home: Path, out: Path) -> dict[str, bytes]:
    """Every byte of `amends scores export`."""
    words = ["--home", str(home), "scores", "export", str(out), "--as-of", "2026-10-01T00:00:00Z", "--format", "csv"]
    done = CliRunner().invoke(amends, words, standalone_mode=False)
    assert done.exit_code == 0, done.output
    return {file.name: file.read_bytes() for file in sorted(out.iterdir())}


@pytest.mark.promise
def test_what_was_confided_changes_no_byte_of_the_export(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_record(home) as record:
        record.append([entry for number in range(6) for entry in of_customer(number)])
    before = export(home, tmp_path / "before")
    with open_record(home) as record:
        record.append([entry for number in range(6) for entry in confided(number)])
    assert export(home, tmp_path / "after") == before
    with open_record(home) as record:
        record.append(of_customer(6))
    assert export(home, tmp_path / "more") != before, "else nothing would have been compared"
