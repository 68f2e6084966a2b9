"""amends intake asterisk-cdr: Asterisk's call log."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from .common import Home, json_option, pass_home
from .phone_options import declare, exchange_of, exchange_options, hear_range, range_options
from .taking import take_files

if TYPE_CHECKING:
    from amends.intake.heard import Heard


@click.command("asterisk-cdr", short_help="Take in Asterisk's call log (CDR).")
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
    """Take in the call log (cdr-csv/Master.csv, cdr_custom) from PATHS. Safe to repeat.

    One row is one leg of a call: whether a person answered, and who hung up, only the event log tells.
    Times are read in --zone, or else in the zone of the policy (UTC unless changed).
    """
    from amends.intake.asterisk import hear_cdr

    exchange = exchange_of(home.policy(), **options)
    complete = hear_range(exchange.source, complete_from, complete_to)

    def hear(stream: BinaryIO, where: str) -> "Iterator[Heard]":
        return hear_cdr(stream, where, exchange)

    declare(home, complete, take_files(home, paths, exchange.source, hear, as_json=as_json))
