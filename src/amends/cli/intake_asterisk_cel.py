"""amends intake asterisk-cel: Asterisk's event log."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from .common import Home, json_option, pass_home
from .phone_options import declare, exchange_of, exchange_options, hear_range, range_options
from .taking import take_files

if TYPE_CHECKING:
    from amends.intake.heard import Heard


@click.command("asterisk-cel", short_help="Take in Asterisk's event log (CEL).")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@exchange_options
@range_options
@json_option
@pass_home
def command(
    home: Home,
    /,
    paths: tuple[Path, ...],
    complete_from: str | None,
    complete_to: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Take in the event log (cel-custom/Master.csv) from PATHS. Safe to repeat.

    It tells who spoke to whom and who hung up, and wins over the call log where both are taken in.
    Times are read in --zone, or else in the zone of the policy (UTC unless changed).
    """
    from amends.intake.asterisk import hear_cel

    exchange = exchange_of(home.policy(), **options)
    complete = hear_range(exchange.source, complete_from, complete_to)

    def hear(stream: BinaryIO, where: str) -> "Iterator[Heard]":
        return hear_cel(stream, where, exchange)

    declare(home, complete, take_files(home, paths, exchange.source, hear, as_json=as_json))
