"""The header block of a mail: fields as they stand, and tolerant reading of what they say (RFC 5322, 2047)."""

import binascii
import re
from dataclasses import dataclass

from amends.facts import normal_email

from .decode import decode_text, tidy

_FIELD = re.compile(rb"^([!-9;-~]{1,76})[ \t]*:[ \t]?(.*)$")
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\n]{0,4000})\?=")
_ADDRESS = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.){0,200}"|[^<>,"]{0,200})\s{0,9}<\s{0,9}(?P<angle>[^<>\s,]{1,254}@[^<>\s,]{1,254})\s{0,9}>'
    r'|(?P<bare>[^\s<>,;:"()\[\]@]{1,254}@[^\s<>,;:"()\[\]@]{1,254})'
)
_ID = re.compile(r"<\s*([^<>\s]{1,250})\s*>")
KNOWN = frozenset(
    "from to cc date subject message-id in-reply-to references received return-path reply-to sender delivered-to "
    "mime-version content-type content-transfer-encoding x-mailer user-agent".split()
)


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields in order, names in lower case, values unfolded; bytes beyond ASCII as surrogate escapes."""

    fields: tuple[tuple[str, str], ...]

    def first(self, name: str) -> str:
        """The top-most value of a field, or empty."""
        return next((value for known, value in self.fields if known == name), "")

    def every(self, *names: str) -> list[str]:
        """All values of these fields, top-most first."""
        return [value for known, value in self.fields if known in names]

    def has(self, *names: str) -> bool:
        """Whether any of these fields is there, empty or not."""
        return any(known in names for known, _ in self.fields)

    @property
    def any_known(self) -> bool:
        """Whether this is a mail's header at all, and not the first lines of something else."""
        return self.has(*KNOWN)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in lower case, and the name written beside it."""

    address: str
    name: str = ""


def hear_headers(block: bytes) -> Headers:
    """The fields of a header block. A line that is no field and continues none is skipped; the others still count."""
    fields: list[tuple[str, list[str]]] = []
    for line in block.split(b"\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(_text(line.strip()))
        elif match := _FIELD.match(line):
            fields.append((match[1].decode("ascii").lower(), [_text(match[2].strip())]))
    return Headers(tuple((name, " ".join(part for part in parts if part)) for name, parts in fields))


def words_of(value: str) -> str:
    """What a field says to a person: encoded words decoded (RFC 2047), raw UTF-8 or Latin 1 taken as such."""
    plain = decode_text(value.encode("utf-8", "surrogateescape"), None) if not value.isascii() else value
    return " ".join(tidy(_decoded(plain)).split())


def addresses_of(value: str) -> tuple[Address, ...]:
    """The addresses in a field, in order; what is none is skipped."""
    found = []
    for match in _ADDRESS.finditer(value):
        name = words_of((match["name"] or "").strip().strip('"').replace('\\"', '"'))
        address = words_of(match["angle"] or match["bare"]).replace(" ", "").strip(".'\"")
        found.append(Address(normal_email(address), name if "@" in address else ""))
    return tuple(found)


def message_ids_of(value: str) -> tuple[str, ...]:
    """Message ids without their brackets; where a sender left the brackets out, the words of the field."""
    ids = _ID.findall(value) or [word for word in value.split() if "@" in word and len(word) <= 250]
    return tuple(dict.fromkeys(tidy(words_of(one)) for one in ids))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _decoded(text: str) -> str:
    """Neighbouring words of one charset are joined before they are decoded: senders split inside a character."""
    out, end = "", 0
    charset, data = "", b""
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if between.strip() or match[1].lower() != charset:
            out += decode_text(data, charset)
            data = b""
            out += between if between.strip() or not charset else ""
        charset, end = match[1].lower(), match.end()
        data += _bytes_of(match[2], match[3])
    return out + decode_text(data, charset) + text[end:]


def _bytes_of(how: str, payload: str) -> bytes:
    if how in "qQ":
        return binascii.a2b_qp(payload.replace("_", " ").encode("utf-8", "replace"), header=True)
    letters = re.sub(r"[^A-Za-z0-9+/]", "", payload)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
