"""amends balance: everything received is accounted for, or here is what is not."""

import click

from amends.facts import iso
from amends.record import SourceBalance

from .common import Home, json_option, pass_home, say_json

_COUNTS = ("received", "applied", "duplicate", "conflict", "quarantined", "waiting")
_TABLE_WIDTH = 118  # numbers that are cut off help nobody: rather wrap in a narrow window


@click.command("balance", short_help="What came from each source, and where it went.")
@json_option
@pass_home
@click.pass_context
def command(ctx: click.Context, home: Home, as_json: bool) -> None:
    """What came from each source and where it went: received = applied + duplicate + conflict + quarantined + waiting.

    Exit code 1 where the sum does not hold.
    """
    with home.record() as record:
        lines = record.balance()
    if as_json:
        say_json([_as_json(line) for line in lines])
    elif not lines:
        click.echo("Nothing was received yet. Take something in with `amends intake`.")
    else:
        _show(lines)
    ctx.exit(0 if all(line.holds for line in lines) else 1)


def _as_json(line: SourceBalance) -> dict[str, object]:
    counts: dict[str, object] = {name: getattr(line, name) for name in _COUNTS}
    last = iso(line.last_received) if line.last_received is not None else None
    return {"source": line.source, **counts, "last_received": last, "holds": line.holds}


def _show(lines: list[SourceBalance]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("source", *_COUNTS, "last received", "holds")
    for line in lines:
        last = iso(line.last_received) if line.last_received is not None else ""
        holds = "● yes" if line.holds else "▲ no"
        table.add_row(line.source, *(f"{getattr(line, name):,}" for name in _COUNTS), last, holds)
    Console(width=max(Console().width, _TABLE_WIDTH)).print(table)  # the width of print() only ever narrows
    if any(line.conflict for line in lines):
        click.echo("▲ A source told one id with two contents: the first stays, a person decides about the other.")
    if any(line.quarantined for line in lines):
        click.echo("  What was put aside, and why: `amends quarantine`")
