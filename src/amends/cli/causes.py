"""amends causes: what the failures of a table have in common beyond what is usual, and since when."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused
from amends.facts.moments import datetime_of, iso

from .common import counted, json_option, say_json
from .slices import in_words, names_of, tell_left_out

if TYPE_CHECKING:
    from amends.causes import Cause, Coded, Told, Turn
    from amends.link.chains import Sheet

REFERENCE_TIMES = 5  # with fewer rows than so many times the table, what is usual is known loosely
_SHOWN_AT_LEAST = 1e-4


@click.command("causes", short_help="What the failures have in common, and since when.")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--failed", required=True, metavar="COLUMN", help="Yes, no, a verdict, or empty: not known yet.")
@click.option("--attributes", required=True, metavar="A,B,C", help="The columns among which causes are sought.")
@click.option("--reference", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="An earlier period, same columns: what always was worse is no cause.")  # fmt: skip
@click.option("--at", metavar="COLUMN", help="When: for the day on which it began and ended.")
@click.option("--max-literals", default=3, type=click.IntRange(1, 6), show_default=True, help="Values named at most.")
@click.option("--max-causes", default=5, type=click.IntRange(1, 50), show_default=True)
@click.option("--min-failures", default=5, type=click.IntRange(2), show_default=True, help="Failures a cause needs.")
@click.option("--false-alarms", default=0.05, type=click.FloatRange(0, 1, min_open=True, max_open=True),
              show_default=True, help="The chance that is taken of finding one where there is none.")  # fmt: skip
@click.option("--force", multiple=True, metavar="COLUMN", help="Take this attribute although it names people or ids.")
@json_option
def command(
    table: Path,
    failed: str,
    attributes: str,
    reference: Path | None,
    at: str | None,
    max_literals: int,
    max_causes: int,
    min_failures: int,
    false_alarms: float,
    force: tuple[str, ...],
    as_json: bool,
) -> None:
    """Slices of TABLE (CSV or Parquet) that fail beyond what is usual, surest first.

    Without --reference a slice is held against the rest of the table, and one that always was worse is found too.
    Rows whose outcome is not known are in no rate.
    """
    from amends.causes import find_causes

    told, usual = _hear(table, reference, failed, names_of(attributes), at, force)
    options: dict[str, Any] = {"max_literals": max_literals, "max_causes": max_causes}
    found = find_causes(told, usual, failures_min=min_failures, alpha=false_alarms, **options)
    if as_json:
        say_json([_json(told.table, cause) for cause in found])
    else:
        _say(told.table, found)


def _hear(
    table: Path, reference: Path | None, failed: str, names: list[str], at: str | None, forced: tuple[str, ...]
) -> tuple["Told", "Told | None"]:
    """The table and the reference, in the same codes."""
    from contextlib import ExitStack

    from amends.causes import UNKNOWN, Told
    from amends.causes.attributes import hear_attributes
    from amends.causes.outcomes import hear_outcomes
    from amends.link.chains import hear_sheet

    with ExitStack() as open_files:
        files = [table] if reference is None else [table, reference]
        sheets = [hear_sheet(open_files.enter_context(file.open("rb")), file.name) for file in files]
        outcomes = [hear_outcomes(sheet, failed) for sheet in sheets]
        for sheet, each in zip(sheets, outcomes, strict=True):
            tell_left_out(sheet, int((each == UNKNOWN).sum()))
        moments = None if at is None else _moments(sheets[0], at)
        taken = [failed] if at is None else [failed, at]
        coded = hear_attributes(sheets, names, forced=forced, taken=taken)
    told = Told(coded[0], outcomes[0], moments)
    if reference is None:
        click.echo("No --reference: what always was worse than the rest is found too.", err=True)
        return told, None
    rows, here = coded[1].rows_count, coded[0].rows_count
    if rows < REFERENCE_TIMES * here:
        what = f"{reference.name} has {rows / here:.1f} times the rows of {table.name}"
        click.echo(f"{what}: what is usual is known loosely, and weak causes are not told apart from it.", err=True)
    return told, Told(coded[1], outcomes[1])


def _moments(sheet: "Sheet", name: str) -> Any:
    """Microseconds of each row, -1 for none. Raises Refused where no row has a time."""
    from amends.link.chains.times import hear_times

    sheet.check_column(name)
    times = hear_times(sheet.chunks(name), sheet.rows_count, sheet.where, name)
    missing = len(times.good) - int(times.good.sum())
    if missing == len(times.good):
        raise Refused(Problem(sheet.where, "holds no time", "Write for example 2026-05-03T14:20:00Z", column=name))
    if missing:
        click.echo(f"{sheet.where}: {counted(missing, 'row')} without a time, not used for the onset.", err=True)
    for note in times.notes:
        click.echo(f"{note}.", err=True)
    times.at[~times.good] = -1
    return times.at


def _json(table: "Coded", cause: "Cause") -> dict[str, Any]:
    return {
        "literals": table.told(cause.literals),
        "failures": cause.failures,
        "rows": cause.rows,
        "unknown": cause.unknown,
        "rate": cause.rate,
        "expected_rate": cause.expected_rate,
        "share_of_failures": cause.share_of_failures,
        "lift": cause.lift,
        "lift_lo": cause.lift_lo,
        "lift_hi": cause.lift_hi,
        "adj_p": cause.adj_p,
        **_turn("onset", cause.spell.onset),
        **_turn("end", cause.spell.end),
        "aliases": [table.told(literals) for literals in cause.aliases],
        "overlaps": [{"cause": other, "rows": rows} for other, rows in cause.overlaps],
    }


def _turn(name: str, turn: "Turn | None") -> dict[str, str | None]:
    if turn is None:
        return {name: None, f"{name}_lo": None, f"{name}_hi": None}
    return {name: iso(turn.at), f"{name}_lo": iso(turn.lo), f"{name}_hi": iso(turn.hi)}


def _say(table: "Coded", found: tuple["Cause", ...]) -> None:
    if not found:
        click.echo("No slice fails beyond what chance and the usual differences explain.")
    for number, cause in enumerate(found):
        click.echo(f"{number + 1}. {in_words(table.told(cause.literals))}")
        usual = f"{cause.lift:,.1f} times the usual ({cause.lift_lo:,.1f} to {cause.lift_hi:,.1f})"
        click.echo(f"   {cause.failures:,} of {counted(cause.rows, 'row')} failed ({cause.rate:.1%}): {usual}.")
        chance = f"below {_SHOWN_AT_LEAST}" if cause.adj_p < _SHOWN_AT_LEAST else f"= {cause.adj_p:.2g}"
        click.echo(f"   {cause.share_of_failures:.1%} of all failures. So bad a slice by chance alone: p {chance}.")
        for words, turn in (("Since", cause.spell.onset), ("Over since", cause.spell.end)):
            if turn is not None:
                click.echo(f"   {words} {_day(turn.at)}, between {_day(turn.lo)} and {_day(turn.hi)}.")
        for literals in cause.aliases:
            click.echo(f"   The data cannot tell it from: {in_words(table.told(literals))}.")
        for other, rows in cause.overlaps:
            click.echo(f"   Shares {counted(rows, 'row')} with {other + 1}.")


def _day(at: Any) -> str:
    return datetime_of(at).date().isoformat()
