"""kill -9 in the middle of a hand-over: processes that ask, approve, hand over and tell, two at a time on one record.

The payer keeps no keys: every line in its ledger is a payment. Run as a program this is the nursery: started once, it
forks a process for every line it is given, so that a kill costs milliseconds and not the start of an interpreter.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amends.facts import ENDED, Moment, Money, Payment, Policy
from amends.facts.moments import DAY_US, HOUR_US
from amends.record import Record, open_record

from .cases import PROGRAMME, case_of, open_programmes, victims
from .desk import HANDED_OVER, PAID, Case, Deaths, Desk
from .payer import Answer, Asked, Book, Paid, Payer, Ways
from .shop import SWEPT_AT
from .twins import DESKS

_POLICY = Policy()
_PAUSE_SECONDS = 0.002  # at each step, so that a kill often falls between two of them
_PATIENCE_SECONDS = 20.0  # every other time: long enough to come to the step at which it is to die
_STEPS_MAX = 3  # of those after which nobody knows: soon, so that many are left for the others
DANGEROUS = (HANDED_OVER, PAID)  # after these nobody knows whether it was paid
_REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Toll:
    """`unknown` did not hear what came of a hand-over when the killing ended, and `between` of these were never paid.
    `doubles` were paid twice; `unpaid` and `not_closed` are counted after the files of the next weeks.
    """

    kills: int
    cases: int
    unknown: int
    between: int
    doubles: int
    unpaid: int
    not_closed: int


class _Killed(Deaths):
    """Killed between writing that it is handed over and writing what came of it, unless somebody kills it before."""

    where: tuple[str, ...] = DANGEROUS

    def step(self, name: str) -> None:
        """A boundary at which this process may end."""
        time.sleep(_PAUSE_SECONDS)
        self.steps += name in self.where
        if self.steps == self.at_step and name in self.where:
            os.kill(os.getpid(), signal.SIGKILL)


class _Ledger(Payer):
    """Pays whatever it is asked, and writes it down for good."""

    def __init__(self, path: Path) -> None:
        super().__init__(Book(SWEPT_AT), Ways(keys=False), random.Random(0))
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def pay(self, asked: Asked, now: Moment) -> Answer:
        """One more payment."""
        os.write(self._fd, f"{asked.matter} {asked.key} {asked.money.amount_minor} {asked.money.currency}\n".encode())
        time.sleep(_PAUSE_SECONDS)
        return Answer(now, asked, "accepted", asked.key)


def kill_desks(
    folder: Path, number: int, kills: int, seed: int, twin: str = "", where: Sequence[str] = DANGEROUS
) -> Toll:
    """Kill one process after the other while two are at work, at these steps or at any moment; then let one work in
    peace, with the gateway's file.
    """
    chance = random.Random(seed)
    home, ledger = folder / "home", folder / "ledger"
    with open_record(home) as record:
        cases = open_programmes(record, victims(number, seed), policy=_POLICY)
    nursery = _Nursery(home, ledger, number, seed, twin, where)
    try:
        alive, killed = [nursery.birth(), nursery.birth()], 0
        for number_of in range(kills):
            patience = chance.uniform(0.05, 0.5) if number_of % 2 else _PATIENCE_SECONDS
            killed += nursery.bury(alive.pop(0), patience)
            alive.append(nursery.birth())
        killed += sum(nursery.bury(pid, 0.0) for pid in alive)
    finally:
        nursery.close()
    with open_record(home) as record:
        return _counted(record, ledger, cases, killed, twin)


def _counted(record: Record, ledger: Path, cases: Sequence[Case], kills: int, twin: str) -> Toll:
    desk = _desk(record, ledger, twin, Deaths(random.Random(0)))
    at_the_end = [desk.stands(case, SWEPT_AT) for case in cases]
    unknown = [one.matter for one in at_the_end if one.payment is Payment.UNKNOWN]
    paid = Counter(line[0] for line in _lines(ledger))
    between = sum(not paid[matter] for matter in unknown)
    book, told, now = desk.payer.book, 0, SWEPT_AT
    for case in cases:  # once more, before anything else is known
        desk.serve(case, now, desk.stands(case, now))
    for days in (2, 30):
        for line in _lines(ledger)[told:]:
            _enter(book, line, {case.matter: case for case in cases}, now, told)
            told += 1
        now = Moment(SWEPT_AT + days * DAY_US)
        record.append(list(book.file(now)))
        for case in cases:
            desk.serve(case, now, desk.stands(case, now))
    paid = Counter(line[0] for line in _lines(ledger))
    ended = sum(desk.stands(case, now).stage in ENDED for case in cases)
    return Toll(
        kills,
        len(cases),
        len(unknown),
        between,
        doubles=sum(count > 1 for count in paid.values()),
        unpaid=sum(not paid[case.matter] for case in cases),
        not_closed=len(cases) - ended,
    )


def _lines(ledger: Path) -> list[list[str]]:
    return [line.split() for line in ledger.read_text().splitlines()] if ledger.exists() else []


def _enter(book: Book, line: Sequence[str], cases: dict[str, Case], now: Moment, number: int) -> None:
    """What is in the ledger has left; every third row of the gateway's does not carry our reference."""
    matter, key, minor, currency = line
    case = cases[matter]
    asked = Asked(matter, key, 1, Money(int(minor), currency), case.payment, case.gateway)
    book.enter(asked, Paid(matter, key, f"re_new_{number}", Moment(now + HOUR_US)), key if number % 3 else None)


