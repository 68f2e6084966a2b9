"""Entry <-> bytes: a head without personal data, and a body with the rest. Canonical JSON: sorted keys, no floats."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, cast, get_type_hints

import orjson

from .entries import Entry
from .kinds import KINDS
from .moments import Moment
from .money import Money
from .roots import Source

SCHEMA_VERSION = 1
_Code = Callable[[Any], Any]


class NotAnEntry(ValueError):
    """Bytes that are no entry of a kind this version knows."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    private: bool
    default: Any
    encode: _Code
    decode: _Code


def head_and_body(entry: Entry) -> tuple[bytes, bytes]:
    """The two parts of an entry as they are stored: `head` in the clear, `body` for the subject's key."""
    head: dict[str, Any] = {
        "v": SCHEMA_VERSION,
        "kind": entry.what.kind,
        "source": entry.source.name,
        "root": entry.source.root,
        "at": entry.occurred,
    }
    body: dict[str, Any] = {"id": entry.source_id}
    what = entry.what
    for name, private, default, encode in _outward(what.kind):
        value = getattr(what, name)
        if value is default or (default is not _NEVER and value == default):
            continue
        (body if private else head)[name] = value if encode is _same else encode(value)
    return orjson.dumps(head, option=orjson.OPT_SORT_KEYS), orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def entry_of(head: bytes, body: bytes) -> Entry:
    """The entry again. Raises NotAnEntry for a kind that this version does not know."""
    told, words = orjson.loads(head), orjson.loads(body)
    cls = KINDS.get(told["kind"])
    if cls is None or told["v"] > SCHEMA_VERSION:
        raise NotAnEntry(f"kind {told['kind']!r}, version {told['v']}: written by a newer amends; update first")
    values = {}
    for field in _plan(cls.kind):
        part = words if field.private else told
        if field.name in part:
            values[field.name] = field.decode(part[field.name])
    return Entry(Source(told["source"], told["root"]), words["id"], Moment(told["at"]), cls(**values))


@cache
def _plan(kind: str) -> tuple[_Field, ...]:
    cls = KINDS[kind]
    hints = get_type_hints(cls)
    return tuple(
        _Field(
            f.name,
            bool(f.metadata.get("private")),
            f.default if f.default is not MISSING else _NEVER,
            *_code(hints[f.name]),
        )
        for f in fields(cls)
    )


@cache
def _outward(kind: str) -> tuple[tuple[str, bool, Any, _Code], ...]:
    """The same as plain tuples: this is read for every field of every entry that is written."""
    return tuple((field.name, field.private, field.default, field.encode) for field in _plan(kind))


class _Never:
    """Equal to nothing: a required field is always written."""


_NEVER = _Never()


def _same(value: Any) -> Any:
    return value


def _code(hint: Any) -> tuple[_Code, _Code]:
    options = getattr(hint, "__args__", (hint,))
    if Money in options:
        return _money_out, _money_in
    enum = next((o for o in options if isinstance(o, type) and issubclass(o, StrEnum)), None)
    if enum is not None:
        return str, cast(_Code, enum)
    if getattr(hint, "__origin__", None) is tuple:
        return list, tuple
    return _same, _same


def _money_out(money: Money) -> list[int | str]:
    return [money.amount_minor, money.currency]


def _money_in(pair: list[Any]) -> Money:
    return Money(pair[0], pair[1])
