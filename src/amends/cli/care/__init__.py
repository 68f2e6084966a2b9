"""amends care: hard contacts shared evenly, no long case a minute before the end of a shift. One file per act."""

import click

from .. import LazyGroup

_ACTS = {
    "exposure": "amends.cli.care.exposure",
    "weights": "amends.cli.care.weights",
    "route": "amends.cli.care.route",
    "simulate": "amends.cli.care.simulate",
    "centre": "amends.cli.care.centre",
}


@click.group("care", cls=LazyGroup, modules=_ACTS, short_help="Share hard contacts evenly, and mind the clock.")
def command() -> None:
    """Exposure to hard contacts, and routing that knows it: for the person and for the router, for nobody else.

    It reads what customers wrote and what the agent tapped. It tells nobody how anybody feels.
    """
