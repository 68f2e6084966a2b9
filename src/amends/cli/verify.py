"""amends verify: is the record still what it was told?"""

import click

from amends.record import Verification

from .common import Home, json_option, pass_home, progress, say_json


@click.command()
@click.option("--deep", is_flag=True, help="Also open every entry with its key (several times as long).")
@json_option
@pass_home
@click.pass_context
def command(ctx: click.Context, home: Home, as_json: bool, deep: bool) -> None:
    """Check every entry, the chain over them all, and the signed checkpoints. Exit code 1: something is broken."""
    with home.record() as record, progress() as bar:
        task = bar.add_task("Checking entries", total=None)
        found = record.verify(progress=lambda done, total: bar.update(task, completed=done, total=total), deep=deep)
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


def _in_words(found: Verification) -> list[str]:
    if found.ok:
        lines = [f"● {found.entries:,} entries: all as they were written. {found.checkpoints:,} checkpoints agree."]
    else:
        where = f"Entry {found.first_broken:,}" if found.first_broken is not None else "The record"
        lines = [
            f"▲ {where} is not as it was written: {found.reason}.",
            "  Keep the database file as it is, and restore the last backup that verifies.",
        ]
    if found.erased:
        lines.append(f"  {found.erased:,} subjects were erased; their entries still count in the chain.")
    return lines + [f"  Note: {note}." for note in found.notes]
