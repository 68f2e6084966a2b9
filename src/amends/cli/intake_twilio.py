"""amends intake twilio: status callbacks and the Calls resource."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from .common import Home, json_option, pass_home
from .phone_options import declare, hear_range, range_options
from .taking import take_files

if TYPE_CHECKING:
    from amends.intake.heard import Heard


@click.command("twilio", short_help="Take in Twilio's calls: callbacks, or the Calls resource.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="twilio", show_default=True, help="A name for this account.")
@range_options
@json_option
@pass_home
def command(
    home: Home,
    paths: tuple[Path, ...],
    source: str,
    complete_from: str | None,
    complete_to: str | None,
    as_json: bool,
) -> None:
    """Take in calls from PATHS: status callbacks (JSON lines, or the posted forms, one a line), or the Calls resource
    (JSON or CSV). Safe to repeat, in any order.
    """
    from amends.intake.twilio import hear_twilio

    complete = hear_range(source, complete_from, complete_to)

    def hear(stream: BinaryIO, where: str) -> "Iterator[Heard]":
        return hear_twilio(stream, where, source.strip())

    declare(home, complete, take_files(home, paths, source.strip(), hear, as_json=as_json))
