"""amends accounts fit: how likely accounts are to leave, with figures made out of fold, and a gate before it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from ..common import counted, json_option, progress, say_json
from ..out_files import check_ending, folder_of

if TYPE_CHECKING:
    from amends.accounts.hazard.hear_table import Asked, Heard
    from amends.accounts.hazard.study import Study

_STEPS = 6  # of a study, and the reading
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("fit", short_help="Fit the hazard of losing an account, and say how far to believe it.")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", required=True, metavar="COLUMN", help="1 where the account left (in that month), else 0.")
@click.option("--entity", metavar="COLUMN", help="Whose row it is. Without it each row is an account of its own.")
@click.option("--time", metavar="COLUMN", help="The month of the row: 2026-05, a date, or a number of months.")
@click.option("--numeric", default="", metavar="A,B", help="Columns of numbers; others are guessed, which is said.")
@click.option("--categorical", default="", metavar="C,D", help="Columns of words.")
@click.option("--leave-out", default="", metavar="E,F", help="Columns not to be looked at.")
@click.option("--account-terms", default="", metavar="A,B", help="Rows are services: sum and largest over the account.")
@click.option("--cv", "folds", default=5, type=click.IntRange(2, 50), show_default=True, help="Folds, by account.")
@click.option("--seed", default=7, type=click.IntRange(0, 2**32 - 1), show_default=True, help="Of folds and draws.")
@click.option("--challenger/--no-challenger", default=True, show_default=True, help="Show small boosted trees beside.")
@click.option("--out", type=_FILE, help="Write row (from 0) and probability, out of fold: .csv or .parquet.")
@click.option("--forecast", type=_FILE, help="Write each account's chance of leaving in twelve months, and why.")
@click.option("--picture", type=_FILE, help="Draw said and seen as .svg.")
@json_option
def command(
    table: Path,
    event: str,
    entity: str | None,
    time: str | None,
    numeric: str,
    categorical: str,
    leave_out: str,
    account_terms: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Fit the hazard of TABLE (CSV or Parquet): a row an account, or with --time a row an account and month.

    Figures are out of fold: no row was judged by a fit that saw its account. With fewer than 100 events there is no
    probability, and points by listed rules stand in, marked "uncalibrated".
    """
    from amends.accounts.hazard.hear_table import Asked

    from .fit_words import say_study, study_json

    outs = [options[name] for name in ("out", "forecast", "picture")]
    _check_outs(table, *outs)
    if options["forecast"] is not None and time is None:
        step = "Name the month of each row with --time"
        raise Refused(Problem("--forecast", "needs to know when each row was", step))
    asked = Asked(event, entity, time, _names(numeric), _names(categorical), _names(leave_out))
    heard, found, suspects = _studied(table, asked, _names(account_terms), options)
    written = _write(heard, found, outs, options["seed"])
    if as_json:
        say_json(study_json(heard, found, suspects, written, options))
    else:
        say_study(heard, found, written)


def _studied(
    table: Path, asked: "Asked", account_terms: tuple[str, ...], options: dict[str, Any]
) -> tuple["Heard", "Study | None", tuple[Problem, ...]]:
    from dataclasses import replace

    from amends.accounts.hazard.hear_table import hear_table
    from amends.accounts.hazard.services import with_account_terms
    from amends.accounts.hazard.study import study
    from amends.accounts.hazard.suspect import separated, too_good
    from amends.link.chains import hear_sheet

    with progress() as bar:
        task = bar.add_task("read", total=_STEPS)
        with table.open("rb") as stream:
            heard = hear_table(hear_sheet(stream, table.name), asked)
        if account_terms:
            heard = replace(heard, observed=with_account_terms(heard.observed, account_terms))
        suspects = too_good(heard.observed, table.name)
        heard = replace(heard, notes=(*heard.notes, *separated(heard.observed)))
        _tell(heard, suspects)
        found = study(
            heard.observed,
            options["folds"],
            options["seed"],
            with_challenger=options["challenger"],
            step=lambda words: bar.update(task, advance=1, description=words),
        )
    return heard, found, suspects


def _write(heard: "Heard", found: "Study | None", outs: list[Path | None], seed: int) -> dict[str, str]:
    from .fit_files import write_forecast, write_picture, write_points, write_rows

    out, ahead, picture = outs
    if found is None:
        if out is not None:
            write_points(heard.observed, out)
        return {} if out is None else {"out": str(out)}
    if out is not None:
        write_rows(heard.observed, found.probability, out)
    if ahead is not None:
        write_forecast(heard.observed, found, ahead, seed)
    if picture is not None:
        write_picture(found.bins, picture)
    names = zip(("out", "forecast", "picture"), outs, strict=True)
    return {name: str(file) for name, file in names if file is not None}


def _check_outs(table: Path, out: Path | None, ahead: Path | None, picture: Path | None) -> None:
    for option, file in (("--out", out), ("--forecast", ahead), ("--picture", picture)):
        if file is None:
            continue
        if option != "--picture":
            check_ending(file, option)
        elif file.suffix.lower() != ".svg":
            raise Refused(Problem(option, "is no picture that can be drawn", "End it in .svg", value=file.name))
        folder_of(file)
        if file.exists() and file.samefile(table):
            raise Refused(Problem(option, "is the file that is read", "Choose another name", value=file.name))
    named = [str(file.absolute()) for file in (out, ahead, picture) if file is not None]
    if len(set(named)) < len(named):
        raise Refused(Problem("--out and --forecast", "name the same file", "Give each a name of its own"))


def _tell(heard: "Heard", suspects: tuple[Problem, ...]) -> None:
    for note in heard.notes:
        click.echo(f"{note}.", err=True)
    for problem in (*heard.problems, *suspects):
        click.echo(str(problem), err=True)
    if heard.more:
        click.echo(f"... and {counted(heard.more, 'row')} more", err=True)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
