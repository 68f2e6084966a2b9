"""What every test has at hand: a home, a record, a PostgreSQL server, and no network.

Skips are visible and name the command that would end them. With AMENDS_NO_SKIPS=1 (as in .ci/run) they are failures,
except for tests marked `shared` where that data is really not on the machine.
"""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

# read when numpy is first imported, and the same as for the command: two threads for small matrices on two busy
# processors wait for one another, which made a fit of fair scores cost five times as much. Children inherit it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from machine import NO_SKIPS, forbid_network, program, shared_folder
from postgres_server import postgres_url

if TYPE_CHECKING:
    from amends.record import Record

__all__ = ["postgres_url"]

# The same examples every time, so that a red run means a change and not luck; `thorough` searches anew.
hypothesis.settings.register_profile(
    "quick",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # a busy machine is no defect of ours
)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("AMENDS_HYPOTHESIS", "quick"))
forbid_network()
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and children inherit that; ours are sent it on purpose.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def whose_home() -> Iterator[None]:
    """Making a desk ready names its home and database in the environment: not for the commands of the next test."""
    before = {name: os.environ.get(name) for name in ("AMENDS_HOME", "AMENDS_DATABASE_URL")}
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for one installation; the record makes it on first use."""
    return tmp_path / "home"


@pytest.fixture
def record(home: Path) -> Iterator["Record"]:
    """An empty record on SQLite."""
    from amends.record import open_record

    with open_record(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data. Tests that use it are marked `shared`."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("development data is missing: set AMENDS_SHARED to its folder")
    return folder / "data"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium of the machine. Tests that use it are marked `browser`."""
    return program("chromium", "chromium-browser", "google-chrome", package="chromium")


@pytest.fixture(scope="session")
def dovecot_path() -> str:
    """The Dovecot mail server of the machine."""
    return program("dovecot", package="dovecot-imapd")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where nothing may be skipped, a skip is a failure."""
    report = yield
    excused = shared_folder() is None and item.get_closest_marker("shared") is not None
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail") and not excused:
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    report = yield
    if NO_SKIPS and report.skipped:
        _fail(report)
    return report


def _fail(report: Any) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"may not be skipped here (AMENDS_NO_SKIPS=1). {reason}"
