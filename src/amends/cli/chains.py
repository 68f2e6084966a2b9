"""amends chains: contacts, repeats and hand-backs of a whole table, with a row for each row."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused
from amends.facts.moments import DAY_US

from .common import Home, counted, pass_home, progress, say_json
from .out_files import whole_or_nothing

if TYPE_CHECKING:
    from amends.link.chains import Chained, Keys, Sheet


@click.command("chains", short_help="Find repeat contacts in a table of millions.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--customer", required=True, metavar="COLUMN", help="Who was in contact.")
@click.option("--at", required=True, metavar="COLUMN", help="When: ISO 8601, timestamps, or numbers since 1970.")
@click.option("--topic", metavar="COLUMN", help="About what: another topic is another chain.")
@click.option("--agent", metavar="COLUMN", help="Who of us took it, for hand-backs (A-B-A).")
@click.option(
    "--window-days", type=click.IntRange(0, 36_500), metavar="N", help="At most N x 24 hours apart is one chain."
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .csv or .parquet file.")
@click.option("--json", "_as_json", is_flag=True, help="The summary is JSON in any case.")
@pass_home
def command(
    home: Home,
    /,
    file: Path,
    customer: str,
    at: str,
    topic: str | None,
    agent: str | None,
    window_days: int | None,
    out: Path,
    _as_json: bool,
) -> None:
    """Write FILE (CSV or Parquet) again as OUT with five columns more, and a summary in JSON on standard output.

    case_id, seq (from 1 within the case), repeat (seq above 1), returned_within_window (he comes again in time), and
    days_since_last. A row without customer or time is named with its line, kept, and not counted.
    """
    from amends.link.chains import chain, hear_keys, hear_sheet
    from amends.link.chains.write import check_out

    days = home.policy().chain_window_days if window_days is None else window_days
    if out.exists() and out.samefile(file):
        raise Refused(Problem("--out", "is the file that is read", "Choose another name", value=str(out)))
    with file.open("rb") as stream:
        sheet = hear_sheet(stream, file.name)
        check_out(sheet, out.suffix)
        keys = hear_keys(sheet, customer=customer, at=at, topic=topic, agent=agent)
        _tell(keys)
        chained = chain(keys.who, keys.at, keys.agents, round(days * DAY_US))
        del keys
        _write(sheet, chained, out)
    say_json(_summary(chained))


def _tell(keys: "Keys") -> None:
    for note in keys.notes:
        click.echo(note if note.endswith("?") else f"{note}.", err=True)
    for problem in keys.problems:
        click.echo(str(problem), err=True)
    if keys.more:
        click.echo(f"... and {counted(keys.more, 'row')} more", err=True)


def _write(sheet: "Sheet", chained: "Chained", out: Path) -> None:
    from amends.link.chains import write_sheet

    try:
        with progress() as bar, whole_or_nothing(out) as stream:
            task = bar.add_task(out.name, total=sheet.rows_count)
            write_sheet(sheet, chained, stream, out.suffix, lambda rows: bar.advance(task, rows))
    except KeyboardInterrupt:
        click.echo(f"Stopped. {out.name} was not written; what was there before is untouched.", err=True)
        sys.exit(130)


def _summary(chained: "Chained") -> dict[str, Any]:
    found = chained.summary
    return {
        "contacts": found.contacts,
        "cases": found.cases,
        "repeats": found.repeats,
        "share_repeat": found.share_repeat,
        "hand_backs": found.hand_backs,
        "left_out": found.left_out,
    }
