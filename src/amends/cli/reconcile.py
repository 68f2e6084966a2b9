"""amends reconcile: every refund of ours against a witness's file, at once."""

import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Problem, Refused

from .common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json
from .out_files import check_ending, whole_or_nothing

if TYPE_CHECKING:
    from amends.engines import Sheet
    from amends.reconcile import Asked, Engine, Found

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("reconcile", short_help="Check every refund of ours against a witness's file.")
@click.option("--ours", required=True, type=_FILE, help="Our refunds: Parquet or CSV.")
@click.option("--witness", required=True, type=_FILE, help="The witness's refunds: Parquet or CSV.")
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
@json_option
@pass_home
def command(home: Home, /, ours: Path, witness: Path, out: Path, as_json: bool, **options: Any) -> None:
    """Write a verdict with its reason for each refund in OURS, by what WITNESS says, to OUT.

    Nothing is written unless both files are sound: a wrong cell is named with its line.
    """
    from amends.reconcile import Asked

    for path, option in ((out, "--out"), (options["unmatched"], "--unmatched")):
        if path is not None:
            check_ending(path, option)
            _check_other(path, option, ours, witness)
    asked = Asked(hear_as_of(options["as_of"]), home.policy(), _range(options), options["witness_name"])
    with _stopped_like_ctrl_c(), tempfile.TemporaryDirectory(prefix=".amends-", dir=_folder(out)) as scratch:
        summary = _run(home, asked, Path(scratch), ours, witness, out, options)
    if as_json:
        say_json(summary)
    else:
        _say(summary)


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    """A process that is told to end (SIGTERM) tidies up as after Ctrl-C: the scratch may be as large as the files."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _folder(out: Path) -> Path:
    if not out.parent.is_dir():
        raise Refused(
            Problem("--out", "is in a folder that does not exist", "Make the folder first", value=str(out.parent))
        )
    return out.parent


def _check_other(path: Path, option: str, *read: Path) -> None:
    if path.exists() and any(path.samefile(other) for other in read):
        raise Refused(Problem(option, "is a file that is read", "Choose another name", value=str(path)))


def _range(options: dict[str, Any]) -> tuple[Moment, Moment] | None:
    told = options["complete_from"], options["complete_to"]
    if told == (None, None):
        return None
    if None in told:
        raise Refused(Problem("--complete-from and --complete-to", "belong together", "Name both, or neither"))
    since, until = hear_as_of(told[0], "--complete-from"), hear_as_of(told[1], "--complete-to")
    if since >= until:
        raise Refused(Problem("--complete-to", "is not after --complete-from", "Check the two", value=told[1]))
    return since, until


def _run(
    home: Home, asked: "Asked", scratch: Path, ours: Path, witness: Path, out: Path, options: dict[str, Any]
) -> dict[str, Any]:
    from amends.engines import open_engine
    from amends.reconcile import STEPS, reconcile

    with ExitStack() as stack:
        connection = stack.enter_context(_connect(scratch, options["memory_limit"]))
        stack.enter_context(_ends_in_words())
        tell = stack.enter_context(_steps(("reading the files", *STEPS, "writing")))
        tell("reading the files")
        sheets = _read(connection, scratch, ours, witness, options)
        engine = open_engine(options["engine"], scratch, connection, home.database_url)
        if options["engine"] != "duckdb":
            stack.callback(engine.close)
            for sheet in sheets:
                engine.take(sheet.name, sheet.columns, sheet.batches(connection))
        theirs = sheets[1]
        found = reconcile(engine, asked, (theirs.first, theirs.last), told_once=theirs.told_once, tell=tell)
        tell("writing")
        _write(connection, engine, found, theirs, out, options["unmatched"])
        counts = engine.rows(found.counts)
    return _summary(sheets, counts, found.unexplained_count, options["engine"])


@contextmanager
def _steps(names: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """Shows which step runs, where somebody looks; loads nothing where nobody does."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    with progress() as bar:
        task = bar.add_task("reconcile", total=len(names))
        yield lambda step: bar.update(task, completed=names.index(step), description=step)


