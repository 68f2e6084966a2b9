"""What people see: the desk (Django pages), the HTTP API, and who may see what.

`prepare(home)` makes Django ready for one installation; nothing else in here may be imported before it.
"""

import os
import threading
from pathlib import Path

_lock = threading.Lock()


def prepare(home: Path, database_url: str | None = None) -> None:
    """Make the console's own tables ready in `home` (or in the team's PostgreSQL). Safe to repeat.

    A process serves one home at a time: starting with another one points the connection at that.
    """
    with _lock:
        _serve(home, database_url)
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)


def serve(home: Path, database_url: str | None = None) -> None:
    """Make Django ready for a home whose tables `prepare` has made already."""
    with _lock:
        _serve(home, database_url)


def _serve(home: Path, database_url: str | None) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "amends.console.settings"
    os.environ["AMENDS_HOME"] = str(home)
    if database_url:
        os.environ["AMENDS_DATABASE_URL"] = database_url
    else:
        os.environ.pop("AMENDS_DATABASE_URL", None)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    _point_at(home, database_url)


def _point_at(home: Path, database_url: str | None) -> None:
    """Where Django was set up for another home before, its default connection now means this one."""
    from django.db import connections

    from .database import database_of

    told = database_of(home, database_url)
    known = connections.settings["default"]
    if all(known.get(name) == value for name, value in told.items() if name != "OPTIONS"):
        return
    connections["default"].close()
    del connections["default"]
    connections.settings["default"].update(told)
