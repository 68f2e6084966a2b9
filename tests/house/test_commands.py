"""The commands in bin/ and the rules that keep them working on another machine."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from machine import REPOSITORY, NetworkForbidden, is_loopback

SCRIPTS = sorted([*(REPOSITORY / "bin").iterdir(), REPOSITORY / ".ci" / "run"])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_bash_that_parses(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if script.name != "environment":  # this one is read by the others
        assert os.access(script, os.X_OK)
        assert script.read_text().startswith("#!/usr/bin/env bash\n# ")


def test_the_lock_file_holds_names_versions_and_hashes_and_nothing_else() -> None:
    lines = (REPOSITORY / "requirements.lock").read_text().splitlines()
    allowed = re.compile(r"[a-z0-9][a-z0-9._-]*==[\w.+]+( ; [^:/@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    strange = [line for line in lines if line and not allowed.fullmatch(line)]
    assert not strange


def test_every_dependency_is_in_the_lock_file() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    extras = {name: group for name, group in project["optional-dependencies"].items() if name not in ("spark", "peers")}
    told = [*project["dependencies"], *(name for group in extras.values() for name in group)]
    names = {re.split(r"[\[<>=;]", requirement)[0].lower() for requirement in told}
    locked = {line.partition("==")[0] for line in (REPOSITORY / "requirements.lock").read_text().splitlines()}
    assert names <= locked, f"run bin/lock: {names - locked}"


def test_every_dependency_has_its_reason_beside_it() -> None:
    text = (REPOSITORY / "pyproject.toml").read_text()
    block = text.partition("dependencies = [")[2].partition("\n]")[0]
    silent = [line for line in block.splitlines() if line.strip().startswith('"') and "#" not in line]
    assert not silent


def test_a_test_cannot_leave_the_machine() -> None:
    import socket

    with socket.socket() as caller, pytest.raises(NetworkForbidden, match=r"192\.0\.2\.1"):
        caller.connect(("192.0.2.1", 80))


@pytest.mark.parametrize(
    ("address", "stays"),
    [(("127.0.0.1", 80), True), (("::1", 80, 0, 0), True), ("/tmp/socket", True), (("10.0.0.1", 80), False)],
)
def test_what_counts_as_this_machine(address: object, stays: bool) -> None:
    assert is_loopback(address) is stays