def _write(
    connection: Any, engine: "Engine", found: "Found", theirs: "Sheet", out: Path, unmatched: Path | None
) -> None:
    """Both files, or neither."""
    from amends.engines.writing import write_rows
    from amends.reconcile import OUT_COLUMNS

    moments = {"look_again_us": "look_again"}
    with ExitStack() as stack:
        parts = {path: _part(stack, path) for path in (out, unmatched) if path is not None}
        write_rows(connection, engine, found.verdicts, OUT_COLUMNS, parts[out], as_csv=_is_csv(out), moments=moments)
        if unmatched is not None:
            columns = {name: kind for name, kind in theirs.columns.items() if name != "n"}
            write_rows(connection, engine, found.unexplained, columns, parts[unmatched], as_csv=_is_csv(unmatched))


def _part(stack: ExitStack, out: Path) -> Path:
    return Path(stack.enter_context(whole_or_nothing(out)).name)


def _is_csv(out: Path) -> bool:
    return out.suffix.lower() == ".csv"


@contextmanager
def _ends_in_words() -> Iterator[None]:
    """What ends DuckDB before its time: too little memory, or Ctrl-C, which it tells as a fault of the query."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        step = "Allow more; without --memory-limit it takes up to four fifths of the machine's"
        raise Refused(Problem("--memory-limit", "is too little memory for these files", step)) from None
    except RuntimeError as error:
        if "interrupted" not in str(error):
            raise
        raise KeyboardInterrupt from None


def _connect(scratch: Path, memory_limit: str | None) -> Any:
    import duckdb

    from amends.engines.duckdb import connect

    try:
        return connect(scratch, memory_limit)
    except duckdb.Error:
        problem = Problem("--memory-limit", "is no size", "Write for example 2GB", value=memory_limit)
        raise Refused(problem) from None


def _read(
    connection: Any, scratch: Path, ours: Path, witness: Path, options: dict[str, Any]
) -> tuple["Sheet", "Sheet"]:
    from amends.engines.columns import OURS, WITNESS
    from amends.engines.reading import read_sheet, states_of

    states = states_of(options["states"])
    names = {"ours": _renamed(options["columns"], "ours", set(OURS)), "witness": {}}
    names["witness"] = _renamed(options["columns"], "witness", set(WITNESS))
    _check_known(options["columns"], set(OURS) | set(WITNESS))
    mine = read_sheet(connection, ours, "all_ours", OURS, folder=scratch, renamed=names["ours"])
    theirs = read_sheet(
        connection, witness, "all_witness", WITNESS, folder=scratch, renamed=names["witness"], states=states
    )
    return mine, theirs


def _renamed(told: Iterable[str], side: str, known: set[str]) -> dict[str, str]:
    """`name=Column` for both files, `ours.name=Column` or `witness.name=Column` for one."""
    renamed = {}
    for pair in told:
        name, _, column = pair.partition("=")
        where, dot, bare = name.rpartition(".")
        if bare in known and (not dot or where == side):
            renamed[bare] = column
    return renamed


def _check_known(told: Iterable[str], known: set[str]) -> None:
    for pair in told:
        name, _, column = pair.partition("=")
        side, dot, bare = name.rpartition(".")
        if bare not in known - {"n"} or not column or (dot and side not in ("ours", "witness")):
            step = f"Write name=Column, with one of {', '.join(sorted(known - {'n'}))}"
            raise Refused(Problem("--map", "names no column that is known here", step, value=pair))


def _summary(
    sheets: tuple["Sheet", "Sheet"], counts: list[dict[str, Any]], unmatched: int, engine: str
) -> dict[str, Any]:
    rows = [(row["verdict"], row["reason"], row["how"], int(row["rows_count"])) for row in counts]
    rows.sort(key=lambda row: (-row[3], *row[:3]))
    return {
        "ours": sheets[0].rows_count,
        "witness": sheets[1].rows_count,
        "counts": [{"verdict": v, "reason": r, "how": h, "rows": n} for v, r, h, n in rows],
        "witness_unmatched": unmatched,
        "engine": engine,
    }


def _say(summary: dict[str, Any]) -> None:
    from amends.facts import Verdict
    from amends.facts.opinions import VERDICT_WORDS

    click.echo(f"{counted(summary['ours'], 'refund')} of ours, {counted(summary['witness'], 'row')} of the witness")
    for row in summary["counts"]:
        words = VERDICT_WORDS[Verdict(row["verdict"])]
        click.echo(f"{row['rows']:>12,}  {words}: {row['reason'].replace('_', ' ')} ({row['how']})")
    click.echo(f"{summary['witness_unmatched']:>12,}  rows of the witness that nothing of ours explains")
