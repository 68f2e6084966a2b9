"""What comes of a contact once somebody has it: how long it lasts, whether it is hostile, and whether he calls again.

Only the floor asks here. No policy does: it would see the future.
"""

from bisect import bisect_left
from itertools import accumulate

from ..weights import Weights
from .contact import PHONE, Contact
from .demand import DURATION, HOSTILE, LEVEL, RETURNS
from .people import Agent
from .settings import Centre

_LOAD_COUNTS_MAX = 3.0


class Outcomes:
    """The rules of this centre, with everything that is the same for all contacts worked out once."""

    def __init__(self, centre: Centre, weights: Weights) -> None:
        self._centre, self._weights = centre, weights
        levels = centre.hostility.levels
        self._levels = [share / sum(levels) for share in accumulate(levels)]
        self._points = [weights.hostility[word] for word in ("curt", "insult", "threat")]
        hostility = centre.hostility
        self._first, self._return, self._again = (
            percent / 100 for percent in (hostility.first_percent, hostility.return_percent, hostility.again_percent)
        )
        self._minute, self._minutes_max = hostility.waited_minute_percent / 100, hostility.waited_minutes_max

    def said(self, contact: Contact, draws: list[float], now: float) -> float:
        """Points of what this customer says; 0 for what most say."""
        if contact.channel == PHONE:
            chance = self._first
            if contact.handled_before:
                chance += self._return
            if contact.hard_before:
                chance += self._again
            if not contact.promised:  # who waits for a call that was promised does not wait in a line
                chance += self._minute * min(now - contact.arrived_at, self._minutes_max)
        else:
            chance = self._centre.hostility.mail_percent / 100
        if draws[HOSTILE] >= chance:
            return 0.0
        return self._points[min(bisect_left(self._levels, draws[LEVEL]), 2)]

    def minutes(self, agent: Agent, contact: Contact, draws: list[float], said: float, now: float) -> float:
        """How long it keeps this agent, without wrap-up."""
        centre = self._centre
        slow = centre.hostility.load_slows_percent
        factor = draws[DURATION]
        if slow:
            load = agent.load_now(now, self._weights.half_life_minutes)
            factor *= 1 + slow / 100 * min(load, _LOAD_COUNTS_MAX)
        if contact.channel != PHONE:
            return centre.mail.minutes * factor
        if agent.primary != contact.skill:
            factor *= 1 + centre.skills.second_skill_longer_percent / 100
        if said:
            factor *= 1 + centre.hostility.longer_percent / 100
        if contact.handled_before and contact.known_agent == agent.number:
            factor *= 1 - centre.returns.known_agent_shorter_percent / 100
        return (centre.phone.long_minutes if contact.long else centre.phone.short_minutes) * factor

    def returns(self, agent: Agent, contact: Contact, draws: list[float]) -> bool:
        """Whether he calls once more about it."""
        returns = self._centre.returns
        percent = returns.long_percent if contact.long else returns.short_percent
        if contact.handled_before and contact.known_agent == agent.number:
            percent *= 1 - returns.known_agent_fewer_percent / 100
        return draws[RETURNS] * 100 < percent
