"""amends intake: everything that comes in, one command per source."""

import click

from . import LazyGroup

_SOURCES = {
    "mail": "amends.cli.intake_mail",
    "imap": "amends.cli.intake_imap",
    "table": "amends.cli.intake_table",
    "stripe": "amends.cli.intake_stripe",
}


@click.group(cls=LazyGroup, modules=_SOURCES)
def command() -> None:
    """Take in what others know: mail, tables, the gateway. Safe to repeat."""
