"""CSV with comma, semicolon, tab or bar; quoted cells may hold line breaks (RFC 4180)."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from amends.facts import Problem, Refused

from .encoding import EncodingGuess, check_text
from .sheet import RawRow, Sheet

DELIMITERS = ",;\t|"
RECORD_LINES_MAX = 5_000  # a cell with more line breaks is an unclosed quote, not a letter
RECORD_BYTES_MAX = 1_000_000
_BOM = b"\xef\xbb\xbf"


def look_over_csv(file: BinaryIO, where: str) -> Sheet:
    """The columns and the number of lines; refuses what is no CSV text with a header. `file` must be seekable."""
    start = file.read(65_536)
    check_text(start, where)
    offset = len(_BOM) if start.startswith(_BOM) else 0
    file.seek(offset)
    header = file.readline()
    if not header.strip():
        raise Refused(Problem(where, "is empty", "Export it again with a header line and at least one row"))
    guess, lines = EncodingGuess(), 0
    guess.look(header)
    for line in file:
        lines += bool(line.strip())
        guess.look(line)
    try:
        text = header.decode(guess.encoding)
    except UnicodeDecodeError:
        raise Refused(Problem(where, "has a header that is not UTF-8", "Save it in UTF-8", line=1)) from None
    delimiter = max(DELIMITERS, key=text.count)
    columns = _split(text, delimiter)
    if columns is None:
        raise Refused(Problem(where, "has a header that is no CSV line", "Save it as CSV in UTF-8", line=1))

    names = tuple(cell.strip() for cell in columns)

    def read() -> Iterator[RawRow]:
        file.seek(offset)
        file.readline()
        return _rows(_Lines(file), names, delimiter, guess.encoding)

    return Sheet(names, lines, read)


class _Lines:
    """Physical lines with their numbers, and a way to put some back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._back: list[bytes] = []
        self.number = 1  # of the line handed out last; the header is line 1

    def take(self) -> bytes:
        """The next line, or b"" at the end."""
        line = self._back.pop() if self._back else self._file.readline()
        self.number += bool(line)
        return line

    def put_back(self, lines: list[bytes]) -> None:
        """They will be handed out again, in their order."""
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def _rows(lines: _Lines, columns: tuple[str, ...], delimiter: str, encoding: str) -> Iterator[RawRow]:
    while line := lines.take():
        if not line.strip():
            continue
        number = lines.number
        record = [line]
        if line.count(b'"') % 2:
            record += _until_closed(lines)
        row = _row(number, b"".join(record), columns, delimiter, encoding)
        if row.wrong and len(record) > 1:  # an unclosed quote must cost one line, not all that follow
            lines.put_back(record[1:])
            row = _row(number, line, columns, delimiter, encoding)
        yield row


def _until_closed(lines: _Lines) -> list[bytes]:
    taken: list[bytes] = []
    size = 0
    while len(taken) < RECORD_LINES_MAX and size < RECORD_BYTES_MAX and (line := lines.take()):
        taken.append(line)
        size += len(line)
        if line.count(b'"') % 2:
            break
    return taken


def _row(number: int, raw: bytes, columns: tuple[str, ...], delimiter: str, encoding: str) -> RawRow:
    if b"\x00" in raw:
        return RawRow(number, raw, wrong="holds a zero byte")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        return RawRow(number, raw, wrong=f"holds a byte (0x{raw[error.start]:02x}) that is not {encoding.upper()}")
    cells = _split(text, delimiter)
    if cells is None:
        return RawRow(number, raw, wrong="has a quote that is not closed or not doubled, or a stray carriage return")
    if len(cells) != len(columns):
        return RawRow(number, raw, wrong=f"has {len(cells)} cells where the header has {len(columns)}")
    return RawRow(number, raw, dict(zip(columns, cells, strict=True)))


def _split(text: str, delimiter: str) -> list[str] | None:
    """The cells of exactly one record; None where the text is none, or is more than one."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
