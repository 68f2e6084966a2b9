"""`amends` in a process of its own, without the half second that an interpreter takes to start and import.

Run as a program it is the nursery: started once, it imports what most commands need and forks a process for every line
that it is given. The process gets its own words, environment and files, and ends as any interpreter ends.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FIRST = (
    "amends.cli",
    "amends.customer",
    "amends.record",
    "amends.intake.table",
    "amends.intake.mail",
    "rich.progress",
)
_SECONDS_MAX = 120


def run_amends(*args: str, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """The real command to its end: exit code, standard output and standard error. TimeoutError after 2 minutes."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        told = {"args": args, "environment": dict(environment or os.environ), "folder": str(Path.cwd())}
        code = _asked(_nursery(), told | {"out": str(out), "err": str(err)})
        return subprocess.CompletedProcess(args, code, out.read_text("utf-8"), err.read_text("utf-8"))


@cache
def _nursery() -> "subprocess.Popen[str]":
    started = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_end, started)
    return started


def _end(nursery: "subprocess.Popen[str]") -> None:
    assert nursery.stdin is not None
    nursery.stdin.close()
    nursery.wait(20)


def _asked(nursery: "subprocess.Popen[str]", told: Mapping[str, Any]) -> int:
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(json.dumps(told) + "\n")
    nursery.stdin.flush()
    if not select.select([nursery.stdout], [], [], _SECONDS_MAX)[0]:
        nursery.kill()
        _nursery.cache_clear()
        raise TimeoutError(f"amends {told['args']} takes more than {_SECONDS_MAX} s")
    return int(nursery.stdout.readline())


def _forks() -> dict[str, Any] | None:
    """In the nursery: a process for each line, until there are no more. In such a process: what it was told."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            answers.close()
            return dict(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)
    return None


def _become(told: Mapping[str, Any]) -> None:
    """The files, the environment and the words of somebody who types the command."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, fd in enumerate((os.open(os.devnull, os.O_RDONLY), *(os.open(told[n], flags) for n in ("out", "err")))):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(told["environment"])
    time.tzset()
    os.chdir(told["folder"])
    sys.argv = ["amends", *told["args"]]


if __name__ == "__main__":
    from importlib import import_module

    for name in _FIRST:
        import_module(name)
    if (told := _forks()) is not None:
        _become(told)
        from amends.cli import main

        main()
