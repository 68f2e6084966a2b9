"""What a decision is made from: who waits and who may take something, as facts and as columns quick to score.

Of a person it holds skills, the end of the shift, what he has in hand and two sums of handled contacts. Nothing else
may come in here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Moment

NEVER: Final = np.iinfo(np.int64).max
ANY_SKILL: Final = ""
SIDE_BY_SIDE: Final = frozenset({"chat", "social", "mail", "form", "letter"})  # any other takes the whole person


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who waits. `waiting_since` None: just now. A promise is due from `promised_from` on, also when its
    window is over; before it nobody is called. `returning`: he comes once more about a case that one of us had.
    """

    contact_id: str
    channel: str
    skill: str = ANY_SKILL  # nothing: anybody may take it
    waiting_since: Moment | None = None
    max_wait_minutes: float = 10.0
    q80_minutes: float = 15.0  # four of five contacts of this class are over by then
    hard: bool = False
    known_agent: str = ""
    promised_from: Moment | None = None
    promised_to: Moment | None = None
    returning: bool = False
    not_agents: tuple[str, ...] = ()  # who must not meet this customer


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who may take the next contact. `skills` are in order: the first is the own one."""

    agent: str
    skills: tuple[str, ...] = ()
    shift_end: Moment | None = None  # None: not told, and no rule about it
    load: float = 0.0
    shift_total: float = 0.0
    free_since: Moment | None = None  # of equals the one who has been free longest
    capacity: int = 1  # so many contacts side by side; 0: none now
    in_hand: int = 0  # so many he has now
    channels: tuple[str, ...] = ()  # what he takes now; nothing: all


@dataclass(frozen=True, slots=True)
class Floor:
    """Contacts and agents in an order of their own, so that the order of the files changes nothing; and as columns.

    `skill_order[j, s]` is 1 for the agent's own skill, 2 for another of his, 0 for none. `known` is the place of the
    agent who knows the case, -1 where he is not here or must not meet the customer. `takes[j, way[i]]`: the agent can
    take a contact of this channel now. `apart_*` are the pairs that must not meet, one beside the other. Times are
    microseconds UTC, NEVER where there is none.
    """

    contacts: tuple[Contact, ...]
    agents: tuple[Agent, ...]
    skill: NDArray[np.int64]
    since: NDArray[np.int64]
    max_wait_us: NDArray[np.float64]
    q80_us: NDArray[np.float64]
    hard: NDArray[np.bool_]
    returning: NDArray[np.bool_]
    known: NDArray[np.int64]
    promised_from: NDArray[np.int64]
    promised_to: NDArray[np.int64]
    way: NDArray[np.int64]
    whole: NDArray[np.bool_]  # the contact takes the whole person
    skill_order: NDArray[np.int8]
    ends: NDArray[np.int64]
    load: NDArray[np.float64]
    total: NDArray[np.float64]
    in_hand: NDArray[np.int64]
    room: NDArray[np.int64]  # so many more the agent can take
    takes: NDArray[np.bool_]
    apart_contact: NDArray[np.int64]
    apart_agent: NDArray[np.int64]

    def apart_from(self, contact: int) -> NDArray[np.int64]:
        """Agents who must not meet this customer."""
        return np.asarray(self.apart_agent[self.apart_contact == contact], np.int64)


def floor_of(contacts: Iterable[Contact], agents: Iterable[Agent]) -> Floor:
    """Contacts by how long they wait, agents by how long they are free and how little they had today, then by name."""
    waiting = tuple(sorted(contacts, key=lambda one: (_or_never(_waits_since(one)), one.contact_id)))
    people = tuple(sorted(agents, key=lambda one: (_or_never(one.free_since), one.shift_total, one.load, one.agent)))
    place = {one.agent: number for number, one in enumerate(people)}
    skills = sorted({one.skill for one in waiting} | {skill for one in people for skill in one.skills} | {ANY_SKILL})
    number_of = {skill: number for number, skill in enumerate(skills)}
    way, takes = _ways([one.channel for one in waiting], people)
    apart = [(i, place[name]) for i, one in enumerate(waiting) for name in set(one.not_agents) if name in place]
    return Floor(
        contacts=waiting,
        agents=people,
        skill=_whole([number_of[one.skill] for one in waiting]),
        since=_whole([_or_never(_waits_since(one)) for one in waiting]),
        max_wait_us=np.array([one.max_wait_minutes * 60e6 for one in waiting], np.float64),
        q80_us=np.array([one.q80_minutes * 60e6 for one in waiting], np.float64),
        hard=np.array([one.hard for one in waiting], np.bool_),
        returning=np.array([one.returning for one in waiting], np.bool_),
        known=_whole([-1 if one.known_agent in one.not_agents else place.get(one.known_agent, -1) for one in waiting]),
        promised_from=_whole([_or_never(one.promised_from) for one in waiting]),
        promised_to=_whole([_or_never(one.promised_to or one.promised_from) for one in waiting]),
        way=way,
        whole=np.array([one.channel not in SIDE_BY_SIDE for one in waiting], np.bool_),
        skill_order=_skill_orders(people, number_of),
        ends=_whole([_or_never(one.shift_end) for one in people]),
        load=np.array([one.load for one in people], np.float64),
        total=np.array([one.shift_total for one in people], np.float64),
        in_hand=_whole([one.in_hand for one in people]),
        room=_whole([max(one.capacity - one.in_hand, 0) for one in people]),
        takes=takes,
        apart_contact=_whole([contact for contact, _ in apart]),
        apart_agent=_whole([agent for _, agent in apart]),
    )


def _ways(channels: Sequence[str], agents: tuple[Agent, ...]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The way of each contact, and who can take what comes this way. Channels that the same people take are one way:
    on most floors there is a single one.
    """
    names = sorted(set(channels))
    number_of = {name: number for number, name in enumerate(names)}
    takes = np.zeros((len(agents), len(names)), np.bool_)
    for row, one in enumerate(agents):
        room, nothing_open = one.capacity > one.in_hand, one.in_hand == 0
        for column, name in enumerate(names):
            fits = room and (nothing_open or name in SIDE_BY_SIDE)
            takes[row, column] = fits and (not one.channels or name in one.channels)
    if not names:
        return _whole([]), takes
    ways, way_of = np.unique(takes, axis=1, return_inverse=True)
    return _whole([int(way_of.reshape(-1)[number_of[name]]) for name in channels]), ways


def _waits_since(contact: Contact) -> Moment | None:
    """Who was promised a call waits from then on: until then he had his time to himself."""
    return contact.waiting_since if contact.promised_from is None else contact.promised_from


def _skill_orders(agents: tuple[Agent, ...], number_of: dict[str, int]) -> NDArray[np.int8]:
    skill_order = np.zeros((len(agents), len(number_of)), np.int8)
    skill_order[:, number_of[ANY_SKILL]] = 1
    for row, agent in enumerate(agents):
        for place, skill in reversed(list(enumerate(agent.skills))):
            skill_order[row, number_of[skill]] = 1 if place == 0 else 2
    return skill_order


def _or_never(moment: Moment | None) -> int:
    return NEVER if moment is None else moment


def _whole(numbers: list[Any]) -> NDArray[np.int64]:
    return np.array(numbers, np.int64)
