"""What every command shares: where the home is, the record, the policy, and how things are said."""

import os
import sqlite3
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import UnsupportedOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from amends.facts.moments import Moment, NotAMoment, hear_moment, moment_of
from amends.facts.policy import Policy, policy_of
from amends.facts.problems import AmendsError, Broken, NotAccepted, Problem, Refused

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record import Record

FAULT_EXIT_CODE = 70  # EX_SOFTWARE of sysexits.h
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything of one installation, and the database URL where a team uses PostgreSQL."""

    path: Path
    database_url: str | None = None

    def policy(self) -> Policy:
        """The policy in `policy.toml`, or the defaults where there is none."""
        file = self.path / "policy.toml"
        return policy_of(file.read_bytes(), str(file)) if file.exists() else Policy()

    @contextmanager
    def record(self) -> Iterator["Record"]:
        """The record, closed (and its last checkpoint written) at the end."""
        from amends.record import open_record

        with open_record(self.path, self.database_url) as record:
            yield record


pass_home = click.make_pass_decorator(Home)


def default_home() -> Path:
    """`$AMENDS_HOME`, else `amends` in the user's data directory."""
    if told := os.environ.get("AMENDS_HOME"):
        return Path(told)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "amends"


def now() -> Moment:
    """The clock. Only commands and pages read it; every stage is given the moment."""
    return moment_of(datetime.now(UTC))


def hear_as_of(text: str | None, option: str = "--as-of") -> Moment:
    """The moment that an option such as `--as-of` names, or now."""
    if text is None:
        return now()
    try:
        return hear_moment(text)
    except NotAMoment as error:
        raise Refused(Problem(option, str(error), "Write for example 2026-05-20T12:00:00Z", value=text)) from None


def hear_complete(start: str | None, end: str | None) -> tuple[Moment, Moment] | None:
    """From when to when `--complete-from` and `--complete-to` say that a source tells everything; None where neither is
    given. Raises Refused for one without the other.
    """
    if not start and not end:
        return None
    if not start or not end:
        missing = "--complete-to" if start else "--complete-from"
        raise Refused(Problem(missing, "is missing", "A range needs both ends"))
    return hear_as_of(start, "--complete-from"), hear_as_of(end, "--complete-to")


def hear_range(option: str, start: str | None, end: str | None) -> tuple[Moment, Moment] | None:
    """From when to when `OPTION-from` and `OPTION-to` say that a file tells everything; None where neither is given.
    Raises Refused for one without the other, and for an end that is not after the beginning.
    """
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Refused(Problem(f"{option}-from and {option}-to", "belong together", "Name both, or neither"))
    since, until = hear_as_of(start, f"{option}-from"), hear_as_of(end, f"{option}-to")
    if since >= until:
        raise Refused(Problem(f"{option}-to", f"is not after {option}-from", "Check the two", value=end))
    return since, until


def counted(number: int, thing: str) -> str:
    """`1 contact`, `2 contacts`."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def say_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def say_json_lines(values: Iterable[Any]) -> None:
    """One JSON document a line on standard output."""
    for value in values:
        click.echo(orjson.dumps(value).decode())


def progress() -> "Progress":
    """A progress bar on standard error, silent where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


@contextmanager
def errors_in_words() -> Iterator[None]:
    """What went wrong, where, and the next step, on standard error; the exit code of the error."""
    try:
        yield
    except AmendsError as error:
        click.echo(f"amends: {error}", err=True)
        sys.exit(error.exit_code)
    except sqlite3.DatabaseError as error:
        sys.exit(_say_damaged(error))
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:
            step = "See that you may read and write it, and that there is room"
            problem = Problem(str(error.filename), f"cannot be used: {error.strerror}", step)
            click.echo(f"amends: {problem}", err=True)
            sys.exit(Refused.exit_code)
        if outer := _no_fault_of_ours(error):
            click.echo(f"amends: {outer}", err=True)
            sys.exit(Refused.exit_code)
        if os.environ.get("AMENDS_TRACEBACK"):
            raise
        click.echo(f"amends: {_fault(error)}", err=True)
        sys.exit(FAULT_EXIT_CODE)


def _no_fault_of_ours(error: Exception) -> Problem | None:
    """A disk that DuckDB found full, and a stream where a file is needed: neither says which file it is."""
    if isinstance(error, UnsupportedOperation):
        step = "Write it to a file first, and name that"
        return Problem("a file that was named", "is a stream, which can be read only once", step)
    if type(error).__module__.lstrip("_").startswith("duckdb") and "No space left" in str(error):
        return Problem("the disk", "has no room left", "Make room, or let --out stand on another disk")
    return None


def is_damage(error: BaseException | None) -> bool:
    """The database file is not what SQLite wrote; a full disk, a lock or a lost server is no damage."""
    away = (sqlite3.OperationalError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(error, away)


def _say_damaged(error: sqlite3.DatabaseError) -> int:
    """A database file that is no database any more: it must be said like any other breach of the record."""
    if not is_damage(error):
        problem = Problem("the database", f"cannot be used now: {error}", "See that the disk works, and try again")
        click.echo(f"amends: {problem}", err=True)
        return NotAccepted.exit_code
    step = "Keep the file as it is, and restore the last backup that verifies"
    click.echo(f"amends: {Problem('the database', f'is damaged: {error}', step)}", err=True)
    return Broken.exit_code


def _fault(error: Exception) -> Problem:
    """A mistake of ours. Its message is left out, because it may quote somebody's words; the place is enough."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    step = "What was acknowledged is kept. Report it; AMENDS_TRACEBACK=1 shows where it came from"
    return Problem("amends itself", f"has a fault: {type(error).__name__} in {place}", step)
