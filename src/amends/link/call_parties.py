"""Who is at the end of each leg of a call, decided by all that was told about it.

One line tells it badly: the numbers and contexts of a channel change while it goes through the dial plan. The line with
which the leg began tells it best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from amends.facts import Entry
from amends.facts.kinds import CallTold

_RANK = {
    name: rank
    for rank, name in enumerate(("started", "ringing", "answered", "joined", "transferred", "noted", "left", "ended"))
}
_PIPE = "Local/"  # a channel of Asterisk's own, in two halves; intake gives both one leg


class Party(Enum):
    """Whose leg it is."""

    OURS = "ours"
    CUSTOMER = "customer"
    PIPE = "pipe"


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry about a call, with its words at hand."""

    entry: Entry
    what: CallTold


@dataclass(frozen=True, slots=True)
class Legs:
    """`party` and `agent` by leg; `main` is the leg that the call is named after."""

    main: str
    party: dict[str, Party]
    agent: dict[str, str]


def in_order(told: Sequence[Notice]) -> tuple[Notice, ...]:
    """By time, then by what must come first, then by the source's own count: whole seconds tell too little."""
    return tuple(sorted(told, key=_order))


def _order(told: Notice) -> tuple[int, int, int, str]:
    what = told.what
    return told.entry.occurred, _RANK.get(what.event, len(_RANK)), what.sequence or 0, told.entry.id


def legs_of(told: Sequence[Notice], direction: str) -> Legs:
    """The parties of the legs that were told of, in order of happening."""
    main = told[0].what.call.partition("/")[2]
    by_leg: dict[str, list[CallTold]] = {}
    for one in told:
        if one.what.leg and one.what.event not in ("row", "noted"):
            by_leg.setdefault(one.what.leg, []).append(one.what)
    for leg, rows in _rows(told).items():
        by_leg.setdefault(leg, rows)  # where a summary is all there is
    party = {leg: _party(leg, whats) for leg, whats in by_leg.items()}
    if direction == "outbound" and Party.CUSTOMER not in party.values():
        dialled = next((leg for leg in by_leg if leg != main and party[leg] is Party.OURS), None)
        if dialled is not None and party.get(main) is Party.OURS:
            party[dialled] = Party.CUSTOMER  # whom the first of ours dialled, by a trunk with a name of its own
    agent = {
        leg: next((what.agent for what in whats if what.agent), "")
        for leg, whats in by_leg.items()
        if party[leg] is Party.OURS
    }
    return Legs(main, party, agent)


def _rows(told: Sequence[Notice]) -> dict[str, list[CallTold]]:
    found: dict[str, list[CallTold]] = {}
    for one in told:
        if one.what.leg and one.what.event == "row":
            found.setdefault(one.what.leg, []).append(one.what)
    return found


def _party(leg: str, whats: list[CallTold]) -> Party:
    if leg.startswith(_PIPE):
        return Party.PIPE
    if any(what.direction == "inbound" and what.event == "started" and not what.agent for what in whats):
        return Party.CUSTOMER
    began = next((what for what in whats if what.event == "started"), None)
    decisive = (began,) if began is not None else whats
    return Party.OURS if any(what.agent for what in decisive) else Party.CUSTOMER
