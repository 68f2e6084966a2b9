"""What the process serves: one record, one policy, one clock. Opened once, shared by all threads."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from amends.facts import Moment, Policy, Problem, Refused, policy_of
from amends.facts.moments import moment_of
from amends.record import Record, open_record

_lock = threading.Lock()
_world: "World | None" = None


def clock() -> Moment:
    """Now. Pages and the follower read it and pass it on; no stage below does."""
    return moment_of(datetime.now(UTC))


@dataclass(slots=True)
class World:
    """`acting` is held from looking whether an act was recorded to recording it: a double click is one act."""

    home: Path
    record: Record
    policy: Policy
    now: Callable[[], Moment] = clock
    acting: threading.Lock = field(default_factory=threading.Lock)


def open_world(home: Path, database_url: str | None = None, *, now: Callable[[], Moment] = clock) -> World:
    """Open the record and the policy of this home for the whole process; what was open before is closed."""
    global _world
    with _lock:
        if _world is not None:
            _world.record.close()
        file = home / "policy.toml"
        policy = policy_of(file.read_bytes(), str(file)) if file.exists() else Policy()
        _world = World(home, open_record(home, database_url), policy, now)
        return _world


def world() -> World:
    """The open world; opened from the settings where a WSGI server of your own imported the application."""
    if _world is not None:
        return _world
    from django.conf import settings

    if settings.HOME is None:
        raise Refused(Problem("AMENDS_HOME", "is not set", "Name the folder of the installation in it"))
    return open_world(settings.HOME, settings.DATABASE_URL)


def close_world() -> None:
    """Close the record; its last checkpoint is written."""
    global _world
    with _lock:
        if _world is not None:
            _world.record.close()
            _world = None
