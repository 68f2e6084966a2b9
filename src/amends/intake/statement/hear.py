"""Which format a bank's file has, told by its first bytes, never by its name."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from amends.facts import Problem, Refused
from amends.intake.heard import Heard
from amends.intake.stated import Tell, nobody

from .bank import Bank
from .camt import hear_camt
from .ofx import hear_ofx
from .swift import hear_mt940

START_BYTES = 8_192
PORTION = 1_000
_MT940 = re.compile(rb"^(?:\{4:\s*)?:20:", re.MULTILINE)


def hear_statement(stream: BinaryIO, where: str, bank: Bank, tell: Tell = nobody) -> Iterator[Heard]:
    """The lines of a bank's statement (CAMT, MT940 or OFX) in a seekable file, about a thousand at a time. Raises
    Refused for anything else.

    `tell` hears from when to when a statement says that it tells everything (camt.053 and OFX do).
    """
    return _portions(_heard(stream, where, bank, tell))


def _portions(heard: Iterable[Heard]) -> Iterator[Heard]:
    """What belongs to one commit: a statement may be one entry at a time, and each commit is a write to the disk."""
    waiting: list[Heard] = []
    count = 0
    for one in heard:
        waiting.append(one)
        count += len(one.entries) + len(one.not_understood)
        if count >= PORTION:
            yield _together(waiting)
            waiting, count = [], 0
    if waiting:
        yield _together(waiting)


def _together(heard: list[Heard]) -> Heard:
    return Heard(
        tuple(entry for one in heard for entry in one.entries),
        tuple(problem for one in heard for problem in one.problems),
        tuple(bad for one in heard for bad in one.not_understood),
    )


def _heard(stream: BinaryIO, where: str, bank: Bank, tell: Tell) -> Iterator[Heard]:
    start = stream.read(START_BYTES)
    stream.seek(0)
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        step = "Ask the bank for it again: an empty file looks like a month without a single payment"
        raise Refused(Problem(where, "is empty", step))
    if bare.startswith(b"OFXHEADER") or b"<OFX" in start.upper() or b"<?OFX" in start.upper():
        return hear_ofx(stream, where, bank, tell)
    if bare.startswith(b"<") or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return hear_camt(stream, where, bank, tell)
    if _MT940.search(start):
        return hear_mt940(stream, where, bank)
    step = "Ask the bank for CAMT, MT940 or OFX; a table of lines (CSV) is for amends intake table --as postings"
    raise Refused(Problem(where, "is no bank statement in CAMT, MT940 or OFX", step))
