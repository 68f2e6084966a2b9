"""What a check finds: in order, worth a look, or wrong; one sentence, and what to do."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from amends.facts import Moment
from amends.facts.moments import DAY_US

if TYPE_CHECKING:
    from amends.record.health import Look


class State(StrEnum):
    """`problem`: something can be lost, or is not as it should be. `warning`: look at it soon."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """`next_step` is empty where all is well."""

    check: str
    state: State
    says: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the checks look at. `look` is None where the record cannot be opened, which is a finding of its own."""

    home: Path
    database_url: str | None
    now: Moment
    look: "Look | None"


def ok(check: str, says: str) -> Finding:
    """In order."""
    return Finding(check, State.OK, says)


def warning(check: str, says: str, next_step: str) -> Finding:
    """Look at it soon."""
    return Finding(check, State.WARNING, says, next_step)


def problem(check: str, says: str, next_step: str) -> Finding:
    """Something is wrong."""
    return Finding(check, State.PROBLEM, says, next_step)


def days_between(earlier: Moment, later: Moment) -> int:
    """Whole days."""
    return (later - earlier) // DAY_US


def ago(days: int) -> str:
    """`today`, `1 day ago`, `12 days ago`."""
    return "today" if days <= 0 else "1 day ago" if days == 1 else f"{days:,} days ago"
