"""amends slices: the slices of a table that hold the most error for their size, exactly."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from .common import counted, json_option, say_json

if TYPE_CHECKING:
    from amends.causes import Coded, Slice
    from amends.link.chains import Sheet


PROBLEMS_MAX = 20  # lines that are named; the rest is counted


@click.command("slices", short_help="The slices of a table with the most errors.")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--errors", required=True, metavar="COLUMN", help="The error of each row: a number from 0, or yes and no."
)
@click.option("--attributes", required=True, metavar="A,B,C", help="The columns by which slices are made.")
@click.option("--k", default=10, type=click.IntRange(1, 10_000), show_default=True, help="How many slices.")
@click.option("--score", default="sliceline", type=click.Choice(["sliceline", "llr", "wracc"]), show_default=True)
@click.option("--alpha", default=0.95, type=click.FloatRange(0, 1, min_open=True), show_default=True,
              help="SliceLine's weight of errors against size.")  # fmt: skip
@click.option("--min-support", default=50, type=click.IntRange(1), show_default=True, help="Rows a slice needs.")
@click.option("--max-literals", default=3, type=click.IntRange(1, 6), show_default=True, help="Values named at most.")
@click.option("--force", multiple=True, metavar="COLUMN", help="Take this attribute although it names people or ids.")
@json_option
def command(
    table: Path,
    errors: str,
    attributes: str,
    k: int,
    score: str,
    alpha: float,
    min_support: int,
    max_literals: int,
    force: tuple[str, ...],
    as_json: bool,
) -> None:
    """The K slices of TABLE (CSV or Parquet) that score highest; every other slice is proved to score no more.

    Rows without an error, that is, an empty cell, are left out. A slice must score above 0.
    """
    from amends.causes import top_slices
    from amends.causes.attributes import hear_attributes
    from amends.causes.outcomes import hear_errors
    from amends.link.chains import hear_sheet

    with table.open("rb") as stream:
        sheet = hear_sheet(stream, table.name)
        numbers, known = hear_errors(sheet, errors)
        (coded,) = hear_attributes([sheet], names_of(attributes), forced=force, taken=[errors])
    tell_left_out(sheet, len(known) - int(known.sum()))
    options: dict[str, Any] = {"k": k, "score": score, "alpha": alpha, "min_support": min_support}
    found = top_slices(coded.take(known), numbers[known], max_literals=max_literals, **options)
    if as_json:
        say_json([_json(coded, one) for one in found])
    else:
        _say(coded, found)


def names_of(attributes: str) -> list[str]:
    """The columns named with commas between."""
    return [name.strip() for name in attributes.split(",") if name.strip()]


def tell_left_out(sheet: "Sheet", left_out: int) -> None:
    """On standard error, which lines are no rows and how many rows have no outcome. Raises Refused where none has."""
    import numpy as np

    broken = np.flatnonzero(~sheet.good_rows(sheet.rows_count))
    for row in broken[:PROBLEMS_MAX].tolist():
        click.echo(str(sheet.wrong(row)), err=True)
    if left_out == sheet.rows_count:
        step = "Is it the right column? An outcome that is not known yet counts nowhere"
        raise Refused(Problem(sheet.where, "holds no row with a known outcome", step))
    if left_out:
        click.echo(f"{sheet.where}: {counted(left_out, 'row')} without a known outcome left out.", err=True)


def in_words(literals: dict[str, Any]) -> str:
    """`gateway = acme and version = 4.2`."""
    return " and ".join(f"{name} {'is empty' if value is None else f'= {value}'}" for name, value in literals.items())


def _json(table: "Coded", found: "Slice") -> dict[str, Any]:
    return {
        "literals": table.told(found.literals),
        "score": found.score,
        "errors": found.errors,
        "rows": found.rows,
        "mean_error": found.errors / found.rows,
    }


def _say(table: "Coded", found: tuple["Slice", ...]) -> None:
    if not found:
        click.echo("No slice scores above 0.")
    for number, one in enumerate(found, 1):
        rows = f"{one.errors:g} errors in {counted(one.rows, 'row')}"
        click.echo(f"{number:3}. {one.score:.4g}  {in_words(table.told(one.literals))}: {rows}")
