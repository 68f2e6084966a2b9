"""Keys to a visitor's session (`contact_inbox.pubsub_token`) come with every event. They are never stored."""

import re
from typing import Any, Final

_MARKS: Final = ("token", "hmac", "secret", "password")
_IN_BYTES: Final = re.compile(rb'("[^"]{0,40}(?:token|hmac|secret|password)[^"]{0,40}"\s*:\s*)"[^"]*"?', re.IGNORECASE)


def without_tokens(told: Any) -> Any:
    """The same value without fields that are keys to somebody's session."""
    if isinstance(told, dict):
        return {name: without_tokens(value) for name, value in told.items() if not _is_token(name)}
    return [without_tokens(one) for one in told] if isinstance(told, list) else told


def bytes_without_tokens(raw: bytes) -> bytes:
    """The same for bytes that are no whole JSON: the values of such fields are left empty."""
    return _IN_BYTES.sub(rb'\1""', raw)


def _is_token(name: object) -> bool:
    return any(mark in str(name).lower() for mark in _MARKS)
