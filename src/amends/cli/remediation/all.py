"""amends remediation list: every programme, those that go on first."""

import click

from amends.facts import Programme, iso
from amends.remediation.as_json import programme_json

from ..common import Home, counted, json_option, pass_home, say_json
from .placed import known_programmes


@click.command("list", short_help="Every programme.")
@json_option
@pass_home
def command(home: Home, as_json: bool) -> None:
    """Every programme: what is asked, since when, and whether it is signed off."""
    with home.record() as record:
        known = sorted(known_programmes(record), key=lambda one: (one.signed_off, -one.opened, one.id))
    if as_json:
        say_json([programme_json(programme) for programme in known])
        return
    if not known:
        click.echo("There is no programme. `amends sweep` says what failures have in common, and how to open one.")
    for programme in known:
        click.echo(f"{programme.id}  {programme.title}")
        click.echo(
            f"   {programme.scope.words}; {counted(programme.rows, 'refund')}, opened {iso(programme.opened)[:10]}"
        )
        click.echo(f"   {standing_of(programme)}")


def standing_of(programme: Programme) -> str:
    """Whether its scope was tested, and who has signed it off."""
    test = programme.tests[-1] if programme.tests else None
    tested = (
        f"at most {test.missed_at_most:,} missed of {test.outside:,} outside" if test else "its scope is not tested"
    )
    if programme.signed_off:
        return f"closed and signed off by {' and '.join(programme.closed_by[:2])}; {tested}"
    signed = f"; {programme.closed_by[0]} said that it is done, a second person has to" if programme.closed_by else ""
    return f"going on; {tested}{signed}"
