"""amends verify: is the record still what it was told?"""

import sqlite3

import click

from amends.facts import NotAccepted
from amends.record import Verification

from .common import Home, is_damage, json_option, pass_home, progress, say_json


@click.command("verify", short_help="Is the record still what it was told?")
@click.option("--deep", is_flag=True, help="Also open every entry with its key (several times as long).")
@json_option
@pass_home
@click.pass_context
def command(ctx: click.Context, home: Home, as_json: bool, deep: bool) -> None:
    """Check every entry, the chain over them all, and the signed checkpoints. Exit code 1: something is broken."""
    found = _verify(home, deep)
    if as_json:
        say_json(
            {
                "entries": found.entries,
                "ok": found.ok,
                "first_broken": found.first_broken,
                "reason": found.reason,
                "checkpoints": found.checkpoints,
                "erased": found.erased,
                "notes": list(found.notes),
            }
        )
    else:
        for line in _in_words(found):
            click.echo(line)
    ctx.exit(0 if found.ok else 1)


def _verify(home: Home, deep: bool) -> Verification:
    """A file that is no database any more is a broken record too, and is said in the same shape."""
    try:
        with home.record() as record, progress() as bar:
            task = bar.add_task("Checking entries", total=None)
            return record.verify(progress=lambda done, total: bar.update(task, completed=done, total=total), deep=deep)
    except (sqlite3.DatabaseError, NotAccepted) as error:
        cause = error.__cause__ if isinstance(error, NotAccepted) else error
        if not is_damage(cause):
            raise
        return Verification(0, False, reason=f"the database file is damaged ({cause})")


def _agreeing(checkpoints: int) -> str:
    return "1 checkpoint agrees" if checkpoints == 1 else f"{checkpoints:,} checkpoints agree"


def _in_words(found: Verification) -> list[str]:
    if found.ok:
        lines = [f"● {found.entries:,} entries: all as they were written. {_agreeing(found.checkpoints)}."]
    else:
        where = f"Entry {found.first_broken:,}" if found.first_broken is not None else "The record"
        lines = [
            f"▲ {where} is not as it was written: {found.reason}.",
            "  Keep the database file as it is, and restore the last backup that verifies.",
        ]
    if found.erased:
        lines.append(f"  {found.erased:,} subjects were erased; their entries still count in the chain.")
    return lines + [f"  Note: {note}." for note in found.notes]
