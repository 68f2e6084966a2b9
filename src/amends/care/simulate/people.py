"""Who works: invented agents, all equally able, dealt out over skills and shifts. One more head changes nobody else."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from .contact import Contact
from .settings import Centre

NEVER: Final = -1e18


class Agent:
    """One of the people, and what a router may know: skills, the clock, and the load of contacts that are over."""

    __slots__ = (
        "at_work", "contact", "hard_today", "idle_since", "in_hand", "last_end", "last_hard_call", "last_said",
        "late_minutes", "load", "load_at", "number", "peak", "primary", "quiet_until", "shift", "shift_end", "skills",
        "total",
    )  # fmt: skip

    def __init__(self, number: int, shift: tuple[float, float], skills: tuple[int, ...]) -> None:
        self.number, self.shift, self.skills, self.primary = number, shift, skills, skills[0]
        self.at_work = False
        self.in_hand = False  # with a contact, at wrap-up, or at a pause
        self.contact: Contact | None = None
        self.shift_end = 0.0
        self.idle_since = 0.0
        self.begin_day(0.0)

    def begin_day(self, now: float) -> None:
        """Nothing of yesterday is left: neither load nor total."""
        self.load = self.total = self.peak = self.hard_today = self.late_minutes = 0.0
        self.load_at, self.last_end = now, NEVER
        self.last_said, self.last_hard_call, self.quiet_until = 0.0, NEVER, NEVER

    def load_now(self, now: float, half_life_minutes: float) -> float:
        """What is left of the load."""
        return self.load * 2.0 ** ((self.load_at - now) / half_life_minutes) if self.load else 0.0


def people(centre: Centre, seed: int, more: int = 0) -> list[Agent]:
    """The agents of the centre and `more` besides. Agent 7 is the same however many there are."""
    count = centre.agents + more
    rng = np.random.default_rng([seed, 1])
    chances = rng.random((count, 2)).tolist()
    shares = centre.skills.shares
    dealt = _dealt(shares)
    shifts = [_dealt([shift.share for shift in centre.shifts]) for _ in shares]
    found = []
    for number in range(count):
        primary = next(dealt)
        shift = centre.shifts[next(shifts[primary])]
        has_second, which = chances[number]
        others = [skill for skill in range(len(shares)) if skill != primary]
        skills: tuple[int, ...] = (primary,)
        if others and has_second < centre.skills.second_skill_percent / 100:
            skills = (primary, others[int(which * len(others))])
        found.append(Agent(number, (shift.from_minutes, shift.to_minutes), skills))
    return found


def _dealt(shares: Sequence[float]) -> Iterator[int]:
    """Places 0, 1, 2 ... again and again, each as often as its share: always the one that is furthest behind."""
    given = [0] * len(shares)
    total = sum(shares)
    while True:
        dealt = sum(given) + 1
        behind = [share / total * dealt - count for share, count in zip(shares, given, strict=True)]
        chosen = max(range(len(shares)), key=behind.__getitem__)
        given[chosen] += 1
        yield chosen
