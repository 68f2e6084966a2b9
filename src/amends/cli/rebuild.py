"""amends rebuild: everything derived, made again from the entries."""

import click

from .common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json


@click.command("rebuild")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@json_option
@pass_home
def command(home: Home, as_of: str | None, as_json: bool) -> None:
    """Make the desk's lists again from the record. Safe at any time: nothing is kept there that the record lacks."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.desk import rebuild  # its tables exist only once Django is prepared
    from amends.console.scoring.refresh import refresh

    moment, policy = hear_as_of(as_of), home.policy()
    with home.record() as record, progress() as bar:
        customers = rebuild(record, policy, moment, bar)
        windows = refresh(moment, policy, bar)
    if as_json:
        say_json({"customers": customers, "windows_scored": windows})
    else:
        click.echo(f"Rebuilt: {customers} customers on the desk, {counted(windows, 'window')} of scores made anew.")
