"""amends intake statement: a bank's statements in CAMT, MT940 or OFX."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from amends.facts import BANK

from .common import Home, json_option, pass_home
from .witness_files import hear_range, range_options, source_of, take_witness

if TYPE_CHECKING:
    from amends.intake.heard import Heard
    from amends.intake.stated import Tell


@click.command("statement", short_help="Take in a bank's statements (CAMT, MT940, OFX).")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="bank", show_default=True, help="A name for the bank, always the same.")
@click.option("--zone", metavar="ZONE", help="Where the bank's days begin, e.g. Europe/Berlin; else as in the policy.")
@range_options
@json_option
@pass_home
def command(
    home: Home,
    /,
    paths: tuple[Path, ...],
    source: str,
    zone: str | None,
    complete_from: str | None,
    complete_to: str | None,
    stated_period: bool,
    as_json: bool,
) -> None:
    """Take in a bank's statements from PATHS: camt.052/053/054, MT940, OFX, told apart by their content.

    Safe to repeat, and a booking told by a notification and by the statement counts once. Pending entries are left out.
    """
    from amends.intake.statement import Bank, hear_statement
    from amends.intake.table import hear_zone

    told_by = source_of(source, BANK)
    declared = hear_range(told_by, ("postings",), complete_from, complete_to)
    bank = Bank(told_by, hear_zone(zone) or home.policy().zoneinfo)

    def hear(stream: BinaryIO, where: str, tell: "Tell") -> "Iterator[Heard]":
        return hear_statement(stream, where, bank, tell)

    take_witness(home, paths, told_by, hear, declared=declared, stated_period=stated_period, as_json=as_json)
