"""amends intake zammad: webhook bodies, REST answers, histories, CTI events."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from .common import Home, json_option, pass_home
from .taking import files_of, take_files
from .written import written

if TYPE_CHECKING:
    from amends.intake.heard import Heard


@click.command("zammad", short_help="Take in Zammad: webhook bodies, tickets, articles, histories, CTI events.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="zammad", show_default=True, help="A name for this Zammad.")
@json_option
@pass_home
def command(home: Home, paths: tuple[Path, ...], source: str, as_json: bool) -> None:
    """Take in PATHS: JSON documents, arrays or JSON lines, in any mix and order. Safe to repeat.

    Name tickets and articles at once: an article tells the id of its ticket, and only the ticket its number. A record
    that cannot be taken is kept with its bytes in quarantine and never stops the others.
    """
    from amends.intake.helpdesk import Feed
    from amends.intake.zammad import Known, hear_zammad, learn_zammad

    known = Known()
    for file in files_of(paths):
        with file.open("rb") as stream:
            learn_zammad(stream, known)

    def hear(stream: BinaryIO, where: str) -> "Iterator[Heard]":
        return hear_zammad(stream, where, Feed(source.strip()), known, received=written(stream))

    take_files(home, paths, source.strip(), hear, as_json=as_json)
