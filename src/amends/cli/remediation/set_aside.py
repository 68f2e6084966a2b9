"""amends remediation set-aside: nothing more is done for somebody, and why. Taken back with the outcome `again`."""

import click

from amends.facts import Entry
from amends.facts.kinds import What

from ..common import Home, json_option, now, pass_home, progress
from .acting import Acted, act, tell_acted
from .placed import Placed, by_option, chosen, hear_programme, placed


@click.command("set-aside", short_help="Nothing more is done for somebody, and why.")
@click.argument("name")
@click.argument("matters", nargs=-1, required=True, metavar="MATTER...")
@click.option("--outcome", required=True, metavar="untraceable|declined|made_whole|not_hit|again")
@click.option("--reason", required=True, metavar="TEXT", help="Somebody will ask, years from now.")
@click.option("--proof", multiple=True, metavar="ENTRY", help="What a witness told: needed for made_whole.")
@by_option
@json_option
@pass_home
def command(
    home: Home,
    name: str,
    matters: tuple[str, ...],
    outcome: str,
    reason: str,
    proof: tuple[str, ...],
    by: str,
    as_json: bool,
) -> None:
    """Set these in NAME aside: he cannot be found, does not want it, was made whole otherwise (by a witness's word), or
    was not hit. `again` takes it back.
    """
    from amends.remediation.people_acts import check_set_aside

    at = now()

    def aside(one: Placed) -> What:
        entries: list[Entry] = [entry for entry in one.file.told if entry.id in proof]
        return check_set_aside(one.standing, outcome, reason, by=by, proof=entries)

    with home.record() as record, progress() as bar:
        hear_programme(record, name)
        everybody = chosen(placed(record, name, home.policy(), at, bar), matters)
        done = [one for one in everybody if str(one.standing.stage) == outcome]
        found = [one for one in everybody if str(one.standing.stage) != outcome]
        acted = act(
            record, found, aside, lambda one, _: f"set-aside:{name}:{one.standing.matter}:{outcome}:{at}", now=at
        )
    known = Acted(acted.done, (*acted.known, *done), acted.refused)
    tell_acted(known, "set aside", named=True, as_json=as_json)
