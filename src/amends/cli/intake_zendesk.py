"""amends intake zendesk: the files of a Zendesk export, in any mix."""

from functools import partial
from pathlib import Path

import click

from .common import Home, json_option, pass_home
from .taking import files_of, take_files


@click.command("zendesk", short_help="Take in a Zendesk export: tickets, comments, audits, users, ratings.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="zendesk", show_default=True, help="A name for this account.")
@json_option
@pass_home
def command(home: Home, paths: tuple[Path, ...], source: str, as_json: bool) -> None:
    """Take in PATHS: JSON pages, arrays or JSON lines of tickets, comments, audits, users, ratings. Safe to repeat.

    Name all of them, or their folder, at once: users and tickets say whose words a comment holds. A record that cannot
    be taken is kept with its bytes in quarantine and never stops the others.
    """
    from amends.intake.zendesk import Known, hear_zendesk, learn_zendesk
    from amends.intake.zendesk.feed import Feed

    known = Known()
    for file in files_of(paths):
        with file.open("rb") as stream:
            learn_zendesk(stream, file.name, known)
    hear = partial(hear_zendesk, feed=Feed(source.strip()), known=known)
    take_files(home, paths, source.strip(), hear, as_json=as_json)
