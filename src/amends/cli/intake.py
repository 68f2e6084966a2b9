"""amends intake: everything that comes in, one command per source."""

import click

from . import LazyGroup

_SOURCES = {
    "mail": "amends.cli.intake_mail",
    "imap": "amends.cli.intake_imap",
    "table": "amends.cli.intake_table",
    "stripe": "amends.cli.intake_stripe",
    "asterisk-cdr": "amends.cli.intake_asterisk_cdr",
    "asterisk-cel": "amends.cli.intake_asterisk_cel",
    "twilio": "amends.cli.intake_twilio",
    "zendesk": "amends.cli.intake_zendesk",
    "zammad": "amends.cli.intake_zammad",
    "chatwoot": "amends.cli.intake_chatwoot",
    "freshdesk": "amends.cli.intake_freshdesk",
    "survey": "amends.cli.intake_survey",
    "messages": "amends.cli.intake_messages",
    "settlement": "amends.cli.intake_settlement",
    "statement": "amends.cli.intake_statement",
}


@click.group(cls=LazyGroup, modules=_SOURCES)
def command() -> None:
    """Take in what others know: mail, tables, the gateway, phone and helpdesk. Safe to repeat."""
