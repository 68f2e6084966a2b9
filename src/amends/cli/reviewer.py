"""amends reviewer: the key that opens who made a confidential report, in the hands of one person."""

from pathlib import Path

import click

from .common import Home, json_option, pass_home, say_json


@click.group("reviewer")
def command() -> None:
    """The reviewer reads confidential reports, and leads nobody who makes them."""


@command.command("key", short_help="Make the reviewer's pair of keys.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where the private key is written: a file of the reviewer's own, best on a stick, never in the home.",
)
@click.option("--replace", is_flag=True, help="Although there is a key: reports made until now need the old one.")
@click.password_option("--passphrase", prompt="A passphrase for the key", help="Asked for where it is not given.")
@json_option
@pass_home
def key(home: Home, out: Path, replace: bool, passphrase: str, as_json: bool) -> None:
    """Make the pair of keys: the public one is put into the home, the private one into OUT, under a passphrase.

    From then on the name with a report is sealed to it. Nobody can open one without the file and the passphrase: keep
    a copy of both in a safe place.
    """
    from amends.record.reviewer_key import make_key

    made = make_key(home.path, out, passphrase, replace=replace)
    if as_json:
        say_json({"key": made.fingerprint, "file": str(out)})
        return
    click.echo(f"Key {made.fingerprint}. Names with reports are sealed to it from now on.")
    click.echo(f"{out} opens them, with the passphrase. Keep a copy of both where nobody else comes;")
    click.echo("without them no name can ever be opened.")
