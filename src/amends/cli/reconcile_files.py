"""The files of `amends reconcile`: read, checked, and written as a whole or not at all."""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.facts import Problem, Refused

from .common import progress
from .out_files import whole_or_nothing

if TYPE_CHECKING:
    from amends.engines import Sheet
    from amends.reconcile import Asked, Engine, Found


@dataclass(frozen=True, slots=True)
class NewState:
    """What is to be kept of a run over all rows, and where."""

    file: Path
    asked: "Asked"
    told_once: bool


@contextmanager
def steps(names: Sequence[str], what: str = "reconcile") -> Iterator[Callable[[str], None]]:
    """Shows which step runs, where somebody looks; loads nothing where nobody does."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    with progress() as bar:
        task = bar.add_task(what, total=len(names))
        yield lambda step: bar.update(task, completed=names.index(step), description=step)


@contextmanager
def ends_in_words() -> Iterator[None]:
    """What ends DuckDB before its time: too little memory, or Ctrl-C, which it tells as a fault of the query."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        step = "Allow more; without --memory-limit it takes up to four fifths of the machine's"
        raise Refused(Problem("--memory-limit", "is too little memory for these files", step)) from None
    except duckdb.IOException as error:
        if "space" not in str(error).lower():
            raise
        step = "Make room, and run it again; with --work it goes on where it was"
        raise Refused(Problem("the disk", "is full", step)) from None
    except RuntimeError as error:
        if "interrupted" not in str(error):
            raise
        raise KeyboardInterrupt from None


def connect_here(scratch: Path, memory_limit: str | None, database: Path | None = None) -> Any:
    """DuckDB, which spills into `scratch`; what it keeps stays in `database`, where one is named."""
    import duckdb

    from amends.engines.duckdb import connect

    try:
        return connect(scratch, memory_limit, database=database)
    except duckdb.IOException:
        step = "Wait until the other run ends, or name another folder"
        raise Refused(Problem("--work", "is used by another run", step)) from None
    except duckdb.Error:
        problem = Problem("--memory-limit", "is no size", "Write for example 2GB", value=memory_limit)
        raise Refused(problem) from None


def read_files(
    connection: Any, scratch: Path, ours: Path, witness: Path, options: dict[str, Any]
) -> tuple["Sheet", "Sheet"]:
    """Both, checked, as the tables `all_ours` and `all_witness`."""
    return read_ours(connection, scratch, ours, options), read_theirs(connection, scratch, witness, options)


def read_ours(connection: Any, scratch: Path, ours: Path, options: dict[str, Any]) -> "Sheet":
    """Our refunds, as the table `all_ours`."""
    from amends.engines import read_sheet
    from amends.engines.columns import OURS

    check_options(options)
    renamed = _renamed(options["columns"], "ours", set(OURS))
    return read_sheet(connection, ours, "all_ours", OURS, folder=scratch, renamed=renamed)


def read_theirs(connection: Any, scratch: Path, witness: Path, options: dict[str, Any]) -> "Sheet":
    """The witness's rows, as the table `all_witness`."""
    from amends.engines import read_sheet
    from amends.engines.columns import WITNESS

    states = check_options(options)
    renamed = _renamed(options["columns"], "witness", set(WITNESS))
    return read_sheet(connection, witness, "all_witness", WITNESS, folder=scratch, renamed=renamed, states=states)


def check_options(options: dict[str, Any]) -> dict[str, str]:
    """What `--map-state` says, after `--map` names known columns. Raises Refused."""
    from amends.engines.columns import OURS, WITNESS
    from amends.engines.reading import states_of

    states = states_of(options["states"])
    _check_known(options["columns"], set(OURS) | set(WITNESS))
    return states


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


def write_found(
    connection: Any, engine: "Engine", found: "Found", out: Path, unmatched: Path | None, state: "NewState | None"
) -> None:
    """All files, or none. The state takes its name last: what it says has been told by then."""
    from amends.engines.columns import WITNESS
    from amends.engines.state_begin import begin_state
    from amends.engines.writing import write_rows
    from amends.reconcile import OUT_COLUMNS

    moments = {"look_again_us": "look_again"}
    with ExitStack() as stack:
        if state is not None:
            stack.enter_context(room_for_state())
            begin_state(part_of(stack, state.file), engine, found, state.asked, told_once=state.told_once)
        parts = {path: part_of(stack, path) for path in (out, unmatched) if path is not None}
        write_rows(connection, engine, found.verdicts, OUT_COLUMNS, parts[out], as_csv=is_csv(out), moments=moments)
        if unmatched is not None:
            columns = {name: kind for name, kind in WITNESS.items() if name != "n"}
            write_rows(connection, engine, found.unexplained, columns, parts[unmatched], as_csv=is_csv(unmatched))


@contextmanager
def room_for_state() -> Iterator[None]:
    """A disk that is full, as SQLite tells it. What stood in the state before stands there still."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" not in str(error):
            raise
        raise Refused(
            Problem("--state", "cannot be written: the disk is full", "Make room, and run it again")
        ) from None


def part_of(stack: ExitStack, out: Path) -> Path:
    """A file beside `out` that takes its name when the stack is closed."""
    return Path(stack.enter_context(whole_or_nothing(out)).name)


def is_csv(out: Path) -> bool:
    """By its ending; otherwise it is Parquet."""
    return out.suffix.lower() == ".csv"
