"""bin/environment: made once, also when two commands start together; made anew when half made, moved or out of date.

A stand-in for Python notes what it is asked for, so that nothing is really installed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from machine import REPOSITORY

STAND_IN = """#!/usr/bin/env bash
case "$*" in
  *"-m venv"*) echo "venv" >> "{log}"; mkdir -p "{top}/.venv/bin"; cp "$0" "{top}/.venv/bin/python" ;;
  *"pip install"*) [ -e "{top}/broken" ] && exit 1; sleep 0.1; echo "install" >> "{log}" ;;
  *) exec "{python}" "$@" ;;
esac
"""
SCRIPT = 'set -euo pipefail; top="{top}"; . "$top/bin/environment"; echo "ran"'


class Checkout:
    """A folder with the script, a lock file and the stand-in."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.python = top / "python"
        shutil.copytree(REPOSITORY / "bin", top / "bin")
        (top / "requirements.lock").write_text("click==8.0\n")
        self.place()

    def place(self) -> None:
        """Write the stand-in for where the folder is now."""
        text = STAND_IN.format(top=self.top, log=self.top / "log", python=sys.executable)
        self.python.write_text(text)
        self.python.chmod(0o755)

    def start(self) -> "subprocess.Popen[str]":
        """A command that needs the environment."""
        return subprocess.Popen(
            ["bash", "-c", SCRIPT.format(top=self.top)],
            env={"AMENDS_PYTHON": str(self.python), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self) -> str:
        """The same, to its end; what was done for it."""
        before = self.done()
        process = self.start()
        out, words = process.communicate(timeout=30)
        assert out == ("ran\n" if process.returncode == 0 else ""), words
        return " ".join(self.done()[len(before) :])

    def done(self) -> list[str]:
        """Everything the stand-in was asked for."""
        log = self.top / "log"
        return log.read_text().split() if log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / "amends").mkdir()
    return Checkout(tmp_path / "amends")


def test_the_environment_is_made_once(checkout: Checkout) -> None:
    assert checkout.run() == "venv install install"
    assert checkout.run() == ""


def test_two_commands_at_once_make_one_environment(checkout: Checkout) -> None:
    both = [checkout.start(), checkout.start()]
    assert [process.communicate(timeout=30)[0] for process in both] == ["ran\n", "ran\n"]
    assert checkout.done() == ["venv", "install", "install"]


def test_a_changed_lock_file_is_installed_over_the_old_one(checkout: Checkout) -> None:
    checkout.run()
    (checkout.top / "requirements.lock").write_text("click==8.1\n")
    assert checkout.run() == "install install"
    assert checkout.run() == ""


def test_a_half_made_environment_is_made_anew(checkout: Checkout) -> None:
    (checkout.top / "broken").touch()
    assert checkout.run() == "venv"
    (checkout.top / "broken").unlink()
    assert checkout.run() == "venv install install"
    assert checkout.run() == ""


def test_an_update_that_was_interrupted_is_made_anew(checkout: Checkout) -> None:
    checkout.run()
    (checkout.top / "requirements.lock").write_text("click==8.1\n")
    (checkout.top / "broken").touch()
    assert checkout.run() == ""
    (checkout.top / "broken").unlink()
    assert checkout.run() == "venv install install"


def test_a_checkout_that_moved_gets_a_new_environment(checkout: Checkout) -> None:
    checkout.run()
    moved = checkout.top.with_name("elsewhere")
    checkout.top.rename(moved)
    checkout.top, checkout.python = moved, moved / "python"
    checkout.place()
    assert checkout.run() == "venv install install"


def test_a_machine_without_python_is_told_what_to_do(checkout: Checkout) -> None:
    tools = checkout.top / "tools"
    tools.mkdir()
    for name in ("cat", "cmp", "head"):
        (tools / name).symlink_to(shutil.which(name) or name)
    script = checkout.top / "bin" / "environment"
    script.write_text(script.read_text().replace("/usr/bin/python3", ""))
    done = subprocess.run(
        ["/bin/bash", "-c", SCRIPT.format(top=checkout.top)],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert "needs Python 3.11 or newer: install it and run this again" in done.stderr
