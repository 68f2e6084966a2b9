"""What a decision is made from: who waits and who may take something, as facts and as columns quick to score.

Of a person it holds skills, the end of the shift and two sums of handled contacts. Nothing else may come in here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Moment

NEVER: Final = np.iinfo(np.int64).max
ANY_SKILL: Final = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who waits. `waiting_since` None: just now. A promise is due from `promised_from` on, also when its
    window is over; before it nobody is called.
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


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who may take the next contact. `skills` are in order: the first is the own one."""

    agent: str
    skills: tuple[str, ...] = ()
    shift_end: Moment | None = None  # None: not told, and no rule about it
    load: float = 0.0
    shift_total: float = 0.0
    free_since: Moment | None = None  # of equals the one who has been free longest


@dataclass(frozen=True, slots=True)
class Floor:
    """Contacts and agents in an order of their own, so that the order of the files changes nothing; and as columns.

    `skill_order[j, s]` is 1 for the agent's own skill, 2 for another of his, 0 for none. `known` is the place of the
    agent who knows the case, -1 where he is not here. Times are microseconds UTC, NEVER where there is none.
    """

    contacts: tuple[Contact, ...]
    agents: tuple[Agent, ...]
    skill: NDArray[np.int64]
    since: NDArray[np.int64]
    max_wait_us: NDArray[np.float64]
    q80_us: NDArray[np.float64]
    hard: NDArray[np.bool_]
    known: NDArray[np.int64]
    promised_from: NDArray[np.int64]
    skill_order: NDArray[np.int8]
    ends: NDArray[np.int64]
    load: NDArray[np.float64]
    total: NDArray[np.float64]


def floor_of(contacts: Iterable[Contact], agents: Iterable[Agent]) -> Floor:
    """Contacts by how long they wait, agents by how long they are free and how little they had today, then by name."""
    waiting = tuple(sorted(contacts, key=lambda one: (_or_never(_waits_since(one)), one.contact_id)))
    people = tuple(sorted(agents, key=lambda one: (_or_never(one.free_since), one.shift_total, one.load, one.agent)))
    place = {one.agent: number for number, one in enumerate(people)}
    skills = sorted({one.skill for one in waiting} | {skill for one in people for skill in one.skills} | {ANY_SKILL})
    number_of = {skill: number for number, skill in enumerate(skills)}
    return Floor(
        contacts=waiting,
        agents=people,
        skill=np.array([number_of[one.skill] for one in waiting], np.int64),
        since=np.array([_or_never(_waits_since(one)) for one in waiting], np.int64),
        max_wait_us=np.array([one.max_wait_minutes * 60e6 for one in waiting], np.float64),
        q80_us=np.array([one.q80_minutes * 60e6 for one in waiting], np.float64),
        hard=np.array([one.hard for one in waiting], np.bool_),
        known=np.array([place.get(one.known_agent, -1) for one in waiting], np.int64),
        promised_from=np.array([_or_never(one.promised_from) for one in waiting], np.int64),
        skill_order=_skill_orders(people, number_of),
        ends=np.array([_or_never(one.shift_end) for one in people], np.int64),
        load=np.array([one.load for one in people], np.float64),
        total=np.array([one.shift_total for one in people], np.float64),
    )


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
