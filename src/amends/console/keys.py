"""The console's own secret: made at first use, readable by its owner only."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 48


def secret_key(home: Path | None) -> str:
    """Signs cookies and forms. `keys/django` in the home (0600); without a home, one that lives for this process."""
    if home is None:
        return secrets.token_urlsafe(KEY_BYTES)
    file = home / "keys" / "django"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("ascii")
    with os.fdopen(handle, "w") as out:
        key = secrets.token_urlsafe(KEY_BYTES)
        out.write(key)
    return key


def webhook_secrets(home: Path, system: str) -> tuple[str, ...]:
    """What that system signs with, one a line in `keys/<system>-webhook-secrets`; several during a rotation."""
    file = home / "keys" / f"{system}-webhook-secrets"
    if not file.exists():
        return ()
    return tuple(line.strip() for line in file.read_text("utf-8").splitlines() if line.strip())
