"""Lines of a log -> cells by name: CSV in the default order or with a header, TAB, or one JSON object a line.

Quotes are counted by ourselves: a csv reader takes a lost closing quote as the start of a cell that runs over all that
follows, and says nothing. Asterisk writes one line for one row, so a line is read alone or not at all.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from amends.facts import Problem
from amends.intake.belongs import command_for
from amends.intake.fields import BadField
from amends.intake.phone_portions import Item, lines_of

Cells = dict[str, str]
_START_BYTES = 4_096
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_CONTROLS_SHARE = 20  # more than one byte in so many
_NAME_IN_JSON = re.compile(r'"(\w+)"\s*:')
_OURS = ("", "asterisk-cdr", "asterisk-cel")
_STEP = "Correct the line and take the file in again; the other lines were taken"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of one kind of log look. `columns_of` gives the names for a number of cells, or None;
    `is_other` says of a first line which command it belongs to, or empty.
    """

    columns_of: Callable[[list[str]], tuple[str, ...] | None]
    needed: frozenset[str]
    aliases: dict[str, str]
    is_other: Callable[[list[str]], str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one file, and how to read one. `problem` is set where the file as a whole is not what it should
    be; then `items` is empty.
    """

    items: Iterator[Item]
    cells: Callable[[bytes], Cells]
    problem: Problem | None = None


def read_lines(stream: BinaryIO, where: str, layout: Layout) -> Lines:
    """Look at the first line, and give the rest."""
    start = stream.read(_START_BYTES)
    stream.seek(0)
    items = lines_of(stream)
    first = next(items, None)
    if first is None:
        step = "Check that the phone system writes it; an empty log looks like nobody called"
        return _nothing(Problem(where, "is empty", step))
    line = first[1]
    if line.startswith(_PACKED) or b"\x00" in line[:1_000] or is_no_text(start):
        return _nothing(Problem(where, "is no text", "Unpack it, or name the log file itself"))
    if line.lstrip()[:1] in (b"{", b"[") and (other := command_for(_NAME_IN_JSON.findall(text_of(line)))) not in _OURS:
        return _nothing(Problem(where, "is another kind of file", f"Take it in with amends intake {other}"))
    if line.lstrip()[:1] == b"{":
        return Lines(chain((first,), items), lambda raw: _of_json(raw, layout))
    delimiter = "\t" if line.count(b"\t") > line.count(b",") else ","
    cells = split(line, delimiter)
    if cells is not None:
        if other := layout.is_other(cells):
            return _nothing(Problem(where, "is another kind of file", f"Take it in with {other}"))
        names = [_name(cell, layout) for cell in cells]
        if layout.needed <= set(names):
            return Lines(items, lambda raw: _of_named(raw, delimiter, names))
    return Lines(chain((first,), items), lambda raw: _in_order(raw, delimiter, layout))


def is_no_text(start: bytes) -> bool:
    """Whether so many control characters stand in the first bytes that it cannot be a log with a damaged line."""
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls * _CONTROLS_SHARE > len(start)


def split(raw: bytes, delimiter: str) -> list[str] | None:
    """The cells of one line; None where its quotes do not close, or it is no text."""
    text = text_of(raw)
    if "\x00" in text or "\r" in text:
        return None
    try:
        (cells,) = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return cells


def text_of(raw: bytes) -> str:
    """UTF-8, else Windows-1252: only ids, numbers and times are kept, which are ASCII; names are not."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _nothing(problem: Problem) -> Lines:
    return Lines(iter(()), lambda raw: {}, problem)


def _name(cell: str, layout: Layout) -> str:
    name = cell.strip().lower().replace("_", "").replace(" ", "")
    return layout.aliases.get(name, name)


def _checked(raw: bytes, delimiter: str) -> list[str]:
    cells = split(raw, delimiter)
    if cells is None:
        raise BadField("", None, "has a quote that is not closed or not doubled, or a character that is no text", _STEP)
    return cells


def _in_order(raw: bytes, delimiter: str, layout: Layout) -> Cells:
    cells = _checked(raw, delimiter)
    columns = layout.columns_of(cells)
    if columns is None:
        step = "Correct it; a log with columns of its own needs a first line that names them"
        raise BadField("", None, f"has {len(cells)} columns, which is no order known here", step)
    return dict(zip(columns, cells, strict=True))


def _of_named(raw: bytes, delimiter: str, names: list[str]) -> Cells:
    cells = _checked(raw, delimiter)
    if len(cells) != len(names):
        raise BadField("", None, f"has {len(cells)} columns where the first line names {len(names)}", _STEP)
    return dict(zip(names, cells, strict=True))


def _of_json(raw: bytes, layout: Layout) -> Cells:
    try:
        told = json.loads(text_of(raw), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise BadField("", None, "is not a whole JSON object", _STEP) from None
    if not isinstance(told, dict):
        raise BadField("", None, "is not a JSON object", _STEP)
    if any(not _is_storable(text) for name, value in told.items() for text in (name, _text(value))):
        raise BadField("", None, "holds half a character (an unpaired surrogate) or a zero", _STEP)
    return {_name(name, layout): _text(value) for name, value in told.items()}


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
