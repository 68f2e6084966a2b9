"""The import rule holds, and would be noticed if it did not; the command line starts without the heavy libraries."""

import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from machine import REPOSITORY

HEAVY = ("django", "ninja", "pyarrow", "stripe", "duckdb", "nh3", "psycopg", "phonenumbers", "rich")
HELP_SECONDS_MAX = 2.0  # about 0.2 s alone; the machine that runs the tests may be busy


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import linter over the source in this folder, with the contracts of pyproject.toml."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    """The source and its contracts, to break."""
    shutil.copytree(REPOSITORY / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_rule_holds(a_copy: Path) -> None:
    done = lint(a_copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.promise
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("facts/broken.py", "import amends.record", "The flow runs one way"),
        ("claims/broken.py", "from amends.opinion import opinions", "The flow runs one way"),
        ("demo/broken.py", "import amends.console", "The flow runs one way"),
        ("opinion/broken.py", "import sqlite3", "Stages are pure"),
        ("link/broken.py", "def f():\n    import urllib.request", "Stages are pure"),
        ("intake/broken.py", "import imaplib", "Intake is pure"),
        ("intake/mail/broken.py", "import amends.intake.fetch", "Intake is pure"),
    ],
)
def test_a_module_that_breaks_the_rule_is_caught(a_copy: Path, module: str, line: str, contract: str) -> None:
    broken = a_copy / "src" / "amends" / module
    broken.parent.mkdir(exist_ok=True)
    (broken.parent / "__init__.py").touch()
    broken.write_text(f"{line}\n")
    done = lint(a_copy)
    assert done.returncode != 0
    assert any(contract in row and "BROKEN" in row for row in done.stdout.splitlines()), done.stdout


def test_every_stage_of_the_flow_is_in_the_contract() -> None:
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    parts = {path.stem for path in (REPOSITORY / "src" / "amends").iterdir() if not path.name.startswith("_")}
    assert {f"amends.{part}" for part in parts} == layers


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh Python has after this statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    assert not loaded_by("import amends.cli") & set(HEAVY)


def test_the_facts_and_the_stages_need_no_web_framework_and_no_database() -> None:
    stages = "import amends.facts, amends.link, amends.claims, amends.opinion, amends.recovery, amends.customer"
    assert not loaded_by(stages) & {"django", "ninja", "sqlite3", "psycopg", "stripe", "pyarrow"}


def test_the_check_would_notice_a_heavy_import() -> None:
    assert "django" in loaded_by("import amends.cli, django")


def test_help_is_there_at_once() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", "from amends.cli import main; main()", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.monotonic() - began < HELP_SECONDS_MAX
    assert "A second opinion for customer service" in done.stdout
