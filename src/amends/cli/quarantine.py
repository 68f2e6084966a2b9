"""amends quarantine: what could not be understood, why, and its bytes."""

import click

from amends.facts import Problem, Refused, iso
from amends.record import QuarantineRow

from .common import Home, json_option, pass_home, say_json


@click.command()
@click.option("--raw", "number", type=int, metavar="N", help="Print the bytes of number N (card numbers are redacted).")
@click.option("--limit", default=100, show_default=True, help="How many to list, the newest first.")
@json_option
@pass_home
def command(home: Home, as_json: bool, limit: int, number: int | None) -> None:
    """List what was put aside because it could not be understood. Nothing in it is lost."""
    with home.record() as record:
        rows = record.quarantine(limit) if number is None else record.quarantine(limit=1, number=number)
    if number is not None:
        _print_raw(rows, number)
    elif as_json:
        say_json([_as_json(row) for row in rows])
    elif not rows:
        click.echo("Nothing is in quarantine.")
    else:
        for row in rows:
            click.echo(f"{row.number:>6}  {iso(row.received)}  {row.source}  {row.source_id}")
            click.echo(f"        {row.reason}")
        click.echo("Its bytes: `amends quarantine --raw NUMBER`")


def _as_json(row: QuarantineRow) -> dict[str, object]:
    return {
        "number": row.number,
        "source": row.source,
        "source_id": row.source_id,
        "reason": row.reason,
        "received": iso(row.received),
        "bytes": len(row.raw),
    }


def _print_raw(rows: list[QuarantineRow], number: int) -> None:
    if not rows:
        raise Refused(Problem("--raw", "is no number in quarantine", "See `amends quarantine`", value=str(number)))
    click.echo(rows[0].raw, nl=False)
