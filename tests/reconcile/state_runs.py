"""Cases that arrive in parts: what is kept after the last one, beside a run over all of it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from amends.engines.columns import OURS, WITNESS
from amends.engines.sqlite import SQLite
from amends.engines.state import State, open_state
from amends.engines.state_begin import begin_state
from amends.engines.state_update import told, update_state
from amends.facts import Moment
from amends.facts.moments import DAY_US
from amends.reconcile import Asked, reconcile
from amends.reconcile.keys import OurRow, TheirRow
from refund_tables import BEGIN, Case, any_case, with_copies

Answer = tuple[list[tuple[Any, ...]], list[str], dict[str, int]]


@dataclass(frozen=True)
class Part:
    """Rows that arrive together, and what is asked then."""

    ours: list[OurRow]
    theirs: list[TheirRow]
    asked: Asked


def rows_of(case: Case) -> tuple[list[OurRow], list[TheirRow]]:
    """As the files are read: a refund of theirs without a name has the record's."""
    ours = [OurRow(n=n, **row) for n, row in enumerate(case.ours)]
    theirs = []
    for n, row in enumerate(case.witness):
        named = row | {"refund_ref": row["refund_ref"] or row["record_id"], "livemode": int(row["livemode"])}
        theirs.append(TheirRow(n=n, **named))
    return ours, theirs


def wholly(ours: list[OurRow], theirs: list[TheirRow], asked: Asked, file: Path | None = None) -> Answer:
    """One run over all rows. With `file`, its state is kept there."""
    with tempfile.TemporaryDirectory() as scratch:
        engine = SQLite(Path(scratch) / "whole.sqlite")
        engine.lay("all_ours", OURS, ours)
        engine.lay("all_witness", WITNESS, theirs)
        times = [row.occurred_at_us for row in theirs] or [0]
        once = len({row.refund_ref for row in theirs}) == len(theirs)
        found = reconcile(engine, asked, (Moment(min(times)), Moment(max(times))), told_once=once)
        verdicts = sorted((tuple(row.values()) for row in engine.rows(found.verdicts)), key=str)
        unexplained = sorted(row["record_id"] for row in engine.rows(found.unexplained))
        counts = {f"{r['verdict']} {r['reason']} {r['how']}": r["rows_count"] for r in engine.rows(found.counts)}
        if file is not None:
            begin_state(file, engine, found, asked, told_once=once)
        engine.close()
    return verdicts, unexplained, counts


def kept(state: State, asked: Asked) -> Answer:
    """All that stands in the state, as a run at this time would tell it."""
    from amends.reconcile.codes import words

    says = {code: " ".join(cells) for code, *cells in words()}
    read = state.connection.execute
    ids = dict(read("SELECT n, refund_id FROM ours").fetchall())
    answers = state.answers(list(ids))
    records = dict(read("SELECT n, record_id FROM witness").fetchall())
    rows = told({n: (ids[n], answer) for n, answer in answers.items()}, records, asked.values())
    unexplained = [name for (name,) in read("SELECT record_id FROM witness WHERE is_unexplained = 1")]
    counts = {says[code]: count for code, count in read("SELECT code, rows_count FROM counts")}
    return sorted(rows, key=str), sorted(unexplained), counts


def in_parts(parts: list[Part]) -> Answer:
    """The first part begins a state, the others are put to it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state"
        wholly(parts[0].ours, parts[0].theirs, parts[0].asked, file)
        for part in parts[1:]:
            state = open_state(file)
            ours, theirs = state.next_number("ours"), state.next_number("witness")
            numbered = [row._replace(n=ours + place) for place, row in enumerate(part.ours)]
            further = [row._replace(n=theirs + place) for place, row in enumerate(part.theirs)]
            update_state(state, part.asked, numbered, further)
            state.connection.execute("COMMIT")
            state.close()
        state = open_state(file)
        answer = kept(state, parts[-1].asked)
        state.close()
    return answer


def any_parts(seed: int, cases: int = 4) -> list[Part]:
    """Rows in which everything meets everything, some cases of it, in two to four parts of any order; time goes on and
    the witness is complete for another stretch each time.
    """
    chance = Random(seed)
    made = [any_case(seed * 31 + number) for number in range(cases)]
    if chance.random() < 0.5:
        made = [with_copies(case, seed * 31 + number) for number, case in enumerate(made)]
    ours = [row for case in made for row in rows_of(case)[0]]
    theirs = [row for case in made for row in rows_of(case)[1]]
    count = chance.choice((2, 2, 3, 4))
    times = sorted(BEGIN + int(chance.uniform(-1, 45) * DAY_US) for _ in range(count))
    split = [[chance.randrange(count) for _ in rows] for rows in (ours, theirs)]
    parts = []
    for part in range(count):
        mine = [row for row, to in zip(ours, split[0], strict=True) if to == part]
        others = [row for row, to in zip(theirs, split[1], strict=True) if to == part]
        complete = (Moment(BEGIN - chance.choice((3, -1)) * DAY_US), Moment(BEGIN + chance.randrange(1, 40) * DAY_US))
        asked = Asked(Moment(times[part]), made[0].asked.policy, chance.choice((None, complete, complete)))
        parts.append(Part(_numbered(mine, chance), _numbered(others, chance), asked))
    return parts


def _numbered(rows: list[Any], chance: Random) -> list[Any]:
    chance.shuffle(rows)
    return [row._replace(n=place) for place, row in enumerate(rows)]


def all_at_once(parts: list[Part]) -> Answer:
    """The same rows in one run, asked what the last part asks."""
    ours = [row for part in parts for row in part.ours]
    theirs = [row for part in parts for row in part.theirs]
    return wholly(
        [row._replace(n=n) for n, row in enumerate(ours)],
        [row._replace(n=n) for n, row in enumerate(theirs)],
        parts[-1].asked,
    )
