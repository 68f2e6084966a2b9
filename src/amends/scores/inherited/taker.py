"""Who of us took a contact, when he had it before him, and how it came to him."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.facts import CallOutcome, Entry, Moment
from amends.facts.kinds import ContactRouted

from .answers import Asked
from .heard import Heard
from .sittings import Sitting, Sittings
from .users import Users

NOBODY: Final = ""
RANDOM: Final = "random"
_NOT_TAKEN: Final = (CallOutcome.MENU, CallOutcome.MACHINE, CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.FAILED)
_Routed = tuple[Entry, ContactRouted]


@dataclass(frozen=True, slots=True)
class Pick:
    """`agent` is empty where several took it and none of them is the one who was asked about: it is nobody's then.
    `reason`, `product` and `tier` are as routed. `picked_up` is when he had it, where the source `by` tells.
    """

    agent: str
    at: Moment
    at_random: bool = False
    reason: str = ""
    product: str = ""
    tier: str = ""
    by: str = ""
    picked_up: Moment | None = None


def routed_of(heard: Heard, sittings: Sittings) -> dict[str, list[_Routed]]:
    """By sitting, in order of happening."""
    found: dict[str, list[_Routed]] = defaultdict(list)
    for entry, what in heard.routed:
        at = entry.occurred if what.picked_up is None else max(entry.occurred, what.picked_up)
        about = sittings.about(ticket=what.ticket, call=what.call, message_id=what.message_id, at=at)
        if about:
            found[about[-1].id].append((entry, what))
    return found


def pick_of(sitting: Sitting, routed: list[_Routed], asked: Asked | None, users: Users) -> Pick | None:
    """None where nobody of us took it: an abandoned call, a message without an answer."""
    agent = _taker(sitting, routed, asked, users)
    if agent is None:
        return None
    mine = [(e, what) for e, what in routed if not what.agent or users.behind(what.agent) == agent]
    told = [(what.picked_up, entry.source.name) for entry, what in mine if what.picked_up is not None]
    picked_up, by = min(told, default=(None, ""))
    answered = sitting.contacts[0].call.answered if sitting.contacts[0].call is not None else None
    known = picked_up if picked_up is not None else answered
    # nobody picks up before the customer turned to us, whatever a clock says
    at = max(sitting.at, known) if known is not None else sitting.at
    # what it was taken for is what was said of it before he had it: a code that is set at the end is his own word
    before = [what for entry, what in mine if known is None or entry.occurred <= at]
    return Pick(
        agent=agent,
        at=at,
        at_random=bool(mine) and mine[-1][1].routing == RANDOM,
        reason=_last(what.reason for what in before),
        product=_last(what.product for what in before),
        tier=_last(what.tier for what in before),
        by=by,
        picked_up=None if picked_up is None else at,
    )


def _taker(sitting: Sitting, routed: list[_Routed], asked: Asked | None, users: Users) -> str | None:
    """The one who took it; of several the one whom the survey is bound to, else nobody. An address of ours that no user
    has for himself is no person; None is where nobody took it at all.
    """
    told = dict.fromkeys(users.behind(name) for name in sitting.names)
    took = [user for user in told if not users.shares(user)]
    call = sitting.contacts[0].call
    if not took and (call is None or call.outcome not in _NOT_TAKEN):
        # only what tells that he picked it up: to be rung is not to answer
        had = (what.agent for _, what in routed if what.agent and what.picked_up is not None)
        took = list(dict.fromkeys(users.behind(name) for name in had))
    if len(took) == 1:
        return took[0]
    bound = users.behind(asked.agent) if asked is not None and asked.agent else NOBODY
    return bound if bound in took else NOBODY if told or took else None


def _last(words: Iterable[str]) -> str:
    """The last that is one."""
    return next((word for word in reversed(tuple(words)) if word), "")
