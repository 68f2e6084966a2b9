"""amends rebuild: everything derived, made again from the entries."""

import click

from .common import Home, hear_as_of, json_option, pass_home, progress, say_json


@click.command("rebuild")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@json_option
@pass_home
def command(home: Home, as_of: str | None, as_json: bool) -> None:
    """Make the desk's lists again from the record. Safe at any time: nothing is kept there that the record lacks."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.desk import rebuild  # its tables exist only once Django is prepared

    with home.record() as record, progress() as bar:
        customers = rebuild(record, home.policy(), hear_as_of(as_of), bar)
    if as_json:
        say_json({"customers": customers})
    else:
        click.echo(f"Rebuilt: {customers} customers on the desk.")
