"""amends causes: what the failures of a table have in common beyond what is usual, and since when."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Problem, Refused
from amends.facts.moments import DAY_US, HOUR_US, datetime_of

from .common import Home, counted, json_option, pass_home, progress, say_json
from .refund_causes import turn_json
from .slices import check_place, engine_options, in_words, names_of, tell_left_out, tell_unknown

if TYPE_CHECKING:
    from amends.causes import Cause, Coded, Told
    from amends.link.chains import Sheet

REFERENCE_TIMES = 5  # with fewer rows than so many times the table, what is usual is known loosely
_SHOWN_AT_LEAST = 1e-4
_STEPS = 2  # read, search
_BINS_US = {"day": DAY_US, "hour": HOUR_US}


@click.command("causes", short_help="What the failures have in common, and since when.")
@click.argument("table", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--failed", required=True, metavar="COLUMN", help="Yes, no, a verdict, or empty: not known yet.")
@click.option("--attributes", required=True, metavar="A,B,C", help="The columns among which causes are sought.")
@click.option("--reference", metavar="FILE",
              help="An earlier period, same columns: what always was worse is no cause.")  # fmt: skip
@click.option("--at", metavar="COLUMN", help="When: for the day on which it began and ended.")
@click.option("--by", default="day", type=click.Choice(["day", "hour"]), show_default=True,
              help="Find the day, or the hour, on which it began and ended.")  # fmt: skip
@click.option("--max-literals", default=3, type=click.IntRange(1, 6), show_default=True, help="Values named at most.")
@click.option("--max-causes", default=5, type=click.IntRange(1, 50), show_default=True)
@click.option("--min-failures", default=5, type=click.IntRange(2), show_default=True, help="Failures a cause needs.")
@click.option("--false-alarms", default=0.05, type=click.FloatRange(0, 1, min_open=True, max_open=True),
              show_default=True, help="The chance that is taken of finding one where there is none.")  # fmt: skip
@click.option("--force", multiple=True, metavar="COLUMN", help="Take this attribute although it names people or ids.")
@engine_options
@json_option
@pass_home
def command(
    home: Home,
    /,
    table: Path | None,
    failed: str,
    attributes: str,
    reference: str | None,
    at: str | None,
    by: str,
    max_literals: int,
    max_causes: int,
    min_failures: int,
    false_alarms: float,
    force: tuple[str, ...],
    engine: str,
    table_name: str | None,
    as_json: bool,
) -> None:
    """Slices of TABLE (CSV or Parquet) that fail beyond what is usual, surest first.

    Without --reference a slice is held against the rest of the table, and one that always was worse is found too.
    Rows whose outcome is not known are in no rate. With --engine rows that are alike are counted where they stand.
    """
    check_place(engine, table, table_name)
    asked = _Asked(failed, names_of(attributes), at, force)
    options: dict[str, Any] = {"max_literals": max_literals, "max_causes": max_causes, "bin_us": _BINS_US[by]}
    options |= {"failures_min": min_failures, "alpha": false_alarms}
    with progress() as bar:
        task = bar.add_task("read", total=_STEPS)

        def searching() -> None:
            bar.update(task, advance=1, description="search")

        if engine == "memory":
            assert table is not None
            coded, found = _in_memory(table, _file(reference), asked, options, searching)
        else:
            places = [(table, table_name), *([] if reference is None else [_place(engine, reference)])]
            coded, found = _in_place(home, engine, places, asked, options, searching)
    if as_json:
        say_json([_json(coded, cause) for cause in found])
    else:
        _say(coded, found, by)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The columns: of the outcome, the attributes and the time. `forced` are attributes taken whatever they are."""

    failed: str
    names: list[str]
    at: str | None
    forced: tuple[str, ...]

    @property
    def taken(self) -> list[str]:
        return [self.failed] if self.at is None else [self.failed, self.at]


def _file(reference: str | None) -> Path | None:
    if reference is None:
        return None
    if not Path(reference).is_file():
        raise Refused(Problem("--reference", "is no file", "Name a CSV or Parquet file", value=reference))
    return Path(reference)


def _place(engine: str, reference: str) -> tuple[Path | None, str | None]:
    """A file, or the name of a table in the same database."""
    if engine == "postgres":
        return None, reference
    if not Path(reference).exists():
        raise Refused(Problem("--reference", "is no file", "Name a Parquet file, or a folder of them", value=reference))
    return Path(reference), None


