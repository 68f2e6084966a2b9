"""A made-up floor for tests and benches: contacts and agents, with the awkward cases among them."""

import random

from amends.care.routing_floor import Agent, Contact
from amends.facts import Moment, hear_moment
from amends.facts.moments import MINUTE_US

NOW = hear_moment("2026-05-04T12:00:00Z")
SKILLS = ("billing", "network", "orders", "returns")


def minutes(number: float) -> int:
    return round(number * MINUTE_US)


def a_floor(contacts: int, agents: int, seed: int, skills: int = 4) -> tuple[list[Contact], list[Agent]]:
    """Reproducible: skills, shifts that end, people who had a hard day, repeats whose agent is known, promises."""
    draw = random.Random(seed)
    names = [SKILLS[n] if n < len(SKILLS) else f"skill {n}" for n in range(skills)]
    people = [
        Agent(
            f"a{number:05d}",
            tuple(draw.sample(names, k=draw.choice((1, 2, 2)))),
            Moment(NOW + minutes(draw.choice((-5, 1, 6, 30, 120, 480)) + draw.random())),
            load=round(draw.choice((0, 0, 0.5, 1.2, 2.5, 3.4)) * draw.uniform(0.8, 1.2), 3),
            shift_total=round(draw.uniform(0, 9), 3),
        )
        for number in range(agents)
    ]
    return [_contact(number, names, agents, draw) for number in range(contacts)], people


def _contact(number: int, names: list[str], agents: int, draw: random.Random) -> Contact:
    promised = draw.choice((None, None, None, None, None, None, -20, 45))
    return Contact(
        f"c{number:05d}",
        draw.choice(("phone", "phone", "chat", "mail")),
        draw.choice(names),
        Moment(NOW - minutes(draw.expovariate(1 / 5))),
        max_wait_minutes=draw.choice((5.0, 10.0, 60.0)),
        q80_minutes=draw.choice((4.0, 8.0, 20.0, 45.0)),
        hard=draw.random() < 0.25,
        known_agent=f"a{draw.randrange(agents):05d}" if agents and draw.random() < 0.3 else "",
        promised_from=None if promised is None else Moment(NOW + minutes(promised)),
        promised_to=None if promised is None else Moment(NOW + minutes(promised + 30)),
    )
