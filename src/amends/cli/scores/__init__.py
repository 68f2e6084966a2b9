"""amends scores: what was done with what was inherited. One file per act."""

import click

from .. import LazyGroup

_ACTS = {"fit": "amends.cli.scores.fit", "export": "amends.cli.scores.export"}


@click.group("scores", cls=LazyGroup, modules=_ACTS, short_help="Fair scores: what was done with what was inherited.")
def command() -> None:
    """Two numbers for each agent, each with its interval: his own contact, and what he left to others.

    Nothing per agent is told while it cannot be fair; then it is said why, and what to do.
    """