def _in_memory(
    table: Path, reference: Path | None, asked: _Asked, options: dict[str, Any], searching: Callable[[], None]
) -> tuple["Coded", tuple["Cause", ...]]:
    from amends.causes import find_causes

    told, usual = _hear(table, reference, asked)
    searching()
    return told.table, find_causes(told, usual, **options)


def _in_place(
    home: Home,
    engine: str,
    places: list[tuple[Path | None, str | None]],
    asked: _Asked,
    options: dict[str, Any],
    searching: Callable[[], None],
) -> tuple["Coded", tuple["Cause", ...]]:
    from amends.causes import UNKNOWN, find_causes
    from amends.causes.coded import count
    from amends.engines.combinations import count_combinations, with_spells
    from amends.engines.relations import open_relation

    with ExitStack() as stack:
        relations = []
        for file, name in places:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amends-")))
            relation = open_relation(engine, folder, file=file, table=name, database_url=home.database_url)
            relations.append(stack.enter_context(closing(relation)))
        counted = count_combinations(relations, asked.failed, asked.names, forced=asked.forced, taken=asked.taken)
        rows = [int(each.told.counts.sum()) for each in counted if each.told.counts is not None]
        for each, of in zip(counted, rows, strict=True):
            tell_unknown(each.relation.where, count(each.told.outcomes == UNKNOWN, each.told.counts), of)
        _tell_reference([relation.where for relation in relations], rows)
        searching()
        usual = counted[1].told if len(counted) > 1 else None
        found = find_causes(counted[0].told, usual, **options)
        if asked.at is not None:
            found, notes = with_spells(counted[0], found, asked.at, bin_us=options["bin_us"])
            for note in notes:
                click.echo(f"{note}.", err=True)
    return counted[0].told.table, found


def _hear(table: Path, reference: Path | None, asked: _Asked) -> tuple["Told", "Told | None"]:
    """The table and the reference, in the same codes."""
    from amends.causes import UNKNOWN, Told
    from amends.causes.attributes import hear_attributes
    from amends.causes.outcomes import hear_outcomes
    from amends.link.chains import hear_sheet

    with ExitStack() as open_files:
        files = [table] if reference is None else [table, reference]
        sheets = [hear_sheet(open_files.enter_context(file.open("rb")), file.name) for file in files]
        for sheet in sheets:
            sheet.read_ahead([asked.failed, *asked.names])
        outcomes = [hear_outcomes(sheet, asked.failed) for sheet in sheets]
        for sheet, each in zip(sheets, outcomes, strict=True):
            tell_left_out(sheet, int((each == UNKNOWN).sum()))
        moments = None if asked.at is None else _moments(sheets[0], asked.at)
        coded = hear_attributes(sheets, asked.names, forced=asked.forced, taken=asked.taken)
    _tell_reference([file.name for file in files], [each.rows_count for each in coded])
    told = Told(coded[0], outcomes[0], moments)
    return told, None if reference is None else Told(coded[1], outcomes[1])


def _tell_reference(names: list[str], rows: list[int]) -> None:
    """On standard error, that there is none, or that it is short."""
    if len(names) == 1:
        click.echo("No --reference: what always was worse than the rest is found too.", err=True)
    elif rows[1] < REFERENCE_TIMES * rows[0]:
        what = f"{names[1]} has {rows[1] / rows[0]:.1f} times the rows of {names[0]}"
        click.echo(f"{what}: what is usual is known loosely, and weak causes are not told apart from it.", err=True)


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
        **turn_json("onset", cause.spell.onset),
        **turn_json("end", cause.spell.end),
        "aliases": [table.told(literals) for literals in cause.aliases],
        "overlaps": [{"cause": other, "rows": rows} for other, rows in cause.overlaps],
    }


def _say(table: "Coded", found: tuple["Cause", ...], by: str) -> None:
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
                click.echo(f"   {words} {_when(turn.at, by)}, between {_when(turn.lo, by)} and {_when(turn.hi, by)}.")
        for literals in cause.aliases:
            click.echo(f"   The data cannot tell it from: {in_words(table.told(literals))}.")
        for other, rows in cause.overlaps:
            click.echo(f"   Shares {counted(rows, 'row')} with {other + 1}.")


def _when(at: Moment, by: str) -> str:
    told = datetime_of(at)
    return told.date().isoformat() if by == "day" else f"{told:%Y-%m-%d %H:%M} UTC"
