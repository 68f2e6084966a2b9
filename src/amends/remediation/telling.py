"""Whether somebody was told that he was hit, and how often it was tried."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amends.facts import Entry, Moment
from amends.facts.kinds import PersonTold

SENT, REACHED, RETURNED, NO_ANSWER = "sent", "reached", "returned", "no_answer"
OUTCOMES = (SENT, REACHED, RETURNED, NO_ANSWER)
CHANNELS = ("letter", "mail", "phone", "chat")
_GOT_THROUGH = frozenset({SENT, REACHED})


@dataclass(frozen=True, slots=True)
class Telling:
    """`at` is since when he knows; None where he does not. `apologies` for this fault, on whatever matter of his."""

    at: Moment | None
    tries: int
    apologies: int


def telling(told: Sequence[Entry], programme: str, matter: str) -> Telling:
    """What came of it for one matter in one programme. A letter that came back told him nothing."""
    words = [(entry.occurred, entry.what) for entry in told if isinstance(entry.what, PersonTold)]
    here = [(at, what) for at, what in words if (what.programme, what.matter) == (programme, matter)]
    same_fault = (what for _, what in words if what.programme == programme or what.matter == matter)
    apologies = sum(what.apologised and what.outcome in _GOT_THROUGH for what in same_fault)
    return Telling(_since(here), len(here), apologies)


def _since(words: Iterable[tuple[Moment, PersonTold]]) -> Moment | None:
    sent: dict[str, Moment] = {}  # by channel, what has not come back
    for at, what in words:
        if what.outcome in _GOT_THROUGH:
            sent.setdefault(REACHED if what.outcome == REACHED else what.channel, at)
        elif what.outcome == RETURNED:
            sent.pop(what.channel, None)
    return min(sent.values(), default=None)
