"""Where the console keeps its own tables: `desk.sqlite` in the home, or the team's PostgreSQL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BUSY_TIMEOUT_SECONDS = 20


def database_of(home: Path | None, database_url: str | None) -> dict[str, Any]:
    """The entry of Django's DATABASES. Without a home (type checking, the OpenAPI document) it is in memory."""
    if database_url:
        return _postgres(database_url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / "desk.sqlite") if home else ":memory:",
        "OPTIONS": {
            "timeout": BUSY_TIMEOUT_SECONDS,
            "transaction_mode": "IMMEDIATE",  # a reader that turns writer would fail at once instead of waiting
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or asked.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or asked.pop("host", "")),
        "PORT": str(parts.port or asked.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "OPTIONS": asked,
    }
