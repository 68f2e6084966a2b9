"""What one row tells, before it is known who told it."""

from typing import NamedTuple

from amends.facts import Moment, iso
from amends.facts.kinds import What


class Told(NamedTuple):
    """`source_id` names the row by the teller's own id, its state and its time: told again it is a duplicate, told with
    another amount it is a conflict, and another state or time is history.
    """

    source_id: str
    occurred: Moment
    what: What
    root: str = ""  # where it is another than that of the file: that we asked is our word, the answer is not
    also: tuple["Told", ...] = ()  # what the same row tells besides


def history_id(kind: str, own_id: str, state: str, at: Moment) -> str:
    """`refund:R-2291:accepted:2026-05-03T14:20:00Z`"""
    return f"{kind}:{own_id}:{state}:{iso(at)}"
