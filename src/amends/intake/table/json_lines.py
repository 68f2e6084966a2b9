"""JSON lines: one object a line. Numbers keep their digits as text, so that 129.10 never becomes a float."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from amends.facts import Problem, Refused

from .encoding import check_text
from .sheet import RawRow, Sheet

_BOM = b"\xef\xbb\xbf"


def look_over_json_lines(file: BinaryIO, where: str) -> Sheet:
    """The names used in any line, and the number of lines. Refuses a JSON array. `file` must be seekable."""
    start = file.read(65_536)
    check_text(start, where)
    if start.removeprefix(_BOM).lstrip()[:1] == b"[":
        raise Refused(Problem(where, "is a JSON array", "Write one object a line (JSON lines)"))
    file.seek(0)
    names: dict[str, None] = {}
    lines = 0
    for line in file:
        lines += bool(line.strip())
        try:
            told = orjson.loads(line.removeprefix(_BOM))
        except orjson.JSONDecodeError:
            continue
        if isinstance(told, dict):
            names.update(dict.fromkeys(told))

    def read() -> Iterator[RawRow]:
        file.seek(0)
        return _rows(file)

    return Sheet(tuple(names), lines, read)


def _rows(file: BinaryIO) -> Iterator[RawRow]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            yield RawRow(number, line, cells_of(EXACT.decode(line.removeprefix(_BOM).decode("utf-8"))))
        except UnicodeDecodeError:
            yield RawRow(number, line, wrong="is not UTF-8")
        except json.JSONDecodeError:
            yield RawRow(number, line, wrong="is not a whole JSON object")
        except (NotARow, RecursionError) as error:
            yield RawRow(number, line, wrong=str(error) or "is nested too deep")


class NotARow(ValueError):
    """JSON that is no flat object."""


def _no_number(word: str) -> str:
    raise NotARow(f"holds {word}, which is not a number")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise NotARow("names a column twice")
    return told


EXACT = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_once_each
)  # numbers keep their digits; a name that stands twice is no object


def cells_of(told: Any) -> dict[str, str]:
    """The cells of a flat JSON object, as text. Raises NotARow."""
    if not isinstance(told, dict):
        raise NotARow("is not a JSON object")
    cells: dict[str, str] = {}
    for name, value in told.items():
        if isinstance(value, dict | list):
            raise NotARow(f"holds a list or an object in {name!r}")
        if value is not None:
            cells[name] = str(value).lower() if isinstance(value, bool) else _storable(value)
    return cells


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise NotARow("holds half a character (an unpaired surrogate) or a zero")
    return text
