"""Form fields as a browser or another system posts them (`application/x-www-form-urlencoded`, WHATWG URL 5.1)."""

import re

FIELDS_MAX = 1_000
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


def hear_form(body: bytes) -> dict[str, tuple[str, ...]]:
    """The values of each name, in their order; an empty value stays one. Raises ValueError for what is no form."""
    parts = [part for part in body.strip().split(b"&") if part]
    if len(parts) > FIELDS_MAX:
        raise ValueError("holds too many fields")
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        name, equals, value = part.partition(b"=")
        if not equals:
            raise ValueError("is no form: a field has no =")
        key = _plain(name)
        found[key] = (*found.get(key, ()), _plain(value))
    return found


def _plain(text: bytes) -> str:
    spaced = text.replace(b"+", b" ")
    try:
        return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), spaced).decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
