"""Bytes -> text when senders lie: unknown charsets, broken base64, stray control characters. Never raises."""

import binascii
import codecs
import re
from base64 import b64decode

_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}
_NO_CHARSET = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def decode_text(data: bytes, charset: str | None) -> str:
    """The text in the charset it says, else UTF-8, else Windows Latin 1; line ends are `\\n`.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8 even where a Latin charset is declared: the reverse is a common
    lie, and Latin text that happens to be valid UTF-8 hardly exists.
    """
    name = _codec(charset)
    attempts = [name] if name and name not in _WESTERN else []
    for attempt in (*attempts, "utf-8", _WIDER.get(name or "ascii", name or "cp1252")):
        try:
            return tidy(data.decode(attempt))
        except (UnicodeError, ValueError):
            continue
    if name and name not in _WESTERN:
        return tidy(data.decode(name, "replace"))
    return tidy(data.decode("latin-1"))


def tidy(text: str) -> str:
    """Without control characters and half characters, which no store and no page can hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def undo_transfer(payload: bytes, encoding: str) -> bytes:
    """The bytes behind quoted-printable or base64; unknown and broken encodings give what can be read."""
    match encoding.strip().lower():
        case "quoted-printable":
            return binascii.a2b_qp(payload)
        case "base64":
            return _base64(payload)
        case _:
            return payload


def _base64(payload: bytes) -> bytes:
    """Broken characters are skipped. Plain lines after it (a mailing list's footer) stay as they are."""
    lines = payload.split(b"\n")
    end = next((i for i, line in enumerate(lines) if not _is_base64(line)), len(lines))
    letters = _NOT_BASE64.sub(b"", b"".join(line.split(b"=")[0] for line in lines[:end]))
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    plain = b64decode(letters + b"=" * (-len(letters) % 4))
    rest = b"\n".join(lines[end:])
    return plain + b"\n" + rest if rest.strip() else plain


def _is_base64(line: bytes) -> bool:
    bare = line.strip().rstrip(b"=")
    return not bare or len(_NOT_BASE64.sub(b"", bare)) >= 0.9 * len(bare)


def _codec(charset: str | None) -> str | None:
    """The Python name of a charset, or None where it is none for text."""
    if not charset or len(charset) > 40:
        return None
    try:
        found = codecs.lookup(charset.strip().strip("\"'"))
        found.decode(b"")  # "base64" and "rot13" are codecs too
    except Exception:  # every codec fails in its own way on an empty text
        return None
    return None if found.name in _NO_CHARSET or not isinstance(found.decode(b"")[0], str) else found.name
