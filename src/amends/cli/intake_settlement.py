"""amends intake settlement: what a gateway reports of charges, refunds and payouts that settled."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from amends.facts import GATEWAY, Problem, Refused, Source

from .common import Home, hear_as_of, json_option, pass_home
from .taking import files_of
from .witness_files import hear_range, range_options, source_of, take_witness

if TYPE_CHECKING:
    from amends.intake.heard import Heard
    from amends.intake.settlement import Party
    from amends.intake.stated import Tell

_KINDS = ("settlements", "refunds", "charges", "payouts")


@click.command("settlement", short_help="Take in a gateway's settlement reports.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "gateway", type=click.Choice(("stripe", "adyen", "paypal", "braintree")),
              help="Whose report it is, where the columns should be checked against it.")  # fmt: skip
@click.option("--source", help="A name for the gateway, always the same; else its own.")
@click.option("--root", help="Who observed first; else the gateway itself, for Stripe the same as its API.")
@click.option("--zone", metavar="ZONE", help="The zone of times that name none, for example Europe/Berlin.")
@click.option("--dates", type=click.Choice(("dmy", "mdy")), help="What stands first in 03/05/2026, the day or month.")
@click.option("--as-of", metavar="TIME", help="When a list of present states was exported (Stripe, Braintree).")
@click.option("--complete-of", multiple=True, type=click.Choice(_KINDS), help="What the range is complete of.")
@range_options
@json_option
@pass_home
def command(home: Home, /, paths: tuple[Path, ...], gateway: str | None, as_json: bool, **options: Any) -> None:
    """Take in settlement reports from PATHS: Stripe's balance and payout reports and list of refunds, Adyen's
    settlement details, PayPal's settlement report (STL) and activity download, Braintree's transaction search.

    Safe to repeat. A bad line is named, kept in quarantine, and never stops the others.
    """
    from amends.intake.settlement import Party, hear_settlement
    from amends.intake.table import declared_telling, hear_zone

    found = gateway or _gateway(paths)
    told_by = _source(found, options["source"], options["root"])
    kinds = options["complete_of"] or ("settlements",)
    declared = hear_range(told_by, kinds, options["complete_from"], options["complete_to"])
    party = Party(
        told_by,
        zone=hear_zone(options["zone"]),
        dates=options["dates"],
        as_of=hear_as_of(options["as_of"]) if options["as_of"] else None,
    )
    take_witness(
        home, paths, told_by, _hear(hear_settlement, party, found),
        declared=declared, telling=(declared_telling(told_by, "refunds"),),
        stated_period=options["stated_period"], as_json=as_json,
    )  # fmt: skip


def _hear(hear_settlement: Any, party: "Party", gateway: str) -> Any:
    from amends.intake.settlement import gateway_of

    def hear(stream: BinaryIO, where: str, tell: "Tell") -> "Iterator[Heard]":
        gateway_of(stream, where, gateway)
        yield from hear_settlement(stream, where, party, tell)

    return hear


def _gateway(paths: tuple[Path, ...]) -> str:
    """The one gateway whose reports these are. Raises Refused where they are of none, or of several."""
    from amends.intake.settlement import gateway_of

    found: dict[str, str] = {}
    refused: list[Refused] = []
    for file in files_of(paths):
        with file.open("rb") as stream:
            try:
                found.setdefault(gateway_of(stream, file.name), file.name)
            except Refused as error:
                refused.append(error)
    if not found:
        raise refused[0]
    if len(found) > 1:
        files = " and ".join(found.values())
        raise Refused(Problem(files, "are reports of different gateways", "Take in each gateway's on its own"))
    return next(iter(found))


def _source(gateway: str, name: str | None, root: str | None) -> Source:
    """A party is one root: what Stripe's API and Stripe's report say is one word, said at two stages."""
    own_root = GATEWAY if gateway == "stripe" else gateway
    return source_of(gateway if name is None else name, own_root if root is None else root)
