"""Raw bytes that name somebody who is forgotten: in quarantine they are replaced by nothing, and still counted.

The bytes of everybody's quarantine are under one key, which therefore cannot be destroyed for one person; they are
overwritten instead. The row stays, so that the balance holds and the same bytes told again are a duplicate.
"""

import re
from collections.abc import Collection
from typing import Final

import orjson

from .held import label_and_bytes, labelled
from .sealing import Sealer
from .store import Connection

BLANKED: Final = "Its bytes named somebody who was forgotten"
MARK_CHARACTERS_MIN: Final = 4
MARK_DIGITS_MIN: Final = 6
_AT_ONCE = 500


def blank_quarantine(connection: Connection, sealer: Sealer, marks: Collection[str]) -> int:
    """Blank every item that has any of these in its id, its reason or its bytes. Gives how many. Safe to repeat."""
    pattern, blanked, after = pattern_of(marks), 0, 0
    while rows := connection.rows(_SELECT, (after, _AT_ONCE)):
        after = rows[-1][0]
        for number, wrapped, nonce, body in rows:
            if pattern is not None and _names(sealer.open_bytes(wrapped, nonce, body), pattern):
                nonce, body = sealer.seal_bytes(labelled("", BLANKED, b""), wrapped)
                with connection.writing():
                    connection.run("UPDATE quarantine SET nonce = ?, body = ? WHERE number = ?", (nonce, body, number))
                blanked += 1
    return blanked


def named_in_quarantine(connection: Connection, sealer: Sealer, marks: Collection[str]) -> int:
    """How many items would be blanked."""
    pattern, found, after = pattern_of(marks), 0, 0
    while rows := connection.rows(_SELECT, (after, _AT_ONCE)):
        after = rows[-1][0]
        found += sum(pattern is not None and _names(sealer.open_bytes(*row[1:]), pattern) for row in rows)
    return found


def pattern_of(marks: Collection[str]) -> re.Pattern[str] | None:
    """Finds the marks as whole words, telephone numbers in any notation. Short ones are left out: a customer number
    such as 7 or 2026 stands in everybody's bytes.
    """
    parts = [_part(mark) for mark in sorted({mark.strip() for mark in marks}) if _is_telling(mark)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None


def _is_telling(mark: str) -> bool:
    return len(mark) >= (MARK_DIGITS_MIN if mark.isdigit() else MARK_CHARACTERS_MIN)


def _part(mark: str) -> str:
    """Of a telephone number its last digits, as people write them: with blanks, and without its country."""
    if re.fullmatch(r"\+\d{7,15}", mark):
        return r"[\d+\s()./-]{0,12}?" + r"[\s()./-]{0,3}".join(mark[-_PHONE_DIGITS:])
    return r"\s+".join(re.escape(word) for word in mark.split())


_PHONE_DIGITS = 8
_SELECT = (
    "SELECT q.number, s.wrapped, q.nonce, q.body FROM quarantine q JOIN subject s ON s.id = q.subject"
    " WHERE s.wrapped IS NOT NULL AND q.number > ? ORDER BY q.number LIMIT ?"
)


def _names(stored: bytes, pattern: re.Pattern[str]) -> bool:
    """Read as UTF-8 and as Latin-1; and what JSON escaped, by its plain letters too."""
    label, raw = label_and_bytes(stored)
    texts = (*label.values(), raw.decode("utf-8", "replace"), raw.decode("latin-1"), _unescaped(raw))
    return any(pattern.search(text) for text in texts)


def _unescaped(raw: bytes) -> str:
    try:
        return orjson.dumps(orjson.loads(raw)).decode()
    except orjson.JSONDecodeError:
        return ""
