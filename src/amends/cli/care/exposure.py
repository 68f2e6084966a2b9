"""amends care exposure: points, load and total of the day, for each contact that somebody handled."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from ..common import Home, counted, json_option, pass_home, progress, say_json
from ..out_files import check_ending, whole_or_nothing
from .table import weights_of_home

if TYPE_CHECKING:
    from amends.care.exposure import Exposures
    from amends.care.hear_exposure import HeardContacts
    from amends.link.chains import Sheet


@click.command("exposure", short_help="Reckon points, load and total of the day over a table.")
@click.argument("contacts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .csv or .parquet file.")
@json_option
@pass_home
def command(home: Home, contacts: Path, out: Path, as_json: bool) -> None:
    """Write CONTACTS (CSV or Parquet) again as OUT with `points`, `load_after` and `shift_total`.

    Columns: contact_id, agent, at, channel, hostility, own_tap, fixable, inherited_repeat. OUT is for the people it is
    about and for the router: only its owner may read it.
    """
    from amends.care.days import day_borders
    from amends.care.exposure import exposures
    from amends.care.exposure_sheet import check_free
    from amends.care.hear_exposure import hear_contacts
    from amends.link.chains import hear_sheet

    check_ending(out, "--out")
    if out.exists() and out.samefile(contacts):
        raise Refused(Problem("--out", "is the file that is read", "Choose another name", value=str(out)))
    weights, source = weights_of_home(home)
    policy = home.policy()
    with contacts.open("rb") as stream:
        sheet = hear_sheet(stream, contacts.name)
        check_free(sheet)
        with progress() as bar:
            task = bar.add_task("read", total=2)
            heard = hear_contacts(sheet, weights)
            bar.update(task, advance=1, description="reckon")
            borders = day_borders(heard.rows.at[heard.rows.agent >= 0], policy.zoneinfo, weights.day_begins)
            found = exposures(heard.rows, weights, borders)
        _tell(heard)
        _write(sheet, found, out)
    summary = _summary(heard, source, policy.zone, out)
    if as_json:
        say_json(summary)
    else:
        click.echo(f"Reckoned {counted(summary['contacts'], 'contact')} with weights from {source}. Written: {out}")


def _tell(heard: "HeardContacts") -> None:
    for note in heard.notes:
        click.echo(f"{note}.", err=True)
    for problem in heard.problems:
        click.echo(str(problem), err=True)
    if heard.more:
        click.echo(f"... and {counted(heard.more, 'row')} more", err=True)


def _write(sheet: "Sheet", found: "Exposures", out: Path) -> None:
    from amends.care.exposure_sheet import write_sheet

    with progress() as bar, whole_or_nothing(out) as stream:
        if hasattr(os, "fchmod"):
            os.fchmod(stream.fileno(), 0o600)  # before the first byte is in it
        task = bar.add_task(out.name, total=len(found.points))
        write_sheet(sheet, found, stream, out.suffix, lambda rows: bar.advance(task, rows))


def _summary(heard: "HeardContacts", source: str, zone: str, out: Path) -> dict[str, Any]:
    taken = len(heard.rows.at) - heard.left_out
    return {"contacts": taken, "left_out": heard.left_out, "weights": source, "zone": zone, "out": str(out)}
