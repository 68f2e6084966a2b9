"""amends intake chatwoot: webhook events and what its API answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from .common import Home, json_option, pass_home
from .taking import take_files
from .written import written

if TYPE_CHECKING:
    from amends.intake.heard import Heard


@click.command("chatwoot", short_help="Take in Chatwoot: webhook events, conversations with their messages.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="chatwoot", show_default=True, help="A name for this account.")
@json_option
@pass_home
def command(home: Home, paths: tuple[Path, ...], source: str, as_json: bool) -> None:
    """Take in PATHS: JSON documents, arrays or JSON lines, in any mix and order. Safe to repeat.

    Give each account of one Chatwoot a name of its own: conversations are numbered in each from 1. A record that
    cannot be taken is kept with its bytes in quarantine and never stops the others.
    """
    from amends.intake.chatwoot import hear_chatwoot
    from amends.intake.helpdesk import Feed

    def hear(stream: BinaryIO, where: str) -> "Iterator[Heard]":
        return hear_chatwoot(stream, where, Feed(source.strip()), received=written(stream))

    take_files(home, paths, source.strip(), hear, as_json=as_json)
