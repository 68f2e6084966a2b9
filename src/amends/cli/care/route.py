"""amends care route: who takes which contact now, or what else is to be offered. Advice, with every term."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common import Home, hear_as_of, json_option, pass_home, progress, say_json
from .table import weights_of_home

if TYPE_CHECKING:
    from amends.care.hear_routing import Heard
    from amends.care.weights import Weights

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("route", short_help="Advise who takes which contact.")
@click.option("--contacts", required=True, type=_FILE, help="Who waits: a .csv or .parquet file.")
@click.option("--agents", required=True, type=_FILE, help="Who may take something: a .csv or .parquet file.")
@click.option("--now", "at", required=True, metavar="ISO", help="The moment of the decision.")
@click.option("--batch", is_flag=True, help="The best assignment of all, for a morning's mail or call-backs.")
@json_option
@pass_home
def command(home: Home, contacts: Path, agents: Path, at: str, batch: bool, as_json: bool) -> None:
    """Advise for each contact: assign it, offer a call-back, or let it wait. Nothing is sent and nothing is stored.

    Skill and time left come first, then the longest wait and promises that are due, then the terms. The same files and
    the same moment give the same answer.
    """
    from amends.care.batch import route_batch
    from amends.care.routing import inputs_of, route
    from amends.care.routing_rows import decision_json
    from amends.care.routing_words import in_words

    now = hear_as_of(at, "--now")
    weights, source = weights_of_home(home)
    with progress() as bar:
        task = bar.add_task("read", total=2)
        heard = _heard(contacts, agents, weights)
        bar.update(task, advance=1, description="decide")
        found = (route_batch if batch else route)(heard.contacts, heard.agents, now, weights)
    for note in heard.notes:
        click.echo(f"{note}.", err=True)
    if not as_json:
        for decision in found:
            click.echo(in_words(decision))
        if not found:
            click.echo("Nobody waits.")
        return
    say_json(
        {
            "now": at,
            "method": "batch" if batch else "live",
            "inputs": inputs_of(heard.contacts, heard.agents, now, weights),
            "weights": source,
            "assignments": [decision_json(one) for one in found],
        }
    )


def _heard(contacts: Path, agents: Path, weights: "Weights") -> "Heard":
    from amends.care.hear_routing import hear_routing
    from amends.link.chains import hear_sheet

    with contacts.open("rb") as waiting, agents.open("rb") as people:
        return hear_routing(hear_sheet(waiting, contacts.name), hear_sheet(people, agents.name), weights)
