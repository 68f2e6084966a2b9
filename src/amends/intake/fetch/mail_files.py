"""Mails in files: .eml, Apple's .emlx, mbox, Maildir, and folders of any of these. Told by content, not by name."""

import calendar
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from amends.facts import Moment, Problem, Refused
from amends.facts.moments import SECOND_US

from ..mail.headers import hear_headers
from .letters import Letter

SNIFFED_BYTES = 16 * 1024
# "From m@example.org Wed May 20 10:00:00 2026": with a date, so that a sentence that begins with From is none
_ENVELOPE = re.compile(rb"^From [^\n]{0,300}?\b(\d{1,2}):(\d\d)(?::(\d\d))?\b[^\n]{0,60}\b(19|20)\d\d\b[^\n]{0,40}$")
_ASCTIME = re.compile(rb"(\w{3}\s+\w{3}\s+\d{1,2} \d\d:\d\d:\d\d (?:19|20)\d\d)")
_MAILDIR = ("cur", "new")


class Form(Enum):
    """How mails are kept in a file."""

    ONE = auto()
    APPLE = auto()
    MBOX = auto()


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file with mail in it. `size_bytes` is for the progress bar."""

    path: Path
    form: Form
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """The files with mail, in a stable order, and what in the folders was not taken for mail."""

    files: tuple[MailFile, ...]
    problems: tuple[Problem, ...]


def find_mail(paths: Iterable[Path]) -> Found:
    """Look through paths. A path that does not exist or holds no mail is Refused before anything is read in."""
    files: dict[Path, MailFile] = {}
    problems: list[Problem] = []
    for path in paths:
        if not path.exists():
            raise Refused(Problem(str(path), "does not exist", "Check the path; nothing was taken in"))
        found, others = _in_folder(path) if path.is_dir() else _in_named_file(path)
        if not found:
            raise Refused(Problem(str(path), "holds no mail", "Name a .eml, an mbox, a Maildir or a folder of these"))
        files.update((file.path.resolve(), file) for file in found)
        if others:
            problems.append(_not_mail(path, others))
    return Found(tuple(files.values()), tuple(problems))


def letters_in(file: MailFile) -> Iterator[Letter]:
    """The mails of a file, one at a time, in order. Raises Refused where the file cannot be read."""
    try:
        path = _as_it_is_called_now(file.path)
        changed = Moment(int(path.stat().st_mtime) * SECOND_US)
        if file.form is Form.MBOX:
            with path.open("rb") as stream:
                yield from _in_mbox(stream, str(file.path), changed)
        else:
            raw = path.read_bytes()
            yield Letter(_apple(raw) if file.form is Form.APPLE else raw, changed, str(file.path))
    except OSError as error:
        raise _unreadable(file.path, error) from None


def _as_it_is_called_now(path: Path) -> Path:
    """A mail program may mark a mail while we read, and a Maildir's marks are in the file's name."""
    if path.exists() or path.parent.name not in _MAILDIR:
        return path
    base = path.name.partition(":2,")[0]
    others = _files(path.parent.parent / "cur")
    return next((other for other in others if other.name.partition(":2,")[0] == base), path)


def _unreadable(path: Path, error: OSError) -> Refused:
    return Refused(Problem(str(path), f"cannot be read: {error.strerror}", "Correct it and run this again"))


def _in_named_file(path: Path) -> tuple[list[MailFile], list[Path]]:
    """A file that was named is mail if it looks like it, or if it says so by its suffix: then it is quarantined."""
    form = _form(path)
    if form is None and path.suffix.lower() == ".eml":
        form = Form.ONE
    return ([MailFile(path, form, path.stat().st_size)] if form else []), []


def _in_folder(folder: Path) -> tuple[list[MailFile], list[Path]]:
    found: list[MailFile] = []
    others: list[Path] = []
    maildir = all((folder / name).is_dir() for name in _MAILDIR)
    for path in sorted(folder.iterdir()):
        if path.is_symlink() and path.is_dir():
            continue  # a link may lead round in a circle
        if path.is_dir():
            if maildir and path.name in _MAILDIR:
                found += [MailFile(file, Form.ONE, file.stat().st_size) for file in sorted(_files(path))]
            elif not (maildir and path.name == "tmp"):  # half delivered
                more, rest = _in_folder(path)
                found, others = found + more, others + rest
        elif path.is_file() and not maildir and not path.name.startswith("."):
            named, _ = _in_named_file(path)
            found += named
            others += [] if named else [path]
    return found, others


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _not_mail(folder: Path, others: list[Path]) -> Problem:
    names = ", ".join(path.name for path in others[:3]) + (", ..." if len(others) > 3 else "")
    count = "1 file that is" if len(others) == 1 else f"{len(others)} files that are"
    what = f"holds {count} no mail and left alone: {names}"
    hint = "An Outlook .msg must be saved as .eml first" if any(p.suffix.lower() == ".msg" for p in others) else ""
    return Problem(str(folder), what, hint or "If it is mail all the same, name the file .eml")


def _form(path: Path) -> Form | None:
    try:
        with path.open("rb") as stream:
            start = stream.read(SNIFFED_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from None
    text = start.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").lstrip(b"\n")
    first, _, _ = text.partition(b"\n")
    if _ENVELOPE.match(first):
        return Form.MBOX
    if path.suffix.lower() == ".emlx" and first.strip().isdigit():
        return Form.APPLE
    first_is_field = re.match(rb"[!-9;-~]{1,76}[ \t]*:|>?From ", first)
    return Form.ONE if first_is_field and hear_headers(text.partition(b"\n\n")[0]).any_known else None


def _in_mbox(stream: BinaryIO, where: str, changed: Moment) -> Iterator[Letter]:
    """An mbox, line by line: a mail begins at an envelope line at the start or after a blank line."""
    lines: list[bytes] = []
    received, number, after_blank = changed, 0, True
    for line in stream:
        if after_blank and line.startswith(b"From ") and _ENVELOPE.match(line.rstrip(b"\r\n")):
            if lines:
                number += 1
                yield Letter(b"".join(lines), received, f"{where}, mail {number}")
            lines, received = [], _delivered(line) or changed
        else:
            lines.append(line)
        after_blank = line in (b"\n", b"\r\n")
    if any(line.strip() for line in lines):
        yield Letter(b"".join(lines), received, f"{where}, mail {number + 1}")


def _delivered(envelope: bytes) -> Moment | None:
    """The time of an envelope line, which has no zone: UTC."""
    if match := _ASCTIME.search(envelope):
        try:
            return Moment(calendar.timegm(time.strptime(match[1].decode(), "%a %b %d %H:%M:%S %Y")) * SECOND_US)
        except (ValueError, UnicodeDecodeError):
            return None
    return None


def _apple(raw: bytes) -> bytes:
    """Mail.app writes the length, the mail, and a property list."""
    count, _, rest = raw.partition(b"\n")
    return rest[: int(count)]
