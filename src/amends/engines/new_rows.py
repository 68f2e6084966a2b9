"""New rows beside those that are kept: what is new, what is a repetition, and what contradicts."""

from collections.abc import Sequence
from typing import Any, NoReturn

from amends.facts import Problem, Refused
from amends.reconcile.keys import OurRow, TheirRow, name_key, record_key

from .state import State


def new_of_ours(rows: Sequence[OurRow], state: State, where: str) -> list[OurRow]:
    """Those that are not kept yet, numbered on. Raises Refused for one that is kept with other cells."""
    met = state.met({name_key(row.refund_id) for row in rows})
    known = {row.refund_id: row for row in state.ours([row >> 1 for row in met if not row & 1])}
    number = state.next_number("ours")
    new: list[OurRow] = []
    for row in rows:
        kept = known.get(row.refund_id)
        if kept is None:
            new.append(row._replace(n=number + len(new)))
        elif kept[1:] != row[1:]:
            _refuse(where, "refund_id", row, kept)
    return new


def new_of_theirs(rows: Sequence[TheirRow], state: State, where: str) -> list[TheirRow]:
    """Those that are not kept yet, numbered on. A known record in another state, or at another time, is a further word
    of the history of its refund; with anything else that is different, it contradicts itself: Refused.
    """
    met = state.met({record_key(row.record_id) for row in rows})
    known: dict[str, list[TheirRow]] = {}
    for row in state.theirs([row >> 1 for row in met if row & 1]):
        known.setdefault(row.record_id, []).append(row)
    number = state.next_number("witness")
    new: list[TheirRow] = []
    for row in rows:
        words = known.get(row.record_id, [])
        if any(word[1:] == row[1:] for word in words):
            continue
        for word in words:
            moved = (word.state, word.occurred_at_us) != (row.state, row.occurred_at_us)
            if word.refund_ref != row.refund_ref or not moved:
                _refuse(where, "record_id", row, word)
        new.append(row._replace(n=number + len(new)))
    return new


def _refuse(where: str, name: str, row: OurRow | TheirRow, kept: OurRow | TheirRow) -> NoReturn:
    cells: list[tuple[str, Any, Any]] = list(zip(row._fields, row, kept, strict=True))
    other = next(column for column, mine, theirs in cells[1:] if mine != theirs)
    raise Refused(
        Problem(
            where,
            f"stands in the state with another {other}",
            "See which of the two is right; to begin anew from whole files, name a new --state",
            column=name,
            value=row[1],
        )
    )
