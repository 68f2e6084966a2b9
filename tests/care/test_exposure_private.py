"""What care may know of a person, and who may know it: held by tests."""

import ast
import inspect
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from amends.care import hear_exposure, hear_routing
from amends.care.exposure import Rows
from amends.care.exposure_sheet import ADDED
from amends.care.exposure_step import Exposure, Handled
from amends.care.routing_floor import Agent, Contact, Floor
from amends.care.weights import Weights
from machine import REPOSITORY

CARE = REPOSITORY / "src" / "amends" / "care"
BIOMETRIC = re.compile(
    r"(?:^|_)(?:audio|video_?stream|webcam|camera|voiceprint|voice_level|pitch|prosody|tone_of_voice|face|facial|gaze|"
    r"posture|pulse|heart|keystrokes?|typing|biometrics?|mouse)(?:_|$)"
)
READ_OF_PEOPLE = re.compile(
    r"(?:^|_)(?:moods?|stress|burn_?out|emotions?|sentiment|wellbeing|resilien\w+|personality|traits?|tempers?|age|"
    r"gender|sex|ethnic\w*|religion|health|sick\w*|tenure|performance|quality|ratings?|rank|nrr)(?:_|$)"
)


def names_in(source: str) -> set[str]:
    """Every name, argument, attribute and short text in the code: columns are texts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        for field in ("id", "attr", "arg", "name"):
            if isinstance(value := getattr(node, field, None), str):
                found.add(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            found.add(node.value)
    return found


def forbidden(source: str) -> set[str]:
    names = {name.lower() for name in names_in(source)}
    return {name for name in names if BIOMETRIC.search(name) or READ_OF_PEOPLE.search(name)}


def care_code() -> list[Path]:
    return [*CARE.glob("*.py"), *(REPOSITORY / "src" / "amends" / "cli" / "care").glob("*.py")]


@pytest.mark.promise
def test_no_biometric_and_no_trait_has_a_name_in_care() -> None:
    files = care_code()
    assert len(files) > 20
    assert {file.name: found for file in files if (found := forbidden(file.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "def exposure(contact, keystrokes): ...",
        "NEEDED = ('agent', 'voice_level')",
        "row['stress'] = 3",
        "agent.burnout = 0.7",
        "def route(agents, tenure): ...",
    ],
)
def test_twin_that_reads_a_person_is_caught(line: str) -> None:
    assert forbidden(line)


def check_known_of_a_person(names: set[str]) -> None:
    """All that routing is told about somebody."""
    in_hand = {"capacity", "in_hand", "channels"}
    assert names == {"agent", "skills", "shift_end", "load", "shift_total", "free_since"} | in_hand


@pytest.mark.promise
def test_of_a_person_routing_knows_skills_the_clock_and_two_sums() -> None:
    check_known_of_a_person({field.name for field in fields(Agent)})
    columns = {*hear_routing.AGENT_COLUMNS, *hear_routing.AGENT_COLUMNS_MORE}
    check_known_of_a_person(columns - {"open"} | {"in_hand"})
    with pytest.raises(AssertionError):
        check_known_of_a_person({field.name for field in fields(Agent)} | {"speed"})  # the twin


def test_every_input_and_output_is_on_this_list() -> None:
    """A column that is added has to be added here, by somebody who has thought about it."""
    assert {*hear_exposure.NEEDED, hear_exposure.BEGAN, *ADDED} == {
        *("contact_id", "agent", "at", "began_at", "channel", "hostility", "own_tap", "fixable", "inherited_repeat"),
        *("points", "load_after", "shift_total"),
    }
    told = {field.name for kind in (Handled, Exposure, Rows, Contact, Floor) for field in fields(kind)}
    assert not {name for name in told if BIOMETRIC.search(name) or READ_OF_PEOPLE.search(name)}
    assert not {f.name for f in fields(Weights) if READ_OF_PEOPLE.search(f.name)}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.promise
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("scores/broken.py", "from amends.care.exposure_step import Exposure", "Scores know nothing private"),
        ("learning/broken.py", "import amends.care.exposure", "The flow runs one way"),
        ("care/broken.py", "from amends.scores.contacts import Contacts", "The flow runs one way"),
        ("care/broken.py", "import sqlite3", "Stages are pure"),
    ],
)
def test_a_score_that_asks_care_fails_the_build(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copytree(REPOSITORY / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / "src" / "amends" / module).write_text(f"{line}\n")
    done = lint(tmp_path)
    assert any(contract in row and "BROKEN" in row for row in done.stdout.splitlines()), done.stdout


def test_care_writes_no_log_and_keeps_nothing() -> None:
    writing = {"logging", "getLogger", "print", "open", "write_text", "environ"}
    found = {f.name: names_in(f.read_text("utf-8")) & writing for f in CARE.glob("*.py")}
    columns = {"hear_routing.py": {"open"}, "routing_rows.py": {"open"}}  # the name of a column
    assert {name: words for name, words in found.items() if words} == columns
    assert not [name for name in columns if "open(" in (CARE / name).read_text("utf-8")]
    assert names_in("print(load)") & writing  # the twin
    assert "now" not in inspect.signature(Exposure).parameters
