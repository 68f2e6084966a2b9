"""What the readers of phone logs share: lines -> portions of entries, each bad line a named problem of its own."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from amends.facts import Entry, Problem

from .fields import BadField
from .heard import Heard, NotUnderstood

PORTION = 1_000
LINE_BYTES_MAX = 1_000_000
ID_LENGTH_MAX = 255
BOM = b"\xef\xbb\xbf"
NO_COUNTRY = "shows a number without its country; the call was taken without it, and is found with no customer"
Item = tuple[int, bytes]  # line or position in the file, and the bytes there


class Numbers:
    """Hears numbers for one file and remembers the first that could not be understood: said once, not for each row."""

    def __init__(self) -> None:
        self.unknown = ""

    def told(self, number: str | None, text: str) -> str:
        """`number`, or nothing where it is None; then `text` is what could not be understood."""
        if number is None and not self.unknown:
            self.unknown = text
        return number or ""

    def problem(self, where: str, line: int) -> tuple[Problem, ...]:
        """What is to be said now, once."""
        if not self.unknown or self.unknown == _SAID:
            return ()
        self.unknown = _SAID
        step = "Name the country with --country, for example --country DE; said once for the file"
        return (Problem(where, NO_COUNTRY, step, line),)


_SAID = "said"


def lines_of(stream: BinaryIO) -> Iterator[Item]:
    """The lines that are not blank, with their numbers; one that is too long is cut and will be a problem."""
    number = 0
    while line := stream.readline(LINE_BYTES_MAX + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) > LINE_BYTES_MAX:
            while (more := stream.readline(LINE_BYTES_MAX)) and not more.endswith(b"\n"):
                continue
        if line.strip():
            yield number, line.rstrip(b"\r\n")


def portions(
    items: Iterable[Item], hear: Callable[[bytes], Entry], where: str, prefix: str, numbers: Numbers
) -> Iterator[Heard]:
    """Entries in portions of at most PORTION; a line that `hear` refuses (BadField) is kept with its bytes."""
    waiting = iter(items)
    while some := list(islice(waiting, PORTION)):
        entries, problems, not_understood = [], [], []
        for line, raw in some:
            try:
                if len(raw) > LINE_BYTES_MAX:
                    raise BadField("", None, "is longer than a megabyte", "Check that this is the right file")
                entries.append(hear(raw))
            except BadField as bad:
                problems.append(Problem(where, bad.what, bad.next_step, line, bad.field or None, bad.value))
                reason = f"{bad.field}: {bad.what}" if bad.field else bad.what
                not_understood.append(NotUnderstood(raw_id(prefix, raw), reason, raw))
            problems += numbers.problem(where, line)
        yield Heard(tuple(entries), tuple(problems), tuple(not_understood))


def check_id(name: str, text: str) -> str:
    """`text`, if it can be a number that a phone system gives: not empty, not too long. Raises BadField."""
    if not text or len(text) > ID_LENGTH_MAX or not text.isprintable():
        shown = text[:ID_LENGTH_MAX] or None
        raise BadField(name, shown, "is no number of a call", "Without it nobody knows which call it is")
    return text


def raw_id(prefix: str, raw: bytes) -> str:
    """A name for what has none: its bytes, so that the same bad line told again is the same item."""
    return f"{prefix}:raw:{hashlib.sha256(raw.strip()).hexdigest()[:24]}"


def digest(*parts: object) -> str:
    """A fingerprint of what one line says, where the source gives it no number of its own."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
