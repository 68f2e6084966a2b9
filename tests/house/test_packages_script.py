"""bin/packages: installs only what is missing, only where it may, and never stops the tests.

A stand-in for apt-get notes what it is asked for, so that nothing is really installed.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from machine import REPOSITORY

TOOLS = ("bash", "cat", "ls", "mktemp")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The commands of a machine without a browser, where we are root and apt-get works."""
    folder = tmp_path / "commands"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name) or name)
    place(folder, "id", "echo 0")
    place(folder, "apt-get", f'echo "$@" >> "{tmp_path}/asked"')
    return folder


def place(folder: Path, name: str, line: str) -> None:
    """A stand-in for a command."""
    (folder / name).write_text(f"#!{shutil.which('bash')}\n{line}\n")
    (folder / name).chmod(0o755)


def run(machine: Path) -> tuple[int, str, list[str]]:
    """The exit code, the words, and what apt-get was asked for."""
    done = subprocess.run(
        [REPOSITORY / "bin" / "packages"],
        env={"PATH": str(machine), "TMPDIR": str(machine.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    asked = machine.parent / "asked"
    return done.returncode, done.stderr, asked.read_text().splitlines() if asked.exists() else []


def test_what_is_missing_is_installed_after_an_update(machine: Path) -> None:
    code, words, asked = run(machine)
    assert code == 0
    assert "Installing what some tests need" in words
    assert asked[0].startswith("update")
    assert any(line.startswith("install -yq") and line.endswith(" chromium") for line in asked)


def test_where_we_may_not_install_the_command_is_named(machine: Path) -> None:
    place(machine, "id", "echo 1000")
    code, words, asked = run(machine)
    assert (code, asked) == (0, [])
    assert "sudo apt-get install" in words
    assert "chromium" in words


def test_a_package_that_cannot_be_had_stops_nobody(machine: Path) -> None:
    place(machine, "apt-get", "exit 100")
    code, words, _ = run(machine)
    assert code == 0
    assert "chromium could not be installed" in words


def test_what_is_there_is_not_installed_again(machine: Path) -> None:
    place(machine, "chromium", "true")
    assert not [line for line in run(machine)[2] if line.endswith(" chromium")]
