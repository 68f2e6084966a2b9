"""An export file -> its JSON values: JSON lines one by one, a document at once, and what is whole of a torn one."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

DOCUMENT_BYTES_MAX = 200_000_000
_TORN_SHOWN_BYTES = 65_536  # of a document that is too large to be kept in quarantine whole
_TRIES_MAX = 200
NOT_JSON = "is not JSON"
_BOM = b"\xef\xbb\xbf"
_LIST = re.compile(r'"(\w+)"\s*:\s*\[\s*(?=\{)')
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_SPACE = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Piece:
    """One JSON value of a file, or bytes that are none: then `wrong` says why. `line` counts from 1."""

    line: int
    value: Any = None
    raw: bytes = b""
    wrong: str = ""


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    """Every value of a file, in order. A file of JSON lines is never held in memory; another is read at once.

    A document that is cut off or broken in one place is read as far as its records are whole: each broken stretch is a
    piece with `wrong`, the rest of the file is taken. An empty file gives nothing.
    """
    lines = _numbered(iter(lambda: stream.readline(DOCUMENT_BYTES_MAX + 1), b""))
    number, first = next(lines, (1, b""))
    if not first:
        return
    value = _whole(first)
    if value is not None:
        yield Piece(number, value, first)
        yield from _lines(lines)
        return
    yield from _document(first + stream.read(max(DOCUMENT_BYTES_MAX + 1 - len(first), 0)), number)


def _numbered(lines: Iterable[bytes], number: int = 1) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    for line_number, line in enumerate(lines, start=number):
        bare = line.removeprefix(_BOM)
        if bare.strip():
            yield line_number, bare


def _whole(raw: bytes) -> Any:
    """The value, or None where the bytes are no JSON object or array."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict | list) else None


def _lines(lines: Iterable[tuple[int, bytes]]) -> Iterator[Piece]:
    for number, line in lines:
        value = _whole(line)
        yield Piece(number, value, line, "" if value is not None else "is not a whole JSON object")


def _document(raw: bytes, number: int) -> Iterator[Piece]:
    if len(raw) > DOCUMENT_BYTES_MAX:
        wrong = f"is one JSON document larger than {DOCUMENT_BYTES_MAX // 1_000_000} MB"
        yield Piece(number, raw=raw[:_TORN_SHOWN_BYTES], wrong=wrong)
        return
    value = _whole(raw)
    if value is not None:
        yield Piece(number, value, raw)
        return
    opening = raw.lstrip()[:1]
    if opening != b"[" and any(isinstance(_whole(line), dict) for line in raw.splitlines()[1:]):
        yield from _lines(_numbered(raw.splitlines(keepends=True), number))
    elif opening in (b"{", b"["):
        yield from _torn(raw.decode("utf-8", "surrogateescape"), number)
    else:
        yield Piece(number, raw=raw[:_TORN_SHOWN_BYTES], wrong=NOT_JSON)


def _torn(text: str, number: int) -> Iterator[Piece]:
    """What is whole of a broken document: the objects of its lists, each with the name of its list."""
    if text.lstrip().startswith("["):
        name, at = "", text.index("[") + 1
    else:
        opening = _LIST.search(text)
        if opening is None or not _is_rest_of_page(text[: opening.start()]):
            yield _broken(text, 0, len(text), number)
            return
        name, at = opening[1], opening.end()
    while at < len(text):
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        told, end = _object(text, at)
        if told is not None:
            yield Piece(_line(text, at, number), {name: [told]} if name else told, text[at:end].encode())
            at = end
            continue
        after = text[at : at + 1] == "]" and _LIST.search(text, at)
        if after:  # this list ended; another follows
            if not _is_rest_of_page('{"_":[' + text[at : after.start()]):
                yield _broken(text, at, after.start(), number)
            name, at = after[1], after.end()
            continue
        ending = (f'{{"{name}":[' if name else "[") + text[at:]
        if text[at : at + 1] == "]" and _whole(ending.encode("utf-8", "surrogateescape")) is not None:
            return  # the end of the list and what stands below it: whole, and no records
        onward = _next_whole(text, at)
        if text[at:onward].strip():
            yield _broken(text, at, onward, number)
        at = onward


def _is_rest_of_page(before: str) -> bool:
    """Whether what stands before a list is whole: then the list is one of the page, not inside a broken record."""
    return _whole((before + '"_":[]}').encode("utf-8", "surrogateescape")) is not None


def _object(text: str, at: int) -> tuple[dict[str, Any] | None, int]:
    try:
        told, end = _DECODER.raw_decode(text, at)
        text[at:end].encode()
    except (ValueError, RecursionError):  # UnicodeEncodeError is a ValueError: bytes that are not UTF-8
        return None, at
    return (told, end) if isinstance(told, dict) else (None, at)


def _next_whole(text: str, at: int) -> int:
    """Where the next whole object after a broken one begins; the end of the text where there is none."""
    for tried, mark in enumerate(_NEXT.finditer(text, at)):
        if tried >= _TRIES_MAX:
            break
        if _object(text, mark.end())[0] is not None:
            return mark.end()
    return len(text)


def _broken(text: str, at: int, end: int, number: int) -> Piece:
    raw = text[at:end].encode("utf-8", "surrogateescape")
    cut = not text[end:].strip()
    wrong = "is cut off or broken here" if cut else "is not a whole JSON object"
    return Piece(_line(text, at, number), raw=raw, wrong=wrong)


def _line(text: str, at: int, number: int) -> int:
    return number + text.count("\n", 0, at)
