"""New rows against what is kept: whom they touch, what the passes say of those alone, and what has changed by it.

What stands apart from every new row, in no pass could meet one: its answer stays, but for what time changes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.facts import Moment
from amends.reconcile import Asked, reconcile
from amends.reconcile.again import ask_again, flipped, is_open, shown
from amends.reconcile.codes import words
from amends.reconcile.connected import Group, connected
from amends.reconcile.keys import OurRow, TheirRow, record_key

from .columns import OURS, WITNESS
from .sqlite import SQLite
from .state import State

Answer = tuple[int | None, int, int | None, str | None]  # the record's number, the code, when to look again, differs
OutRow = tuple[Any, ...]  # in the order of `amends.reconcile.OUT_COLUMNS`


@dataclass(frozen=True, slots=True)
class Updated:
    """How many rows are new, of how many of ours it was asked again, and the rows of the answers that changed."""

    ours: int
    theirs: int
    asked_again: int
    changed: list[OutRow]


def update_state(state: State, asked: Asked, ours: Sequence[OurRow], theirs: Sequence[TheirRow]) -> Updated:
    """Ask again of everybody whom these rows touch, or the time that has passed, and record it; not committed yet."""
    values = asked.values()
    group = Group()
    keys = [(key, mine.n * 2) for mine in ours for key in group.add_ours(mine)]
    keys += [(key, row.n * 2 + 1) for row in theirs for key in group.add_theirs(row)]
    connected(group, _due(state, values), state)
    answers, unexplained = ask(group, asked)
    before = state.answers(list(group.ours))
    _record_rows(state, group, theirs, unexplained, values["as_of_us"])
    _record_keys(state, group, theirs, keys)
    _record_answers(state, group, answers, before, values["as_of_us"])
    state.record_meta(values=values)
    changed = [n for n in group.ours if _seen(answers[n], values) != _seen(before.get(n), values)]
    names = {n: row.record_id for n, row in group.theirs.items()}
    said = told({n: (group.ours[n].refund_id, answers[n]) for n in changed}, names, values)
    return Updated(len(ours), len(theirs), len(group.ours), said)


def ask(group: Group, asked: Asked) -> tuple[dict[int, Answer], set[int]]:
    """What the passes say of these rows: the answer on each of ours, and theirs that nothing explains."""
    engine = SQLite(Path(":memory:"))
    try:
        engine.lay("all_ours", OURS, list(group.ours.values()))
        engine.lay("all_witness", WITNESS, list(group.theirs.values()))
        times = [row.occurred_at_us for row in group.theirs.values()] or [int(asked.as_of)]
        once = len({row.refund_ref for row in group.theirs.values()}) == len(group.theirs)
        found = reconcile(engine, asked, (Moment(min(times)), Moment(max(times))), told_once=once)
        answers = {n: answer for n, *answer in (tuple(row.values()) for row in engine.rows(found.answers))}
        unexplained = {int(row["n"]) for row in engine.rows(found.unexplained_numbers)}
    finally:
        engine.close()
    return {n: (wit_n, code, look, differs) for n, (wit_n, code, look, differs) in answers.items()}, unexplained


def told(answers: dict[int, tuple[str, Answer]], record_ids: dict[int, str], values: dict[str, int]) -> list[OutRow]:
    """Rows of OUT for these answers, each with the id of its refund."""
    says = {code: cells for code, *cells in words()}
    rows = []
    for refund_id, (wit_n, code, look, differs) in answers.values():
        verdict, reason, how = says[code]
        record_id = None if wit_n is None else record_ids[wit_n]
        rows.append((refund_id, verdict, reason, record_id, how, differs, shown(code, look, values)))
    return rows


def _due(state: State, values: dict[str, int]) -> set[int]:
    """Rows of whom the passed time, or a witness that is complete for longer, may change something."""
    as_of, read = values["as_of_us"], state.connection.execute
    rows = {n * 2 for (n,) in read("SELECT n FROM ours WHERE ask_again_us <= ?", (as_of,))}
    rows |= {n * 2 + 1 for (n,) in read("SELECT n FROM witness WHERE ask_again_us <= ?", (as_of,))}
    for stretch in flipped(state.meta()["values"], values):
        found = read("SELECT n FROM ours WHERE is_open = 1 AND requested_at_us BETWEEN ? AND ?", stretch)
        rows |= {n * 2 for (n,) in found}
    return rows


def _seen(answer: Answer | None, values: dict[str, int]) -> Answer | None:
    if answer is None:
        return None
    wit_n, code, look, differs = answer
    return wit_n, code, shown(code, look, values), differs


def _record_rows(
    state: State,
    group: Group,
    theirs: Sequence[TheirRow],
    unexplained: set[int],
    as_of: int,
) -> None:
    write = state.connection.executemany
    old = group.theirs.keys() - {row.n for row in theirs}
    before = state.unexplained(old)
    write("UPDATE witness SET is_unexplained = 1 WHERE n = ?", [(n,) for n in sorted(unexplained & old - before)])
    write("UPDATE witness SET is_unexplained = 0 WHERE n = ?", [(n,) for n in sorted(before - unexplained)])
    state.connection.execute("UPDATE witness SET ask_again_us = NULL WHERE ask_again_us <= ?", (as_of,))
    future = ((row, row.occurred_at_us if row.occurred_at_us > as_of else None) for row in theirs)
    marks = ", ".join("?" * (len(TheirRow._fields) + 2))
    write(f"INSERT INTO witness VALUES ({marks})", [(*row, int(row.n in unexplained), at) for row, at in future])


def _record_keys(state: State, group: Group, theirs: Sequence[TheirRow], keys: list[tuple[int, int]]) -> None:
    """Of the new rows, besides what each has by itself: the name of the record, and what its refund's rows mix."""
    for row in theirs:
        more = (record_key(row.record_id), *group.mixed_keys(row.refund_ref))
        keys.extend((key, row.n * 2 + 1) for key in more)
    state.connection.executemany("INSERT INTO later_keys VALUES (?, ?)", keys)


def _record_answers(
    state: State, group: Group, answers: dict[int, Answer], before: dict[int, tuple[Any, ...]], as_of: int
) -> None:
    counts: Counter[int] = Counter()
    new, other = [], []
    for n, (wit_n, code, look, differs) in answers.items():
        row = group.ours[n]
        cells = (wit_n, code, look, differs, ask_again(code, look, row.requested_at_us, as_of), is_open(code))
        if n not in before:
            new.append((*row, *cells))
            counts[code] += 1
        else:
            other.append((*cells, n))
            counts[before[n][1]] -= 1
            counts[code] += 1
    write = state.connection.executemany
    write(f"INSERT INTO ours VALUES ({', '.join('?' * (len(OurRow._fields) + 6))})", new)
    write(
        "UPDATE ours SET wit_n = ?1, code = ?2, look_again_us = ?3, differs = ?4, ask_again_us = ?5, is_open = ?6 "
        "WHERE n = ?7 AND (wit_n, code, look_again_us, differs, ask_again_us) IS NOT (?1, ?2, ?3, ?4, ?5)",
        other,
    )
    moved = [(code, count) for code, count in counts.items() if count]
    write(
        "INSERT INTO counts VALUES (?, ?) ON CONFLICT DO UPDATE SET rows_count = rows_count + excluded.rows_count",
        moved,
    )
    state.connection.execute("DELETE FROM counts WHERE rows_count = 0")
