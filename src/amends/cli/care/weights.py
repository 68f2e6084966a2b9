"""amends care weights: the table in force, so that everybody can see and argue about it."""

import click

from ..common import Home, json_option, pass_home, say_json
from .table import weights_of_home


@click.command("weights", short_help="Print the weights in force.")
@json_option
@pass_home
def command(home: Home, as_json: bool) -> None:
    """Print what points, load and routing are reckoned with, as a `care.toml` that can be edited and put in the home.

    They are conventions, not science. What a file does not name keeps its default.
    """
    from amends.care.weights import as_toml

    weights, source = weights_of_home(home)
    if as_json:
        say_json({"source": source, "weights": weights.as_tables()})
        return
    click.echo(f"# In force: {source}")
    click.echo(as_toml(weights), nl=False)
