"""amends reconcile: every refund of ours against a witness's file, at once."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from .common import Home, counted, hear_as_of, hear_range, json_option, pass_home, say_json
from .out_files import check_ending, folder_of
from .reconcile_files import NewState, connect_here, ends_in_words, read_files, steps, write_found
from .reconcile_state import in_order, update
from .stopping import stopped_like_ctrl_c

if TYPE_CHECKING:
    from amends.engines.work import Work
    from amends.reconcile import Asked

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("reconcile", short_help="Check every refund of ours against a witness's file.")
@click.option("--ours", type=_FILE, help="Our refunds: Parquet or CSV. With --state, those that are new.")
@click.option("--witness", type=_FILE, help="The witness's refunds: Parquet or CSV. With --state, what is new.")
@click.option("--out", required=True, type=_OUT, help="A verdict for each of ours: a .csv or .parquet file.")
@click.option("--unmatched", type=_OUT, help="The witness's rows that nothing of ours explains.")
@click.option("--engine", type=click.Choice(["duckdb", "sqlite", "postgres", "spark"]), default="duckdb")
@click.option(
    "--map", "columns", multiple=True, metavar="NAME=COLUMN", help="Our name = the file's; ours.NAME=... for one."
)
@click.option("--map-state", "states", multiple=True, metavar="THEIRS=OURS", help="Their word for a state = ours.")
@click.option("--complete-from", metavar="TIME", help="The witness tells every refund from this time ...")
@click.option("--complete-to", metavar="TIME", help="... to this time: only then is absence evidence.")
@click.option("--as-of", metavar="TIME", help="What could be known at this time; now, unless said.")
@click.option("--witness-name", default="default", metavar="NAME", help="Whose windows of the policy: stripe, adyen.")
@click.option("--memory-limit", metavar="2GB", help="Beyond it DuckDB uses the disk beside OUT.")
@click.option(
    "--state", type=_OUT, help="Keep everything in this file; where it exists, only what is new is worked on."
)
@click.option("--all", "tell_all", is_flag=True, help="With --state: OUT holds every verdict, not only what changed.")
@click.option("--work", type=_FOLDER, help="A folder for a long run: one that was stopped goes on there.")
@json_option
@pass_home
def command(home: Home, /, ours: Path | None, witness: Path | None, out: Path, as_json: bool, **options: Any) -> None:
    """Write a verdict with its reason for each refund in OURS, by what WITNESS says, to OUT.

    Nothing is written unless both files are sound: a wrong cell is named with its line.
    """
    from amends.reconcile import Asked

    state: Path | None = options["state"]
    for path, option in ((out, "--out"), (options["unmatched"], "--unmatched"), (state, "--state")):
        if path is not None:
            others = (ours, witness, state if path is not state else None)
            _check_other(path, option, *(file for file in others if file is not None and file.exists()))
            if path is not state:
                check_ending(path, option)
    _check_two(out, "--unmatched", options["unmatched"])
    _check_two(out, "--state", state)
    asked = Asked(
        hear_as_of(options["as_of"]),
        home.policy(),
        hear_range("--complete", options["complete_from"], options["complete_to"]),
        options["witness_name"],
    )
    with stopped_like_ctrl_c(), tempfile.TemporaryDirectory(prefix=".amends-", dir=folder_of(out)) as scratch:
        if state is not None and state.exists():
            summary = update(asked, Path(scratch), state, ours, witness, out, options)
        else:
            summary = _run(home, asked, Path(scratch), *_both(ours, witness), out, options)
    if as_json:
        say_json(summary)
    else:
        _say(summary)


def _check_other(path: Path, option: str, *read: Path) -> None:
    if path.exists() and any(path.samefile(other) for other in read):
        raise Refused(Problem(option, "is a file that is read", "Choose another name", value=str(path)))


def _check_two(out: Path, option: str, other: Path | None) -> None:
    if other is not None and other.resolve() == out.resolve():
        raise Refused(Problem(option, "is the file that --out names", "Choose another name", value=str(other)))


def _both(ours: Path | None, witness: Path | None) -> tuple[Path, Path]:
    if ours is None or witness is None:
        missing = "--witness" if ours else "--ours"
        step = "Name the file; only a --state that exists needs no more than what is new"
        raise Refused(Problem(missing, "is missing", step))
    return ours, witness


def _run(
    home: Home, asked: "Asked", scratch: Path, ours: Path, witness: Path, out: Path, options: dict[str, Any]
) -> dict[str, Any]:
    """All of both files."""
    from amends.reconcile import STEPS, reconcile

    work = _work(options, asked, ours, witness)
    if work is not None:
        asked = replace(asked, as_of=work.as_of)
    with ExitStack() as stack:
        database = work.database if work else None
        connection = stack.enter_context(connect_here(scratch, options["memory_limit"], database))
        stack.enter_context(ends_in_words())
        tell = stack.enter_context(steps(("reading the files", *STEPS, "writing")))
        tell("reading the files")
        folder = work.folder.resolve() if work else scratch
        sheets, engine = _open(stack, home, connection, folder, ours, witness, options)
        theirs = sheets[1]
        found = reconcile(engine, asked, (theirs.first, theirs.last), told_once=theirs.told_once, tell=tell)
        tell("writing")
        state = NewState(options["state"], asked, theirs.told_once) if options["state"] else None
        write_found(connection, engine, found, out, options["unmatched"], state)
        counts = engine.rows(found.counts)
        summary = _summary(sheets, counts, found.unexplained_count, options["engine"])
        if work is not None:
            summary["work"] = {"begun": work.begun, "steps_kept": engine.kept}
    if work is not None:
        work.clear()
    return summary


def _work(options: dict[str, Any], asked: "Asked", ours: Path, witness: Path) -> "Work | None":
    from amends.engines.work import open_work
    from amends.reconcile.again import rules_of

    if options["work"] is None:
        return None
    if options["engine"] != "duckdb":
        step = "Leave --engine out, or --work"
        raise Refused(Problem("--work", "is kept by DuckDB alone", step, value=options["engine"]))
    told = {name: options[name] for name in ("as_of", "columns", "states")}
    told |= {"rules": rules_of(asked), "complete": asked.complete}
    return open_work(options["work"], (ours, witness), told, asked.as_of)


def _open(
    stack: ExitStack, home: Home, connection: Any, folder: Path, ours: Path, witness: Path, options: dict[str, Any]
) -> tuple[tuple[Any, Any], Any]:
    """Both files as checked, and the engine with their rows."""
    from amends.engines import open_engine

    if options["work"] is not None:
        from amends.engines.resuming import Resuming, read_once

        files = ours.resolve(), witness.resolve()
        return read_once(connection, lambda: read_files(connection, folder, *files, options)), Resuming(connection)
    sheets = read_files(connection, folder, ours, witness, options)
    engine = open_engine(options["engine"], folder, connection, home.database_url)
    if options["engine"] != "duckdb":
        stack.callback(engine.close)
        for sheet in sheets:
            engine.take(sheet.name, sheet.columns, sheet.batches(connection))
    return sheets, engine


def _summary(sheets: tuple[Any, Any], counts: list[dict[str, Any]], unmatched: int, engine: str) -> dict[str, Any]:
    return {
        "ours": sheets[0].rows_count,
        "witness": sheets[1].rows_count,
        "counts": in_order((row["verdict"], row["reason"], row["how"], int(row["rows_count"])) for row in counts),
        "witness_unmatched": unmatched,
        "engine": engine,
    }


def _say(summary: dict[str, Any]) -> None:
    from amends.facts import Verdict
    from amends.facts.opinions import VERDICT_WORDS

    for line in _about_the_run(summary):
        click.echo(line)
    click.echo(f"{counted(summary['ours'], 'refund')} of ours, {counted(summary['witness'], 'row')} of the witness")
    for row in summary["counts"]:
        words = VERDICT_WORDS[Verdict(row["verdict"])]
        click.echo(f"{row['rows']:>12,}  {words}: {row['reason'].replace('_', ' ')} ({row['how']})")
    click.echo(f"{summary['witness_unmatched']:>12,}  rows of the witness that nothing of ours explains")


def _about_the_run(summary: dict[str, Any]) -> Iterator[str]:
    if new := summary.get("new"):
        ours, theirs = counted(new["ours"], "refund"), counted(new["witness"], "row")
        yield f"New: {ours} of ours and {theirs} of the witness; {new['repeated']:,} known already"
        yield f"Asked again of {summary['asked_again']:,}; {counted(summary['changed'], 'answer')} changed"
    work = summary.get("work", {"begun": "now"})
    if work["begun"] == "before":
        yield f"Went on where it was stopped: {counted(work['steps_kept'], 'finished step')} kept"
    elif work["begun"] == "anew":
        yield "What --work held was of other files or another question: begun anew"
