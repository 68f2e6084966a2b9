"""A PostgreSQL server of the tests' own: a throw-away cluster on a loopback port, durable as in production.

PostgreSQL refuses to run as root; started by root, it runs as the user `postgres` that its package made.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

NEXT_STEP = "apt-get install postgresql"


class PostgresServer:
    """One cluster in a folder. `url` names its first database; `fresh_database` makes more."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self.bin = bin_folder
        self.port = _free_port()
        self.url = f"postgres://amends@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """initdb, which need not wait for the disk; commits are durable (fsync is on unless a test says otherwise)."""
        options = ["-D", str(self.folder / "data"), "-U", "amends", "-A", "trust", "-E", "UTF8", "--locale=C"]
        options.append("--no-sync")
        subprocess.run([self.bin / "initdb", *options], check=True, capture_output=True, **self._unprivileged())

    def start(self, *settings: str) -> None:
        """Start the server and wait until it answers; `settings` as "name=value"."""
        options = ["-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)]
        fixed = ("listen_addresses=127.0.0.1", "shared_buffers=32MB", "max_connections=60", *settings)
        for setting in fixed:
            options += ["-c", setting]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.bin / "postgres", *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._unprivileged(),
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    log_text = (self.folder / "server.log").read_text("utf-8", "replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log_text[-2000:]}") from None
                time.sleep(0.05)

    def kill(self) -> None:
        """kill -9 of the whole server group: what a crash of the machine's processes looks like."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """A fast, clean shutdown."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def fresh_database(self) -> str:
        """The URL of a new, empty database."""
        return fresh_database(self.url)

    def _unprivileged(self) -> dict[str, str]:
        return {"user": "postgres", "cwd": "/"} if os.geteuid() == 0 else {}


def fresh_database(url: str) -> str:
    """A new, empty database on the server of `url`."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + "/" + name


@contextlib.contextmanager
def postgres_server(*settings: str) -> Iterator[PostgresServer]:
    """A server for this block. Skips the test, naming the command, where PostgreSQL is not installed."""
    bin_folder = find_postgres()
    if bin_folder is None:
        pytest.skip(f"PostgreSQL is not installed: {NEXT_STEP}")
    folder = Path(tempfile.mkdtemp(prefix="amends-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = PostgresServer(folder, bin_folder)
    try:
        server.make()
        server.start(*settings)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def find_postgres() -> Path | None:
    """The folder that holds `initdb` and `postgres`; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database, on a server started for this test session."""
    with postgres_server() as server:
        yield server.fresh_database()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
