"""The commands around the desk: serving it for the first time, people, tokens, and making it again."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk_stories import failed_refund_story

AMENDS = [sys.executable, "-c", "from amends.cli import main; main()"]


def amends(home: Path, *words: str) -> str:
    done = subprocess.run([*AMENDS, "--home", str(home), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def serving(home: Path) -> Iterator[list[str]]:
    """`amends serve` in a process of its own, and the lines it printed until it answered."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    command = [*AMENDS, "--home", str(home), "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline(), server.stdout.readline()]
        try:
            yield lines
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=60) == 0
            assert server.stdout.read().strip() == "Stopped."
        finally:
            server.kill()  # else a server that does not stop would hold up the tests for ever


def test_the_first_start_prints_a_link_that_sets_the_password(home: Path, serving: list[str]) -> None:
    found = re.search(r"http://127\.0\.0\.1:\d+/", serving[0])
    assert found is not None
    with urllib.request.urlopen(f"{found[0]}health") as answer:
        assert answer.read() == b"ok"
    link = re.search(r"http://\S+/welcome/\S+", serving[1])
    assert link is not None
    with urllib.request.urlopen(link[0]) as answer:
        assert "Welcome, admin. Choose a password." in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{found[0]}api/v1/queue")
    assert refused.value.code == 401
    token = amends(home, "user", "token", "admin").strip()
    asked = urllib.request.Request(f"{found[0]}api/v1/queue", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked) as answer:
        assert b'"rows": []' in answer.read()
    assert (home / "keys" / "django").stat().st_mode & 0o077 == 0
    assert home.stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_said_with_the_next_step(home: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*AMENDS, "--home", str(home), "serve", "--port", port, "--no-browser"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Choose another with --port" in done.stderr
    assert not home.exists()


def test_a_new_person_gets_a_link_and_tokens_end_together(desk: Any) -> None:
    from click.testing import CliRunner

    from amends.cli.common import Home
    from amends.cli.user import command

    def user(*words: str) -> str:
        done = CliRunner().invoke(command, words, obj=Home(desk.home))
        assert done.exit_code == 0, done.output
        return str(done.output)

    link = re.search(r"^/welcome/\S+$", user("add", "Ruth"), re.M)
    assert link is not None
    import time

    desk.at(int(time.time() * 1_000_000))  # the command reads the clock of the machine
    assert desk.anonymous().get(link[0]).status_code == 200
    script = desk.anonymous(headers={"authorization": f"Bearer {user('token', 'Ruth').strip()}"})
    assert script.get("/api/v1/balance").status_code == 200
    assert user("revoke", "Ruth").strip() == "1 token ended."
    assert script.get("/api/v1/balance").status_code == 401
    assert "is nobody here" in str(CliRunner().invoke(command, ["token", "Nobody"], obj=Home(desk.home)).exception)


def test_rebuild_makes_the_desk_again(desk: Any) -> None:
    from click.testing import CliRunner

    from amends.cli.common import Home
    from amends.cli.rebuild import command
    from amends.console.desk import dump
    from amends.console.desk.models import DeskRow

    desk.tell(failed_refund_story())
    followed = dump()
    DeskRow.objects.update(sentence="nonsense")
    done = CliRunner().invoke(command, ["--as-of", "2026-06-18T09:00:00Z", "--json"], obj=Home(desk.home))
    assert done.exit_code == 0, done.output
    assert dump() == followed


def test_a_link_for_the_administrator_is_printed_until_somebody_chose_a_password(desk: Any) -> None:
    from django.contrib.auth.models import User

    from amends.cli.serve import first_link

    assert first_link()
    assert first_link()
    User.objects.create_user("Ruth", password="long enough it is")
    assert first_link() is None
