"""kill -9: writers are killed at random moments, and what they acknowledged is looked for afterwards.

Run as a program it is the nursery: started once, it forks a writer for every line it is given, so that a kill costs
milliseconds and not the start of an interpreter.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from amends.facts import AmendsError
from postgres_server import postgres_server
from record_stories import Place, refund

THREADS = 4
_BATCH_MAX = 12
TOLD_BYTES_MAX = 500  # an id is some 13 bytes
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Toll:
    """What some kills cost. `lost` were acknowledged and are not there afterwards."""

    kills: int
    acknowledged: int
    lost: int
    broken: int  # kills after which the record did not verify


class Nursery:
    """Forks writers. Broken twins: "early" acknowledges before the commit, "weak" accepts a server that may lose."""

    def __init__(self, place: Place, acknowledgements: Path, twin: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(place.home), place.url or "-", str(acknowledgements), twin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{_HERE}{os.pathsep}{_HERE.parent}"},
        )
        self._answer()  # it has imported everything

    def birth(self) -> int:
        """A new writer's process id."""
        self._say("birth")
        return int(self._answer())

    def bury(self, pid: int) -> None:
        """Kill that writer, and wait until it is gone."""
        os.kill(pid, signal.SIGKILL)
        self._say("bury")
        self._answer()

    def close(self) -> None:
        """End the nursery."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def kill_writers(place: Place, folder: Path, kills: int, seed: int, twin: str = "") -> Toll:
    """Kill one writer after the other, each at a random moment of its work: after a random number of acknowledgements,
    so that a slow machine proves as much as a quick one, and a little later.
    """
    chance = random.Random(seed)
    acknowledgements = folder / "acknowledged"
    nursery = Nursery(place, acknowledgements, twin)
    toll = Toll(0, 0, 0, 0)
    try:
        for _ in range(kills):
            acknowledgements.write_bytes(b"")
            pid = nursery.birth()
            wait_for_acknowledgements(acknowledgements, chance.randrange(1, TOLD_BYTES_MAX))
            time.sleep(chance.uniform(0, 0.01))
            nursery.bury(pid)
            toll = _count(place, acknowledgements, toll)
    finally:
        nursery.close()
    return toll


def _count(place: Place, acknowledgements: Path, toll: Toll) -> Toll:
    told = acknowledgements.read_text().split("\n")[:-1]  # a torn last line was not told to anybody
    with place.open() as record:
        there = {entry.source_id for entry in record.about([f"refund:{one}" for one in told])}
        verified = record.verify().ok and all(line.holds for line in record.balance())
    lost = sum(one not in there for one in told)
    return Toll(toll.kills + 1, toll.acknowledged + len(told), toll.lost + lost, toll.broken + (not verified))


def wait_for_acknowledgements(acknowledgements: Path, size: int) -> None:
    """Until the writer has told at least `size` bytes of ids."""
    deadline = time.monotonic() + 30
    while acknowledgements.stat().st_size < size:
        assert time.monotonic() < deadline, "the writer acknowledged too little"
        time.sleep(0.001)


def _write_for_ever(place: Place, acknowledgements: Path, twin: str) -> None:
    fd = os.open(acknowledgements, os.O_WRONLY | os.O_APPEND)
    record = place.open()
    stop = threading.Event()

    def write(thread: int) -> None:
        number = 0
        while not stop.is_set():
            ids = [f"{os.getpid()}-{thread}-{number + one}" for one in range(1 + number % _BATCH_MAX)]
            number += len(ids)
            lines = "".join(f"R-{one}\n" for one in ids).encode()
            try:
                if twin == "early":
                    os.write(fd, lines)
                record.append([refund(one, customer=f"C{number % 7}") for one in ids])
                if twin != "early":
                    os.write(fd, lines)
            except AmendsError:
                time.sleep(0.01)  # the server was killed: not accepted, nothing to tell

    threads = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(60)  # somebody kills us long before
    stop.set()


def _nursery() -> None:
    home, url, acknowledgements, twin = sys.argv[1:]
    place = Place(Path(home), None if url == "-" else url)
    if place.url:
        from amends.record import store_postgres  # before the fork, as everything else

        if twin == "weak":
            store_postgres._MUST_BE_ON = ()
    print("ready", flush=True)
    pid = 0
    for line in sys.stdin:
        if line.strip() == "birth":
            pid = os.fork()
            if pid == 0:
                try:
                    _write_for_ever(place, Path(acknowledgements), twin)
                finally:
                    os._exit(1)
            print(pid, flush=True)
        else:
            os.waitpid(pid, 0)
            print("gone", flush=True)


def kill_servers(folder: Path, kills: int, *, weak: bool = False) -> Toll:
    """kill -9 of the whole database server, again and again, while a writer works. `weak` is the broken twin."""
    settings = "wal_writer_delay=10000ms"  # what is not synced at the commit stays unsynced for long
    acknowledgements = folder / "acknowledged"
    toll = Toll(0, 0, 0, 0)
    with postgres_server(settings) as server:
        url = server.fresh_database() + ("?options=-csynchronous_commit%3Doff" if weak else "")
        place = Place(folder / "home", url)
        nursery = Nursery(place, acknowledgements, "weak" if weak else "")
        try:
            for _ in range(kills):
                acknowledgements.write_bytes(b"")
                pid = nursery.birth()
                wait_for_acknowledgements(acknowledgements, 2_000)
                server.kill()
                nursery.bury(pid)
                server.start(settings)
                toll = _count(place, acknowledgements, toll)
        finally:
            nursery.close()
    return toll


if __name__ == "__main__":
    _nursery()