def _desk(record: Record, ledger: Path, twin: str, deaths: Deaths) -> Desk:
    return DESKS[twin](record, _Ledger(ledger), _POLICY, deaths)


class _Nursery:
    """Forks desks."""

    def __init__(self, home: Path, ledger: Path, number: int, seed: int, twin: str, where: Sequence[str]) -> None:
        arguments = [str(home), str(ledger), str(number), str(seed), twin, *where]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.remediation_world.kills", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_REPOSITORY,
        )
        self._answer()  # it has imported everything

    def birth(self) -> int:
        """A new process; gives its number."""
        return int(self._ask("birth"))

    def bury(self, pid: int, patience_seconds: float) -> bool:
        """Wait until it has ended, and not longer than this: then kill it. Whether it was killed at all."""
        return self._ask(f"bury {pid} {patience_seconds}") == "killed"

    def close(self) -> None:
        """End the nursery."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def _ask(self, words: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def _work(home: Path, ledger: Path, cases: Sequence[Case], twin: str, where: Sequence[str]) -> None:
    """Serve everybody, in an order of one's own, until nothing is left to do or this process is killed."""
    order, chance = list(cases), random.Random(os.getpid())
    chance.shuffle(order)
    with open_record(home) as record:
        deaths = _Killed(chance, at_step=chance.randint(1, _STEPS_MAX))
        deaths.where = tuple(where)
        desk = _desk(record, ledger, twin, deaths)
        before = -1
        while desk.writes != before:
            before = desk.writes
            for case in order:
                desk.serve(case, SWEPT_AT, desk.stands(case, SWEPT_AT))


def _bury(pid: int, deadline: float) -> bool:
    while (ended := os.waitpid(pid, os.WNOHANG)) == (0, 0):
        if time.monotonic() >= deadline:
            os.kill(pid, signal.SIGKILL)
            ended = os.waitpid(pid, 0)
            break
        time.sleep(_PAUSE_SECONDS)
    return os.WIFSIGNALED(ended[1])


def _nurse() -> None:
    home, ledger, number, seed, twin, *where = sys.argv[1:]
    cases = [case_of(refund, PROGRAMME) for refund in victims(int(number), int(seed))]
    print("ready", flush=True)
    for line in sys.stdin:
        word, *told = line.split()
        if word == "bury":
            killed = _bury(int(told[0]), time.monotonic() + float(told[1]))
            print("killed" if killed else "ended", flush=True)
            continue
        child = os.fork()
        if child == 0:
            try:
                _work(Path(home), Path(ledger), cases, twin, where)
            finally:
                os._exit(1)
        print(child, flush=True)


if __name__ == "__main__":
    _nurse()
