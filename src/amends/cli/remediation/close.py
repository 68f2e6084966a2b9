"""amends remediation close: everybody has come to an end. A second person says the same, and it is signed off."""

import click

from amends.remediation.as_json import programme_json

from ..common import Home, json_option, now, pass_home, progress, say_json
from .acting import applied, desk_entry
from .placed import by_option, hear_programme, placed


@click.command("close", short_help="Everybody has come to an end; two people say so.")
@click.argument("name")
@click.option("--note", default="", metavar="TEXT")
@by_option
@json_option
@pass_home
def command(home: Home, name: str, note: str, by: str, as_json: bool) -> None:
    """Say that everybody in NAME has come to an end. Refused while somebody has not; money counts as arrived only by
    the word of a witness.
    """
    from amends.record.programmes import erased
    from amends.remediation.people_acts import check_closing

    at = now()
    with home.record() as record, progress() as bar:
        programme = hear_programme(record, name)
        everybody = [one.standing for one in placed(record, name, home.policy(), at, bar)]
        what = check_closing(programme, everybody, by, note=note, erased=erased(record, programme))
        applied(record, [desk_entry(f"close:{name}:{len(programme.scopes)}:{by}", at, what)])
        programme = hear_programme(record, name)
    if as_json:
        say_json(programme_json(programme))
    elif programme.signed_off:
        click.echo(f"{name} is closed and signed off by {' and '.join(programme.closed_by[:2])}.")
    else:
        click.echo(f"{name}: {by} says that it is done. A second person signs it off: amends remediation close {name}")
