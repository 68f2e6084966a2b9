"""amends intake messages: chat and social messages of any system, in a small JSON envelope."""

from functools import partial
from pathlib import Path

import click

from .common import Home, json_option, pass_home
from .taking import take_files


@click.command("messages", short_help="Take in chat and social messages of any system, as JSON.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="messages", show_default=True, help="A name for the system.")
@json_option
@pass_home
def command(home: Home, paths: tuple[Path, ...], source: str, as_json: bool) -> None:
    """Take in PATHS: JSON arrays or JSON lines of messages; docs/howto-messages.md shows one. Safe to repeat.

    A message that cannot be taken is named with its line, kept in quarantine, and never stops the others.
    """
    from amends.intake.helpdesk import Feed
    from amends.intake.messages import hear_messages

    hear = partial(hear_messages, feed=Feed(source.strip()))
    take_files(home, paths, source.strip(), hear, as_json=as_json)
