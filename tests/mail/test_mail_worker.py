"""Promise: no mail takes more than 10 s or 512 MB, and one that kills its reader does not stop the others."""

import os
import sys
from pathlib import Path

import pytest

from amends.intake.fetch.letters import Letter
from amends.intake.fetch.mail_reader import MailReader
from amends.intake.heard import Heard
from mail_evil import FAMILIES
from mail_seeds import POST, RECEIVED, seed

SECONDS_MAX = 10
KILOBYTES_MAX = 512 * 1024
# A worker in which reading is sabotaged: a mail of these words does what no limit before parsing sees.
SABOTAGED = """
import os, sys
import amends.intake.fetch.mail_worker as worker
honest = worker.hear_mail
def hear(raw, post, **more):
    if b"DIE" in raw: os._exit(7)
    if b"SPIN" in raw:
        while True: pass
    if b"HOARD" in raw: hoard = bytearray(50_000_000_000)  # at once: filling it bit by bit races with the CPU limit
    return honest(raw, post, **more)
worker.hear_mail = hear
worker.CPU_SECONDS_MAX = 3
worker.main()
"""


def letters(*texts: str) -> list[Letter]:
    """Mails with these words, and ids of their own."""
    plain = seed("plain").decode()
    return [
        Letter(plain.replace("m1@", f"m{i}@").replace("I never", text).encode(), RECEIVED, f"mail {i}")
        for i, text in enumerate(texts)
    ]


def outcomes(heard: list[Heard]) -> str:
    """`E` for an entry, `Q` for quarantine, `-` for a mail that is gone."""
    return "".join("E" if one.entries else "Q" if one.not_understood else "-" for one in heard)


def test_the_mail_that_kills_the_worker_is_quarantined_and_the_others_go_on() -> None:
    with MailReader(POST, command=(sys.executable, "-c", SABOTAGED)) as reader:
        batch = letters("one", "DIE", "two", "HOARD", "three", "DIE", "DIE", "four")
        heard = reader.read(batch)
        assert outcomes(heard) == "EQEQEQQE"
        assert reader.restarts == 4
        assert outcomes(reader.read(letters("five"))) == "E"
    assert heard[1].not_understood[0].raw == batch[1].raw
    assert "exit 7" in heard[1].not_understood[0].reason
    assert "memory" in heard[3].not_understood[0].reason


def test_a_mail_that_computes_without_end_is_stopped() -> None:
    with MailReader(POST, command=(sys.executable, "-c", SABOTAGED)) as reader:
        heard = reader.read(letters("one", "SPIN", "two"))
    assert outcomes(heard) == "EQE"
    assert "took more than" in heard[1].not_understood[0].reason


class _GivesUp(MailReader):
    """The broken twin: when the worker dies, the rest of the batch dies with it."""

    def _read_batch(self, batch: list[Letter]) -> list[Heard]:  # type: ignore[override]
        heard = super()._read_batch(batch)
        return heard if not self.restarts else heard[:1] + [Heard()] * (len(batch) - 1)


def test_a_reader_that_gives_up_with_its_worker_is_caught() -> None:
    with _GivesUp(POST, command=(sys.executable, "-c", SABOTAGED)) as reader:
        assert outcomes(reader.read(letters("one", "DIE", "two"))) == "E--"


@pytest.mark.promise
@pytest.mark.parametrize(
    ("family", "count"), [("repeated", 150), ("markup", 50), ("structure", 22), ("headers", 73), ("big", 6)]
)
def test_three_hundred_evil_mails(family: str, count: int) -> None:
    beyond, read = [], 0
    with MailReader(POST) as reader:
        for name, raw in FAMILIES[family]():
            before = _cpu_seconds(reader)
            (heard,) = reader.read([Letter(raw, RECEIVED, name)])
            seconds, read = _cpu_seconds(reader) - before, read + 1
            if outcomes([heard]) == "-" or seconds > SECONDS_MAX or _peak_kilobytes(reader) > KILOBYTES_MAX:
                beyond.append((name, outcomes([heard]), seconds, _peak_kilobytes(reader)))
        assert reader.restarts == 0, "the limits are checked before parsing: none of these needs the kill"
    assert read >= count
    assert beyond == []


def _cpu_seconds(reader: MailReader) -> float:
    """Of the worker so far: the clock on the wall would measure the other tests."""
    stat = Path(f"/proc/{reader.worker_id}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else ["0"] * 13
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_kilobytes(reader: MailReader) -> int:
    status = Path(f"/proc/{reader.worker_id}/status")
    peak = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
    return int(peak[0].split()[1]) if peak else 0


@pytest.mark.parametrize(
    ("family", "name", "reason"),
    [
        ("big", "30 MB attachment", "is 30 MB"),
        ("structure", "20000 parts", "20000 parts"),
        ("markup", "20000 nested div", "nests HTML"),
        ("markup", "HTML of 2 MB", "HTML of 2048 KB"),
        ("headers", "10,000 addresses", "header of"),
        ("structure", "50 nested parts", "nests parts"),
        ("structure", "20000 mails in mails", "20000 parts"),
    ],
)
def test_over_a_limit_the_reason_says_which(family: str, name: str, reason: str) -> None:
    raw = next(raw for known, raw in FAMILIES[family]() if known == name)
    with MailReader(POST) as reader:
        (heard,) = reader.read([Letter(raw, RECEIVED, name)])
    (kept,) = heard.not_understood
    assert reason in kept.reason
    assert kept.raw == raw
