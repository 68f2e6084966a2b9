"""From what was taken to the two tables of a fit: the same as would be read from their exported files."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from .arrival import FIELDS, Arrival, Unheard
from .columns import NOT_TOLD
from .contacts import AGENT, NOBODY, SYSTEM, UNANSWERED, Coded, Contacts
from .taken import OWN, Taken

_INVITED = {"": NOBODY, "system": SYSTEM, "agent": AGENT}


def tables_of(rows: Sequence[Taken]) -> tuple[Contacts, Arrival, NDArray[np.bool_]]:
    """Contacts, what was inherited with them, and which of them count for nobody. Agents go by their keys, an empty one
    is nobody's.

    Only rows of which it is known whether the customer returned; whoever calls this takes those of a closed window.
    Raises ValueError for others. A case that began in an earlier window is told without its beginning: what was left
    behind across that gap is not counted.
    """
    if any(row.returned is None for row in rows):
        raise ValueError("too early: it is not known whether the customer returned")
    contacts = Contacts(
        contact_id=np.array([row.contact for row in rows], object),
        case=_coded(row.case for row in rows),
        seq=np.array([row.seq for row in rows], np.int32),
        agent=_coded((row.agent for row in rows), nothing=""),
        started_at=np.array([row.started_at for row in rows], np.int64),
        reason=_coded(row.reason for row in rows),
        product=_coded(row.product for row in rows),
        channel=_coded(row.channel for row in rows),
        tier=_coded(row.tier for row in rows),
        at_random=np.array([row.at_random for row in rows], np.bool_),
        invited_by=np.array([_INVITED[row.invited_by] for row in rows], np.int8),
        answer=np.array([UNANSWERED if row.answer is None else row.answer for row in rows], np.int8),
        returned=np.array([bool(row.returned) for row in rows], np.bool_),
    )
    return contacts, _arrival(rows), np.array([bool(row.left_out) for row in rows], np.bool_)


def _arrival(rows: Sequence[Taken]) -> Arrival:
    """Of several values of one field the one known last counts, and of two known at once the larger."""
    values = np.full((len(rows), len(FIELDS)), np.nan)
    for number, row in enumerate(rows):
        for told in sorted(row.inherited, key=lambda value: (value.known_at, value.value)):
            if told.field in FIELDS:
                values[number, FIELDS.index(told.field)] = told.value
    own = sum(one.why == OWN for row in rows for one in row.refused)
    later = sum(one.why != OWN for row in rows for one in row.refused)
    return Arrival(FIELDS, values, Unheard(own=own, later=later))


def _coded(words: Iterable[str], nothing: str = NOT_TOLD) -> Coded:
    """Numbered in the order of the words, so that the order of the rows changes nothing."""
    told = [word or nothing for word in words]
    names = sorted(set(told))
    place = {name: number for number, name in enumerate(names)}
    return Coded(np.array([place[word] for word in told], np.int32), tuple(names))
