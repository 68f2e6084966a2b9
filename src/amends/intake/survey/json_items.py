"""The values in a JSON file: a list of them, one a line, or one after the other; what is broken costs itself alone."""

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, NamedTuple

import orjson

from amends.intake.table.json_lines import EXACT, NotARow

_SPACE = re.compile(r"[\s,]*")
_NEXT_IN_LIST = re.compile(r"\}(?=\s*,\s*\{)")
_NEXT_LINE = re.compile(r"\n[ \t]*(?=\{)")  # of one line only: over many empty ones it would take for ever


BROKEN_MAX = 1_000  # to say where a value broke costs as much as all that is before it


class Item(NamedTuple):
    """One value with its line and bytes. `wrong` says in words why it cannot be read; then `value` is None."""

    line: int
    raw: bytes
    value: Any
    wrong: str = ""


def items_in(data: bytes) -> Iterator[Item]:
    """Every value, in order; numbers keep their digits as text. Every byte but spaces and commas is in some item."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    at = _SPACE.match(text).end()  # type: ignore[union-attr]
    in_list = text[at : at + 1] == "["
    at += in_list
    line, counted, broken = 1, 0, 0
    while (at := _SPACE.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, at), at
        if in_list and text[at] == "]":
            in_list, at = False, at + 1
            continue
        item, at = _item(text, at, line, in_list) if broken < BROKEN_MAX else _rest(text, at, line)
        broken += bool(item.wrong)
        yield item
    if in_list:
        yield Item(line, b"", None, "ends before its list is closed; is it whole?")


def _item(text: str, at: int, line: int, in_list: bool) -> tuple[Item, int]:
    try:
        value, end = EXACT.raw_decode(text, at)
        wrong = "" if _storable(value) else "holds half a character, or a zero, or is not UTF-8"
    except (JSONDecodeError, NotARow, RecursionError) as error:
        found = (_NEXT_IN_LIST if in_list else _NEXT_LINE).search(text, at)
        end = found.end() if found else len(text)
        value, wrong = None, str(error) if isinstance(error, NotARow) else "is not a whole JSON value"
    raw = text[at:end].encode("utf-8", "surrogateescape").strip()
    return Item(line, raw, None if wrong else value, wrong), end


def _rest(text: str, at: int, line: int) -> tuple[Item, int]:
    raw = text[at:].encode("utf-8", "surrogateescape").strip()
    return Item(line, raw, None, f"is not read, because {BROKEN_MAX:,} values before it are broken"), len(text)


def _storable(value: Any) -> bool:
    try:
        return b"\\u0000" not in orjson.dumps(value)
    except TypeError:  # a lone surrogate, or nested deeper than anything that is told
        return False
