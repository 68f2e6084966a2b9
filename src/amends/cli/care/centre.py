"""amends care centre: the settings of the simulator, measured from the record's own contacts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Problem, Refused, iso

from ..common import Home, counted, hear_as_of, json_option, now, pass_home, progress, say_json
from ..out_files import folder_of, whole_or_nothing
from ..owed import understand_everybody

if TYPE_CHECKING:
    from amends.care.simulate.calibrate import Calibrated


@click.command("centre", short_help="Make the simulator's settings from the record's own contacts.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .toml file.")
@click.option("--from", "since", metavar="ISO", help="Only contacts from this time on ...")
@click.option("--to", "until", metavar="ISO", help="... and before this one.")
@json_option
@pass_home
def command(home: Home, out: Path, since: str | None, until: str | None, as_json: bool) -> None:
    """Write OUT for `amends care simulate --config OUT`: what comes and when, how long it lasts, who calls again.

    Every line says from how many contacts it is made, or why it keeps its default. It describes a centre: of fewer than
    8 people nothing is said, and of one person never. Nothing is written to the record.
    """
    if out.suffix.lower() != ".toml":
        raise Refused(Problem("--out", "is no TOML file", "End it in .toml", value=out.name))
    folder_of(out)
    times = _hear_times(since, until)
    found = _calibrated(home, *times)
    if not found.contacts:
        what = "has no contact" + (" in these times" if since or until else "")
        raise Refused(Problem("the record", what, "Take in calls and messages first: amends intake"))
    _write(found, out)
    if as_json:
        say_json(_told(found, out))
    else:
        _say(found, out)


def _hear_times(since: str | None, until: str | None) -> tuple[Moment | None, Moment]:
    first = hear_as_of(since, "--from") if since else None
    last = hear_as_of(until, "--to") if until else now()
    if first is not None and first >= last:
        raise Refused(Problem("--to" if until else "--from", "leaves no time between", "Check the two", value=since))
    return first, last


def _calibrated(home: Home, since: Moment | None, until: Moment) -> "Calibrated":
    from amends.care.simulate.calibrate import calibrate
    from amends.care.simulate.calibrate_seen import seen_of

    policy = home.policy()
    with home.record() as record, progress() as bar:
        files = understand_everybody(record, policy, now(), bar)
        rows = [row for file in files for row in seen_of(file, policy)]
        task = bar.add_task("Measuring", total=1)
        found = calibrate(rows, policy, since=since, until=until)
        bar.advance(task)
    return found


def _write(found: "Calibrated", out: Path) -> None:
    from amends.care.simulate.calibrate_toml import centre_toml

    with whole_or_nothing(out) as stream:
        stream.write(centre_toml(found).encode())


def _told(found: "Calibrated", out: Path) -> dict[str, Any]:
    return {
        "out": str(out),
        "contacts": found.contacts,
        "from": None if found.since is None else iso(found.since),
        "to": None if found.until is None else iso(found.until),
        "measured": len(found.measured),
        "settings": {
            name: {"from_record": one.value is not None, "words": one.line} for name, one in found.told.items()
        },
        "remarks": list(found.remarks),
    }


def _say(found: "Calibrated", out: Path) -> None:
    told = counted(len(found.measured), "setting")
    click.echo(f"{told} of {len(found.told)} from {counted(found.contacts, 'contact')}; the others keep their default.")
    for remark in found.remarks:
        click.echo(remark)
    click.echo(f"Written: {out}. Each line says from what. Next: amends care simulate --config {out}")
