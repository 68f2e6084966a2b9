"""amends accounts: the whole account behind a ticket. One file per act."""

import click

from .. import LazyGroup

_ACTS = {
    "roll-up": "amends.cli.accounts.roll_up",
    "fit": "amends.cli.accounts.fit",
    "priority": "amends.cli.accounts.priority",
}


@click.group("accounts", cls=LazyGroup, modules=_ACTS, short_help="The whole account behind a ticket.")
def command() -> None:
    """A customer with a dozen cheap circuits is one account: what it pays, how it was served, over all of them."""
