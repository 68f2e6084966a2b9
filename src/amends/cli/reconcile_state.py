"""amends reconcile --state: new rows against what an earlier run kept."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amends.facts import Problem, Refused

from .reconcile_files import (
    NewState,
    connect_here,
    ends_in_words,
    is_csv,
    part_of,
    read_ours,
    read_theirs,
    room_for_state,
    steps,
    write_found,
)

if TYPE_CHECKING:
    from amends.engines.state import State
    from amends.reconcile import Asked
    from amends.reconcile.keys import OurRow, TheirRow

_PAGE_ROWS = 100_000
_STEPS = ("reading the files", "asking again", "writing")


@dataclass(frozen=True, slots=True)
class _New:
    ours: "list[OurRow]"
    theirs: "list[TheirRow]"
    told: dict[str, int]  # for the summary


def update(
    asked: "Asked",
    scratch: Path,
    file: Path,
    ours: Path | None,
    witness: Path | None,
    out: Path,
    options: dict[str, Any],
) -> dict[str, Any]:
    """Work on what is new, or on everything again where the rules are others than they were. What is kept changes after
    OUT has its name: whoever is stopped in between runs the same again and is told the same.
    """
    from amends.engines.state import open_state
    from amends.reconcile.again import rules_of

    if options["work"] is not None:
        raise Refused(Problem("--work", "is for a run over whole files", "Leave it out: what is new takes no time"))
    with ExitStack() as stack:
        stack.enter_context(room_for_state())
        connection = stack.enter_context(connect_here(scratch, options["memory_limit"]))
        stack.enter_context(ends_in_words())
        tell = stack.enter_context(steps(_STEPS))
        tell(_STEPS[0])
        state = open_state(file)
        stack.callback(state.close)
        new = _read(connection, scratch, ours, witness, options, state)
        meta = state.meta()
        tell(_STEPS[1])
        if meta["rules"] != rules_of(asked) or asked.as_of < meta["values"]["as_of_us"]:
            return _anew(connection, state, new, NewState(file, asked, False), out, options["unmatched"])
        summary = _touched(connection, state, new, asked, out, options)
        state.connection.execute("COMMIT")
    return summary


def in_order(rows: Iterable[tuple[str, str, str, int]]) -> list[dict[str, Any]]:
    """Verdict, reason, how and how many rows, the most first."""
    ordered = sorted(rows, key=lambda row: (-row[3], *row[:3]))
    return [{"verdict": v, "reason": r, "how": h, "rows": n} for v, r, h, n in ordered]


def _read(
    connection: Any,
    scratch: Path,
    ours: Path | None,
    witness: Path | None,
    options: dict[str, Any],
    state: "State",
) -> _New:
    from amends.engines.new_rows import new_of_ours, new_of_theirs
    from amends.reconcile.keys import OurRow, TheirRow

    mine, theirs, read = [], [], 0
    if ours is not None:
        sheet = read_ours(connection, scratch, ours, options)
        heard = list(map(OurRow._make, sheet.rows(connection)))
        mine, read = new_of_ours(heard, state, ours.name), len(heard)
    if witness is not None:
        sheet = read_theirs(connection, scratch, witness, options)
        told = list(map(TheirRow._make, sheet.rows(connection)))
        theirs, read = new_of_theirs(told, state, witness.name), read + len(told)
    repeated = read - len(mine) - len(theirs)
    return _New(mine, theirs, {"ours": len(mine), "witness": len(theirs), "repeated": repeated})


def _touched(
    connection: Any, state: "State", new: _New, asked: "Asked", out: Path, options: dict[str, Any]
) -> dict[str, Any]:
    from amends.engines.columns import WITNESS
    from amends.engines.state_update import update_state
    from amends.engines.writing import write_answers
    from amends.reconcile import OUT_COLUMNS

    updated = update_state(state, asked, new.ours, new.theirs)
    pages = _all_pages(state, asked) if options["tell_all"] else iter([updated.changed])
    with ExitStack() as stack:
        part, moments = part_of(stack, out), {"look_again_us": "look_again"}
        write_answers(connection, pages, OUT_COLUMNS, part, as_csv=is_csv(out), moments=moments)
        if (unmatched := options["unmatched"]) is not None:
            columns = {name: kind for name, kind in WITNESS.items() if name != "n"}
            told = state.unexplained_pages(tuple(columns), _PAGE_ROWS)
            write_answers(connection, told, columns, part_of(stack, unmatched), as_csv=is_csv(unmatched))
    return {
        "ours": state.next_number("ours"),
        "witness": state.next_number("witness"),
        "counts": _counts(state),
        "witness_unmatched": state.count("SELECT count(*) FROM witness WHERE is_unexplained = 1"),
        "engine": "sqlite",
        "new": new.told,
        "asked_again": updated.asked_again,
        "changed": len(updated.changed),
    }


def _counts(state: "State") -> list[dict[str, Any]]:
    from amends.reconcile.codes import words

    says = {code: cells for code, *cells in words()}
    counts = state.connection.execute("SELECT code, rows_count FROM counts").fetchall()
    return in_order((*says[code], count) for code, count in counts)


def _all_pages(state: "State", asked: "Asked") -> Iterator[list[tuple[Any, ...]]]:
    from amends.engines.state_update import told

    values = asked.values()
    for start in range(0, state.next_number("ours"), _PAGE_ROWS):
        numbers = range(start, start + _PAGE_ROWS)
        answers = state.answers(numbers)
        ids = {row.n: row.refund_id for row in state.ours(numbers)}
        records = state.record_ids({answer[0] for answer in answers.values() if answer[0] is not None})
        yield told({n: (ids[n], answer) for n, answer in answers.items()}, records, values)


def _anew(
    connection: Any, state: "State", new: _New, kept: NewState, out: Path, unmatched: Path | None
) -> dict[str, Any]:
    from amends.engines.duckdb import DuckDB
    from amends.engines.state_anew import lay_again
    from amends.reconcile import reconcile

    for name in ("all_ours", "all_witness"):
        connection.execute(f"DROP VIEW IF EXISTS {name}")
    engine = DuckDB(connection)
    seen, told_once = lay_again(engine, state, new.ours, new.theirs)
    found = reconcile(engine, kept.asked, seen, told_once=told_once)
    write_found(connection, engine, found, out, unmatched, NewState(kept.file, kept.asked, told_once))
    counts = engine.rows(found.counts)
    ours = engine.count("all_ours")
    return {
        "ours": ours,
        "witness": engine.count("all_witness"),
        "counts": in_order((row["verdict"], row["reason"], row["how"], int(row["rows_count"])) for row in counts),
        "witness_unmatched": found.unexplained_count,
        "engine": "duckdb",
        "new": new.told,
        "asked_again": ours,
        "changed": ours,
    }
