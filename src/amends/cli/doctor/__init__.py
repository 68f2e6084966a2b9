"""amends doctor: is this installation safe, and what should somebody do?"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from amends.facts import AmendsError, Moment

from ..common import Home, json_option, now, pass_home, progress, say_json
from . import flow_checks, home_checks, key_checks, record_checks
from .finding import Finding, Place, State, problem

if TYPE_CHECKING:
    from amends.record.health import Look

_MARKS = {State.OK: "●", State.WARNING: "◆", State.PROBLEM: "▲"}
_OF_THE_HOME: tuple[Callable[[Place], Finding], ...] = (
    home_checks.modes,
    home_checks.room,
    home_checks.settings,
    key_checks.key_backup,
    key_checks.backup,
)
_OF_THE_RECORD: "tuple[Callable[[Place, Look], Finding], ...]" = (
    record_checks.durability,
    record_checks.tables,
    key_checks.keys,
    record_checks.checkpoint,
    record_checks.balance,
    record_checks.clock,
    flow_checks.witnesses,
    flow_checks.desk,
)


@click.command("doctor", short_help="Is this installation safe, and what should somebody do?")
@json_option
@pass_home
@click.pass_context
def command(ctx: click.Context, home: Home, as_json: bool) -> None:
    """Check the installation: settings, modes, keys, backups, checkpoints, witnesses, the desk. Changes nothing, and
    may run beside the server. Exit code 1: there is a problem; warnings alone give 0.
    """
    found = examine(home, now())
    count = {state: sum(one.state is state for one in found) for state in State}
    if as_json:
        checks = [{"check": f.check, "state": f.state, "says": f.says, "next_step": f.next_step} for f in found]
        told = {"ok": not count[State.PROBLEM], "problems": count[State.PROBLEM], "warnings": count[State.WARNING]}
        say_json({**told, "checks": checks})
    else:
        for one in found:
            click.echo(f"{_MARKS[one.state]} {one.state:8}{one.check:12}{one.says}")
            if one.next_step:
                click.echo(f"{'':22}{one.next_step}.")
    ctx.exit(1 if count[State.PROBLEM] else 0)


def examine(home: Home, at: Moment) -> list[Finding]:
    """Every check, in the order in which they are read. One that fails is a finding, and stops no other."""
    from amends.record.health import looking

    with ExitStack() as stack:
        bar = stack.enter_context(progress())
        task = bar.add_task("Looking", total=len(_OF_THE_HOME) + len(_OF_THE_RECORD))
        found, look = [], None
        try:
            look = stack.enter_context(looking(home.path, home.database_url))
        except (AmendsError, *flow_checks.UNREADABLE, OSError) as error:
            found.append(_unreadable("record", error))
        place = Place(home.path, home.database_url, at, look)
        for check in _checks(place):
            found.append(check())
            bar.advance(task)
    return found


def _checks(place: Place) -> Iterator[Callable[[], Finding]]:
    if place.home.is_dir():
        for of_home in _OF_THE_HOME:
            yield lambda check=of_home: _careful(check.__name__, lambda: check(place))  # type: ignore[misc]
    look = place.look
    if look is not None:
        for of_record in _OF_THE_RECORD:
            yield lambda check=of_record: _careful(check.__name__, lambda: check(place, look))  # type: ignore[misc]


def _careful(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # a check that meets what nobody thought of must not hide what the others found
        return _unreadable(name.replace("_", " "), error)


def _unreadable(name: str, error: Exception) -> Finding:
    """In the words of the error where it has some; a driver may quote what it read, and is only named."""
    if isinstance(error, AmendsError):
        told = error.problem
        return problem(name, f"{told.where} {told.what}.", told.next_step)
    return problem(
        name, f"It cannot be read ({type(error).__name__}).", "Run amends verify, and see that the disk works"
    )
