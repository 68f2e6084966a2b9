"""When was one of us together with the customer's side: stays in bridges, and what other systems say of a leg."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amends.facts import Moment
from amends.facts.moments import SECOND_US

from .call_parties import Legs, Notice, Party
from .components import Components

_HAPPENED = frozenset({"answered", "joined", "left", "transferred"})


@dataclass(frozen=True, slots=True, order=True)
class Talk:
    """`agent` was together with the customer's side; `end` None where no end was told. Agent may be empty."""

    start: Moment
    end: Moment | None
    agent: str


@dataclass(frozen=True, slots=True)
class _Stay:
    leg: str
    bridge: str
    agent: str
    start: Moment
    end: Moment | None


def not_overruled(told: Sequence[Notice]) -> tuple[Notice, ...]:
    """Without the rows about legs of which an event log tells what happened: a summary knows less, and says more."""
    happened = {one.what.leg for one in told if one.what.event in _HAPPENED and one.what.leg}
    joined = any(one.what.event == "joined" and (one.what.bridge or not one.what.leg) for one in told)
    return tuple(one for one in told if one.what.event != "row" or not (joined or one.what.leg in happened))


def talks(told: Sequence[Notice], legs: Legs) -> tuple[Talk, ...]:
    """In order of beginning."""
    stays = tuple(_stays(told, legs))
    known = {stay.leg for stay in stays if not stay.bridge}
    found = {*_in_bridges(stays, legs), *_put_through(stays, legs), *_summed_up(told, legs, known)}
    return tuple(sorted(found, key=lambda talk: (talk.start, talk.end is None, talk.end or 0, talk.agent)))


def talked_us(spans: Sequence[Talk]) -> int | None:
    """Microseconds of talk, what overlaps counted once; None where an end was never told."""
    total, until = 0, 0
    for talk in spans:
        if talk.end is None:
            return None
        total += max(0, talk.end - max(talk.start, until))
        until = max(until, talk.end)
    return total


def _stays(told: Sequence[Notice], legs: Legs) -> Iterator[_Stay]:
    """From each `joined` to its `left`, the end of the leg, or the end of the call."""
    for number, one in enumerate(told):
        what = one.what
        if what.event == "joined":
            end = next((later.entry.occurred for later in told[number + 1 :] if _ends(later, one, legs)), None)
            agent = legs.agent.get(what.leg, "") if what.bridge else what.agent
            yield _Stay(what.leg, what.bridge, agent, one.entry.occurred, end)


def _ends(later: Notice, joined: Notice, legs: Legs) -> bool:
    what, began = later.what, joined.what
    if what.event == "left":
        return (what.leg, what.bridge, what.agent if not what.leg else "") == (
            *(began.leg, began.bridge),
            began.agent if not began.leg else "",
        )
    return what.event == "ended" and what.leg in (began.leg, legs.main)


def _in_bridges(stays: Sequence[_Stay], legs: Legs) -> Iterator[Talk]:
    """A pipe that stands in two bridges makes them one."""
    rooms = Components()
    by_pipe: dict[str, str] = {}
    for stay in stays:
        if stay.bridge:
            rooms.add(stay.bridge)
            if legs.party.get(stay.leg) is Party.PIPE:
                rooms.join(by_pipe.setdefault(stay.leg, stay.bridge), stay.bridge)
    customers = [stay for stay in stays if stay.bridge and legs.party.get(stay.leg) is Party.CUSTOMER]
    for ours in stays:
        if not ours.bridge or legs.party.get(ours.leg) is not Party.OURS:
            continue
        for his in customers:
            if rooms.root(his.bridge) == rooms.root(ours.bridge) and (span := _both(ours, his)):
                yield Talk(*span, ours.agent)


def _both(one: _Stay, other: _Stay) -> tuple[Moment, Moment | None] | None:
    start = max(one.start, other.start)
    ends = [end for end in (one.end, other.end) if end is not None]
    end = min(ends) if ends else None
    return (start, end) if end is None or end > start else None


def _put_through(stays: Sequence[_Stay], legs: Legs) -> Iterator[Talk]:
    """Systems without bridges tell both parties at once, or one of them on the leg that was dialled for the other."""
    for stay in stays:
        if not stay.bridge and (agent := stay.agent or _at_the_main(legs)):
            yield Talk(stay.start, stay.end, agent)


def _summed_up(told: Sequence[Notice], legs: Legs, known: set[str]) -> Iterator[Talk]:
    """What a row, or the end of a leg, says of all of it; `known` are legs whose talk is told already."""
    for one in told:
        what = one.what
        if what.event not in ("row", "ended") or what.answered_by != "person" or not what.talked_seconds:
            continue
        agent = what.agent or (_at_the_main(legs) if what.leg != legs.main else "")
        end = what.ended or one.entry.occurred
        if agent and what.leg not in known:
            yield Talk(Moment(end - what.talked_seconds * SECOND_US), Moment(end), agent)


def _at_the_main(legs: Legs) -> str:
    return legs.agent.get(legs.main, "")
