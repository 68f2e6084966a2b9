"""The command line. One file per command, imported only when it is called."""

import importlib
import os
import sys
from pathlib import Path

import click

from .common import Home, default_home, errors_in_words

_COMMANDS = {
    "intake": "amends.cli.intake",
    "contacts": "amends.cli.contacts",
    "claims": "amends.cli.claims",
    "check": "amends.cli.check",
    "owed": "amends.cli.owed",
    "brief": "amends.cli.brief",
    "promises": "amends.cli.promises",
    "chains": "amends.cli.chains",
    "reconcile": "amends.cli.reconcile",
    "payouts": "amends.cli.payouts",
    "causes": "amends.cli.causes",
    "slices": "amends.cli.slices",
    "scores": "amends.cli.scores",
    "lesson": "amends.cli.lesson",
    "care": "amends.cli.care",
    "accounts": "amends.cli.accounts",
    "digest": "amends.cli.digest",
    "sweep": "amends.cli.sweep",
    "remediation": "amends.cli.remediation",
    "report": "amends.cli.report",
    "reviewer": "amends.cli.reviewer",
    "balance": "amends.cli.balance",
    "quarantine": "amends.cli.quarantine",
    "verify": "amends.cli.verify",
    "rebuild": "amends.cli.rebuild",
    "export": "amends.cli.export",
    "forget": "amends.cli.forget",
    "doctor": "amends.cli.doctor",
    "backup": "amends.cli.backup",
    "restore": "amends.cli.restore",
    "serve": "amends.cli.serve",
    "user": "amends.cli.user",
    "openapi": "amends.cli.openapi",
    "demo": "amends.cli.demo",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when needed; their modules import heavy things inside the command."""

    def __init__(self, *args: object, modules: dict[str, str], **attrs: object) -> None:
        super().__init__(*args, **attrs)  # type: ignore[arg-type]
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the flow, not of the alphabet."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The `command` of the module."""
        module = self._modules.get(name)
        found = importlib.import_module(module).command if module else None
        return found if isinstance(found, click.Command) else None


@click.group(cls=LazyGroup, modules=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Where everything is kept.")
@click.option("--database-url", envvar="AMENDS_DATABASE_URL", help="postgres://... for a team; SQLite otherwise.")
@click.version_option(package_name="amends")
@click.pass_context
def amends(ctx: click.Context, home: Path | None, database_url: str | None) -> None:
    """A second opinion for customer service: what a customer says, checked against independent witnesses."""
    ctx.obj = Home(home or default_home(), database_url)


STOPPED_EXIT_CODE = 130  # 128 + SIGINT, as shells have it; 1 would say that the record is broken


def main() -> None:
    """Entry point of the `amends` command."""
    # read when numpy is first imported. Matrices are small here, and threads cost five times what they save
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with errors_in_words():
        try:
            code = amends.main(standalone_mode=False)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("Stopped. What was taken in is kept, and all else is as it was.", err=True)
            code = STOPPED_EXIT_CODE
    sys.exit(code if isinstance(code, int) else 0)
