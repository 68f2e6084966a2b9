"""What is owed on a matter, and what proves that it was made good."""

from dataclasses import dataclass
from enum import StrEnum

from .moments import Moment
from .money import Money


class OwedState(StrEnum):
    """Where making it good stands. Only `made_good` and `nothing_owed` can be closed."""

    NOTHING_OWED = "nothing_owed"  # as far as the witnesses tell
    OWED = "owed"  # and nobody has asked finance yet
    REQUESTED = "requested"  # finance was asked
    UNDER_WAY = "under_way"  # a witness saw the new refund, its window has not passed
    MADE_GOOD = "made_good"  # a witness saw it settled and its window has passed


@dataclass(frozen=True, slots=True)
class Owed:
    """`proof` are the entry ids of witnesses that saw it arrive; empty unless made good."""

    matter: str
    state: OwedState
    money: Money | None = None
    proof: tuple[str, ...] = ()
    sentence: str = ""
    look_again: Moment | None = None
    closed_by: str | None = None  # entry id of the closing
