"""A skip is visible and names its command; where nothing may be skipped it is a failure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from machine import REPOSITORY

TESTS = """
import pytest


def test_that_skips():
    pytest.skip("chromium is missing: apt-get install chromium")


@pytest.mark.shared
def test_of_shared_data(shared_data):
    assert shared_data


@pytest.mark.xfail(reason="known", strict=True)
def test_known_to_fail():
    assert False
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite of its own under our conftest, where the shared data is not beside the repository."""
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "machine.py", "postgres_server.py"):
        shutil.copy(REPOSITORY / "tests" / name, tmp_path / "tests")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = tests\nmarkers = shared: x\n")
    (tmp_path / "tests" / "test_few.py").write_text(TESTS)
    return tmp_path


def run(suite: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AMENDS_", "PYTEST_"))} | settings
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "tests"],
        cwd=suite,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_is_shown_with_the_command_that_ends_it(suite: Path) -> None:
    done = run(suite)
    assert done.returncode == 0, done.stdout
    assert "apt-get install chromium" in done.stdout
    assert "2 skipped, 1 xfailed" in done.stdout


def test_where_nothing_may_be_skipped_a_skip_fails(suite: Path) -> None:
    done = run(suite, AMENDS_NO_SKIPS="1")
    assert done.returncode == 1
    assert "may not be skipped here" in done.stdout
    assert "1 failed, 1 skipped, 1 xfailed" in done.stdout, "shared data that is really absent is excused"


def test_shared_data_that_is_there_may_not_be_skipped(suite: Path) -> None:
    (suite / "data" / "data").mkdir(parents=True)
    done = run(suite, AMENDS_NO_SKIPS="1", AMENDS_SHARED=str(suite / "data"))
    assert "1 failed, 1 passed, 1 xfailed" in done.stdout, done.stdout
