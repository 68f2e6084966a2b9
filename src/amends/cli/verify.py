"""amends verify: is the record still what it was told?"""

import sqlite3
from dataclasses import replace

import click

from amends.facts import Broken, NotAccepted
from amends.record import Verification

from .common import Home, is_damage, json_option, pass_home, progress, say_json

CHAIN_ONLY = "only the chain was checked; --deep also checks whose each entry is and how it is found"
DEEP_ENTRIES_MAX = 100_000  # up to here every entry is opened as well, unless told otherwise: a few seconds


@click.command("verify", short_help="Is the record still what it was told?")
@click.option(
    "--deep/--chain-only",
    default=None,
    help=f"Also open every entry and check what stands outside the chain. Done up to {DEEP_ENTRIES_MAX:,} entries.",
)
@json_option
@pass_home
@click.pass_context
def command(ctx: click.Context, home: Home, as_json: bool, deep: bool | None) -> None:
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


def _verify(home: Home, deep: bool | None) -> Verification:
    """A file that is no database any more is a broken record too, and is said in the same shape."""
    try:
        with home.record() as record, progress() as bar:
            task = bar.add_task("Checking entries", total=None)
            deep = record.count() <= DEEP_ENTRIES_MAX if deep is None else deep
            found = record.verify(progress=lambda done, total: bar.update(task, completed=done, total=total), deep=deep)
            return found if deep else replace(found, notes=(*found.notes, CHAIN_ONLY))
    except Broken as error:
        return Verification(0, False, 1, reason=str(error.problem.what))
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
