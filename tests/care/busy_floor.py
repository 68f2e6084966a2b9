"""The made-up floor with all that routing may be told besides: pairs that must not meet, chats, who came before."""

import random
from dataclasses import replace

from amends.care.routing_floor import Agent, Contact
from care_floor import a_floor


def a_busy_floor(contacts: int, agents: int, seed: int, capacity_max: int = 3) -> tuple[list[Contact], list[Agent]]:
    """Reproducible. Some contacts must not meet some people, some people have something in hand, or take mail only."""
    waiting, people = a_floor(contacts, agents, seed, skills=3)
    draw = random.Random(seed)
    names = [one.agent for one in people]
    return [_contact(one, names, draw) for one in waiting], [_agent(one, draw, capacity_max) for one in people]


def _contact(one: Contact, names: list[str], draw: random.Random) -> Contact:
    apart = draw.sample(names, min(len(names), draw.choice((1, 2, 3)))) if draw.random() < 0.3 else []
    return replace(one, returning=draw.random() < 0.3, not_agents=tuple(sorted(apart)))


def _agent(one: Agent, draw: random.Random, capacity_max: int) -> Agent:
    capacity = draw.randint(0, capacity_max)
    channels = draw.choice(((), (), (), ("chat", "mail"), ("mail",), ("phone",)))
    return replace(one, capacity=capacity, in_hand=draw.choice((0, 0, 1)), channels=channels)
