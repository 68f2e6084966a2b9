"""amends intake freshdesk: tickets with their conversations, contacts and ratings."""

from functools import partial
from pathlib import Path

import click

from .common import Home, json_option, pass_home
from .taking import take_files


@click.command("freshdesk", short_help="Take in Freshdesk's tickets, conversations, contacts and ratings.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="freshdesk", show_default=True, help="A name for this account.")
@json_option
@pass_home
def command(home: Home, paths: tuple[Path, ...], source: str, as_json: bool) -> None:
    """Take in PATHS: JSON documents, arrays or JSON lines, in any mix and order. Safe to repeat.

    A record that cannot be taken is kept with its bytes in quarantine and never stops the others.
    """
    from amends.intake.freshdesk import Feed, hear_freshdesk

    hear = partial(hear_freshdesk, feed=Feed(source.strip()))
    take_files(home, paths, source.strip(), hear, as_json=as_json)
