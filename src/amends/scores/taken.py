"""A contact that one of us took, and what he inherited with it: what fair scores are made from, one row a contact."""

from dataclasses import dataclass
from typing import Final

from amends.facts import Moment

OWN: Final = "authored by the one who took the contact"
LATER: Final = "known only after it was picked up"
ENDED_FOR_ABUSE: Final = "ended for abuse"
APPEALED: Final = "left out on appeal"
SHARED: Final = "taken by several, or under a name that several share"


@dataclass(frozen=True, slots=True)
class Vouched:
    """One value of the arrival state: what it says, who says so (a root, a source or a person), and since when."""

    field: str
    value: float
    authored_by: str
    known_at: Moment


@dataclass(frozen=True, slots=True)
class Unvouched:
    """A value that was not taken, and `why`: OWN or LATER. Shown to who took the contact, so that he sees what would
    have to be vouched for by somebody else.
    """

    told: Vouched
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`contact` is the entry id of the contact, `case` that of the first of its case, `seq` counts in the case from 1.
    `agent` is the user behind the source's name; empty where several took it and none is the one who was asked about.
    `answer` is 1 negative, 0 positive, None no answer. `returned` says that he was in contact again within the window,
    None while it is too early to say. `left_out` says why it counts for nobody (ENDED_FOR_ABUSE, APPEALED, SHARED); it
    stays in its case for those who came after.
    """

    contact: str
    case: str
    seq: int
    agent: str
    started_at: Moment
    reason: str
    product: str
    channel: str
    tier: str
    at_random: bool
    invited_by: str  # system | agent | empty: nobody was asked
    answer: int | None
    returned: bool | None
    inherited: tuple[Vouched, ...] = ()
    refused: tuple[Unvouched, ...] = ()
    left_out: str = ""
