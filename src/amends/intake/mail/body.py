"""The parts of a mail -> its words, the words of mails enclosed in it, and the names of what is attached."""

import email.parser
import email.policy
import re
from dataclasses import dataclass, field
from email.message import Message

from .decode import decode_text, tidy, undo_transfer
from .flowed import unflow
from .headers import words_of
from .html_text import text_of_html
from .limits import DEPTH_MAX, check_depth, check_parts

NAMES_MAX = 100
NAME_CHARS_MAX = 200
_KEEP = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "mime-version"})
_EMPTY_PLAIN = re.compile(
    r"(?i)\bhtml\b.{0,60}\b(view|display|see|show|support|anzeigen|darstellen|afficher)|\bview .{0,30}html"
)
_RFC2231 = re.compile(r"^([A-Za-z0-9_-]{1,40})'[^']{0,20}'(.*)$", re.DOTALL)


@dataclass(slots=True)
class Body:
    """What was read. `enclosed`: words of forwarded or returned mails, which the sender did not say himself."""

    words: list[str] = field(default_factory=list)
    enclosed: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    content_type: str = "text/plain"  # of the whole
    report_type: str = ""


def read_body(fields: tuple[tuple[str, str], ...], body: bytes) -> Body:
    """The words of a body whose header fields are known. Raises TooMuch over the limits of parts, depth and HTML."""
    told = [(name, value) for name, value in fields if name in _KEEP]
    head = "".join(f"{name}: {value}\n" for name, value in dict(reversed(told)).items())
    message = _parsed(head.encode("utf-8", "surrogateescape") + b"\n", body)
    read = Body(content_type=message.get_content_type(), report_type=_parameter(message, "report-type").lower())
    _read(message, read, read.words, 0)
    return read


def _parsed(head: bytes, body: bytes) -> Message:
    """compat32: policy.default raised on 9.9 % of damaged mails, compat32 on 0.02 %."""
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(head)
    if message.get_content_maintype() in ("multipart", "message"):
        check_parts(head + body)
        return email.parser.BytesParser(policy=email.policy.compat32).parsebytes(head + body)
    message.set_payload(body.decode("ascii", "surrogateescape"))  # the library would look at 24 MB line by line
    return message


def _read(part: Message, read: Body, words: list[str], depth: int) -> None:
    check_depth(depth)
    kind = part.get_content_type()
    if name := _file_name(part):
        _attach(read, name)
    if kind == "message/rfc822" and part.is_multipart():
        _read_enclosed(part, read, depth)
    elif kind == "message/delivery-status":
        fields = [f"{name}: {words_of(str(value))}" for child in _children(part) for name, value in child.items()]
        read.enclosed.append("\n".join(fields) or _plain(part))
    elif kind == "multipart/alternative" and part.is_multipart():
        _read_alternative(_children(part), read, words, depth)
    elif part.is_multipart():
        for child in _children(part):
            _read(child, read, words, depth + 1)
    elif kind == "text/rfc822-headers":
        read.enclosed.append(_plain(part))
    elif kind in ("text/plain", "text/html") or (part.get_content_maintype() == "text" and kind != "text/calendar"):
        if not _is_attachment(part):
            words.append(_words(part, kind))
    elif part.get_content_maintype() == "multipart":  # a boundary that never comes: what is there is plain text
        words.append(_plain(part))
    elif not name:
        _attach(read, kind)


def _read_alternative(children: list[Message], read: Body, words: list[str], depth: int) -> None:
    """Plain text where it says something, else the HTML: one of several forms of the same words."""
    check_depth(depth + 1)
    for child in children:
        if child.get_content_type() == "text/plain" and not _is_attachment(child):
            plain = _words(child, "text/plain")
            if plain.strip() and not (len(plain) < 400 and _EMPTY_PLAIN.search(plain)):
                words.append(plain)
                return
    rich = [child for child in children if child.get_content_type() != "text/plain"]
    for child in rich or children:
        _read(child, read, words, depth + 1)


def _read_enclosed(part: Message, read: Body, depth: int) -> None:
    inner: list[str] = []
    for child in _children(part):
        about = [f"{name.title()}: {words_of(str(child[name]))}" for name in ("from", "date", "subject") if child[name]]
        _read(child, read, inner, depth + 1)
        read.enclosed.append("\n".join([*about, "", *inner]).strip())
        _attach(read, words_of(str(child["subject"] or "")) or "message")


def _words(part: Message, kind: str) -> str:
    if kind == "text/html":
        return text_of_html(_plain(part))
    text = _plain(part)
    if _parameter(part, "format").lower() == "flowed":
        text = unflow(text, delete_space=_parameter(part, "delsp").lower() == "yes")
    return text


def _plain(part: Message) -> str:
    encoding = _value(part, "content-transfer-encoding")
    del part[
        "content-transfer-encoding"
    ]  # so that the library gives the bytes as they came: its decoders give up early
    raw = part.get_payload(decode=True)
    return decode_text(undo_transfer(raw if isinstance(raw, bytes) else b"", encoding), _parameter(part, "charset"))


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _is_attachment(part: Message) -> bool:
    return _value(part, "content-disposition").lower().startswith("attachment")


def _attach(read: Body, name: str) -> None:
    if len(read.attachments) < NAMES_MAX:
        read.attachments.append(name)


def _file_name(part: Message) -> str:
    """For display only: never a path, never used to open anything."""
    name = _parameter(part, "filename", "content-disposition") or _parameter(part, "name")
    return tidy(name).replace("/", "_").replace("\\", "_").replace("\n", " ").strip()[:NAME_CHARS_MAX]


def _value(part: Message, name: str) -> str:
    return str(part.get(name, ""))


def _parameter(part: Message, name: str, header: str = "content-type") -> str:
    """A parameter of a field, split and encoded ones included (RFC 2231); empty where there is none or it is broken."""
    try:
        value = part.get_param(name, "", header)
    except (ValueError, TypeError, IndexError, LookupError, UnicodeError):
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        return decode_text(str(text).encode("latin-1", "replace"), charset)
    text = str(value)
    if match := _RFC2231.match(text):
        return decode_text(match[2].encode("latin-1", "replace"), match[1])
    return words_of(text)


assert DEPTH_MAX < 100, "parts are read by recursion"
