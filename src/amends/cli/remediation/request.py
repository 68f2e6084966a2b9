"""amends remediation request: ask that what is owed is paid."""

import click

from amends.facts import Payment, Standing, Verdict
from amends.facts.kinds import What

from ..common import Home, json_option, now, pass_home, progress
from .acting import act, tell_acted
from .placed import Placed, by_option, chosen, hear_programme, placed


@click.command("request", short_help="Ask that what is owed is paid.")
@click.argument("name")
@click.argument("matters", nargs=-1, metavar="[MATTER]...")
@click.option("--note", default="", metavar="TEXT", help="For whoever approves it.")
@by_option
@json_option
@pass_home
def command(home: Home, name: str, matters: tuple[str, ...], note: str, by: str, as_json: bool) -> None:
    """Ask that what is owed is paid: to these, or to everybody in NAME who was hit and for whom nobody has asked."""
    from amends.remediation.acts import check_request

    at = now()

    def request(one: Placed) -> What:
        return check_request(one.standing, by=by, note=note)

    with home.record() as record, progress() as bar:
        hear_programme(record, name)
        everybody = placed(record, name, home.policy(), at, bar)
        found = chosen(everybody, matters) if matters else [one for one in everybody if _waits(one.standing)]
        acted = act(record, found, request, lambda one, _: f"request:{name}:{one.standing.matter}:{at}", now=at)
    tell_acted(acted, "requested", named=bool(matters), as_json=as_json)


def _waits(standing: Standing) -> bool:
    """Hit, an amount is known, and nobody has asked for it."""
    hit = standing.verdict is Verdict.CUSTOMER_RIGHT and standing.harm is not None
    return hit and not standing.ended and standing.payment is Payment.NOT_ASKED
