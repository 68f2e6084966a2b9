"""amends slices: the slices of a table that hold the most error for their size, exactly."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from .common import Home, counted, json_option, pass_home, progress, say_json

if TYPE_CHECKING:
    from amends.causes import Coded, Slice
    from amends.link.chains import Sheet


PROBLEMS_MAX = 20  # lines that are named; the rest is counted
_STEPS = 2  # read, search


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--engine` and `--table`: where the rows are counted."""
    engines = click.Choice(["memory", "duckdb", "postgres", "spark"])
    words = "Where rows are counted; all but memory leave the table where it is."
    command = click.option("--table", "table_name", metavar="NAME", help="With --engine postgres: its table.")(command)
    return click.option("--engine", default="memory", type=engines, show_default=True, help=words)(command)


@click.command("slices", short_help="The slices of a table with the most errors.")
@click.argument("table", required=False, type=click.Path(exists=True, path_type=Path))
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
@engine_options
@json_option
@pass_home
def command(
    home: Home,
    /,
    table: Path | None,
    errors: str,
    attributes: str,
    force: tuple[str, ...],
    engine: str,
    table_name: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """The K slices of TABLE (CSV or Parquet) that score highest; every other slice is proved to score no more.

    Rows without an error, that is, an empty cell, are left out. A slice must score above 0. With --engine the table
    stays where it is: only its failing rows are read, and the sizes of slices by one grouped query.
    """
    check_place(engine, table, table_name)
    names = names_of(attributes)
    with progress() as bar:
        task = bar.add_task("read", total=_STEPS)

        def searching() -> None:
            bar.update(task, advance=1, description="search")

        if engine != "memory":
            coded, found = _in_place(home, engine, table, table_name, errors, names, force, options, searching)
        else:
            assert table is not None
            coded, found = _in_memory(table, errors, names, force, options, searching)
    if as_json:
        say_json([_json(coded, one) for one in found])
    else:
        _say(coded, found)


def check_place(engine: str, table: Path | None, table_name: str | None) -> None:
    """Raises Refused unless there is one table, and it is where this engine reads: a file, or a table of PostgreSQL."""
    if engine == "postgres":
        if table is not None:
            raise Refused(Problem("TABLE", "is a file", "Name the table in the database: --table refunds"))
        return
    if table_name is not None:
        step = "Add --engine postgres, or name a file instead"
        raise Refused(Problem("--table", "names a table of PostgreSQL", step, value=table_name))
    if table is None:
        raise Refused(Problem("TABLE", "is missing", "Name a CSV or Parquet file"))
    if engine == "memory" and table.is_dir():
        raise Refused(Problem("TABLE", "is a folder", "Add --engine duckdb to read all its Parquet files"))


def _in_memory(
    table: Path,
    errors: str,
    names: list[str],
    forced: tuple[str, ...],
    options: dict[str, Any],
    searching: Callable[[], None],
) -> tuple["Coded", tuple["Slice", ...]]:
    from amends.causes import top_slices
    from amends.causes.attributes import hear_attributes
    from amends.causes.outcomes import hear_errors
    from amends.link.chains import hear_sheet

    with table.open("rb") as stream:
        sheet = hear_sheet(stream, table.name)
        sheet.read_ahead([errors, *names])
        numbers, known = hear_errors(sheet, errors)
        (coded,) = hear_attributes([sheet], names, forced=forced, taken=[errors])
    tell_left_out(sheet, len(known) - int(known.sum()))
    searching()
    if known.all():
        return coded, top_slices(coded, numbers, **options)
    return coded, top_slices(coded.take(known), numbers[known], **options)


def _in_place(
    home: Home,
    engine: str,
    table: Path | None,
    table_name: str | None,
    errors: str,
    names: list[str],
    forced: tuple[str, ...],
    options: dict[str, Any],
    searching: Callable[[], None],
) -> tuple["Coded", tuple["Slice", ...]]:
    from amends.causes.slices import top_slices_of
    from amends.engines.counting import Counted
    from amends.engines.relations import open_relation

    with tempfile.TemporaryDirectory(prefix="amends-") as scratch:
        folder, url = Path(scratch), home.database_url
        with closing(open_relation(engine, folder, file=table, table=table_name, database_url=url)) as relation:
            counted_there = Counted(relation, errors, names, forced=forced)
            failing = counted_there.failing()
            tell_unknown(relation.where, failing.rows_all - failing.rows, failing.rows_all)
            searching()
            found = top_slices_of(failing.table, failing.errors, failing.rows, counted_there, **options)
            counted_there.check_ids()
    return failing.table, found


def names_of(attributes: str) -> list[str]:
    """The columns named with commas between."""
    return [name.strip() for name in attributes.split(",") if name.strip()]


def tell_left_out(sheet: "Sheet", left_out: int) -> None:
    """On standard error, which lines are no rows and how many rows have no outcome. Raises Refused where none has."""
    import numpy as np

    broken = np.flatnonzero(~sheet.good_rows(sheet.rows_count))
    for row in broken[:PROBLEMS_MAX].tolist():
        click.echo(str(sheet.wrong(row)), err=True)
    tell_unknown(sheet.where, left_out, sheet.rows_count)


def tell_unknown(where: str, left_out: int, rows: int) -> None:
    """On standard error, how many of so many rows have no outcome. Raises Refused where none has."""
    if left_out == rows:
        step = "Is it the right column? An outcome that is not known yet counts nowhere"
        raise Refused(Problem(where, "holds no row with a known outcome", step))
    if left_out:
        click.echo(f"{where}: {counted(left_out, 'row')} without a known outcome left out.", err=True)


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
