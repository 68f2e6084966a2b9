"""amends remediation: everybody who was hit by one fault, made whole. One file per act."""

import click

from .. import LazyGroup

_ACTS = {
    "list": "amends.cli.remediation.all",
    "open": "amends.cli.remediation.open",
    "show": "amends.cli.remediation.show",
    "scope-test": "amends.cli.remediation.scope_test",
    "request": "amends.cli.remediation.request",
    "approve": "amends.cli.remediation.approve",
    "hand-over": "amends.cli.remediation.hand_over",
    "answers": "amends.cli.remediation.answers",
    "letters": "amends.cli.remediation.letters",
    "told": "amends.cli.remediation.told",
    "set-aside": "amends.cli.remediation.set_aside",
    "close": "amends.cli.remediation.close",
    "export": "amends.cli.remediation.export",
}


@click.group(cls=LazyGroup, modules=_ACTS)
def command() -> None:
    """Make everybody whole who was hit by one fault: from the list of suspects to the money that was seen to arrive.
    amends never pays: people ask, approve and pay, and it checks. Safe to repeat.
    """
