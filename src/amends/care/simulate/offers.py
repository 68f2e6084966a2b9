"""Call-backs that are offered instead of waiting: by whom, when, and whether the customer takes one and answers."""

import math
from collections.abc import Sequence

from .clock import Clock
from .contact import NOBODY, PHONE, Contact
from .demand import ANSWERS, TAKES_OFFER, WINDOW, q80_minutes
from .people import Agent
from .policies import Rules
from .settings import Centre


class Offers:
    """Whether to offer is told from what is known; `is_taken` and `is_answered` are the customer's."""

    def __init__(self, centre: Centre, rules: Rules, clock: Clock) -> None:
        self._rules, self._settings, self._clock = rules, centre.callbacks, clock
        self._long_queue = centre.care.long_queue
        self._q80 = (q80_minutes(centre, long=False), q80_minutes(centre, long=True))

    def known_agent(self, contact: Contact, agents: Sequence[Agent], now: float) -> Agent | None:
        """Who knows the case and could call back: at work, busy now, and here until the window is over."""
        if not self._rules.case or contact.known_agent == NOBODY or contact.channel != PHONE:
            return None
        agent, window = agents[contact.known_agent], self._settings.known_window_minutes
        here = agent.at_work and agent.in_hand and contact.skill in agent.skills
        long_enough = min(agent.shift_end - now, self._clock.closes_in(now)) > window
        return agent if here and long_enough else None

    def by_known(self, now: float) -> tuple[float, float, float]:
        """When, until when, and how long nobody else."""
        calls = self._settings
        return now + calls.known_after_minutes, now + calls.known_window_minutes, now + calls.known_alone_minutes

    def later(self, contact: Contact, now: float, *, waiting: int, somebody_free: bool) -> bool:
        """For whom nobody has time enough: those who are free leave soon, the day ends, or very many wait."""
        if not self._rules.clock or contact.offered or contact.channel != PHONE:
            return False
        too_long = self._q80[contact.long] > self._clock.closes_in(now)
        return somebody_free or too_long or waiting >= self._long_queue

    def at_a_time(self, draws: list[float], now: float) -> tuple[float, float, None]:
        """When the customer would like it, and until when."""
        calls = self._settings
        wished = now + calls.later_from_minutes + draws[WINDOW] * (calls.later_to_minutes - calls.later_from_minutes)
        due_at = self._clock.promised_at(wished, draws[WINDOW], calls.window_minutes)
        return due_at, due_at + calls.window_minutes, None

    def again(self, draws: list[float], now: float) -> tuple[float, float]:
        """The next attempt where nobody answered."""
        calls = self._settings
        due_at = self._clock.promised_at(now + calls.attempts_apart_minutes, draws[WINDOW], calls.window_minutes)
        return due_at, due_at + calls.window_minutes

    def is_taken(self, draws: list[float]) -> bool:
        """Whoever would not take one is not persuaded by a second offer."""
        return draws[TAKES_OFFER] * 100 < self._settings.take_up_percent

    def is_answered(self, draws: list[float], attempt: int) -> bool:
        """How many attempts stay unanswered is geometric: each with the same chance."""
        silent = self._settings.unanswered_percent / 100
        if silent <= 0:
            return True
        return attempt > math.floor(math.log(max(draws[ANSWERS], 1e-300)) / math.log(silent))
