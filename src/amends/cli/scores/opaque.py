"""Keys in the place of names: the same for the same name in every export of one home, and for nobody else to undo."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from amends.facts.roots import BANK, CARRIER, CUSTOMER, GATEWAY, MONITOR, OTHER, PHONE, US

KEY_BYTES: Final = 32
_DIGITS: Final = 16
_NO_PERSON: Final = frozenset({US, GATEWAY, BANK, CUSTOMER, PHONE, CARRIER, MONITOR, OTHER})


class Opaque:
    """HMAC-SHA256 under a key of this home alone (`keys/scores-export`, 0600), made when it is first needed."""

    def __init__(self, home: Path) -> None:
        file = home / "keys" / "scores-export"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            self._key = file.read_bytes()
        else:
            with os.fdopen(handle, "wb") as out:
                self._key = secrets.token_bytes(KEY_BYTES)
                out.write(self._key)

    def of(self, name: str) -> str:
        """Empty stays empty: what is nobody's is nobody's under any key."""
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()[:_DIGITS] if name else ""

    def of_author(self, name: str, known: frozenset[str]) -> str:
        """A root, and what is `known` to be no person, keeps its name; whoever else vouched may be one."""
        return name if name in _NO_PERSON or name in known else self.of(name)
