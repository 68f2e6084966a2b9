"""What every command shares: where the home is, the record, the policy, and how things are said."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from amends.facts.moments import Moment, NotAMoment, hear_moment, moment_of
from amends.facts.policy import Policy, policy_of
from amends.facts.problems import AmendsError, Problem, Refused

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record import Record

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything of one installation, and the database URL where a team uses PostgreSQL."""

    path: Path
    database_url: str | None = None

    def policy(self) -> Policy:
        """The policy in `policy.toml`, or the defaults where there is none."""
        file = self.path / "policy.toml"
        return policy_of(file.read_text("utf-8"), str(file)) if file.exists() else Policy()

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


def hear_as_of(text: str | None) -> Moment:
    """The moment of `--as-of`, or now."""
    if text is None:
        return now()
    try:
        return hear_moment(text)
    except NotAMoment as error:
        raise Refused(Problem("--as-of", str(error), "Write for example 2026-05-20T12:00:00Z", value=text)) from None


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
