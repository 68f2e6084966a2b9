"""The policy that cares: the terms of `amends care route` for one free agent or one contact at a time, without arrays.

Which terms count is in the rules, so each can be priced alone. The load that counts is of contacts that are over.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ..weights import Weights
from .clock import Clock
from .contact import PHONE, Contact
from .demand import q80_minutes
from .lines import Lines, oldest, oldest_few
from .people import Agent
from .policies import Rules
from .settings import Centre

FIRST: Final = 1e6  # a promise that is due, and the longest wait, come before whatever the terms say


class Caring:
    """Scores of section 4 of the routing page: waiting, ageing, promises, who knows the case, skill, load."""

    def __init__(self, rules: Rules, centre: Centre, weights: Weights) -> None:
        self._rules, self._care, self._weights = rules, centre.care, weights
        self._clock = Clock(centre)
        self._q80 = (q80_minutes(centre, long=False), q80_minutes(centre, long=True))
        self._flags = (weights.routing.unmarked_flag, weights.routing.returning_flag)
        self._wait_max = weights.max_wait_minutes["phone"]

    def agent_for(self, contact: Contact, idle: Iterable[Agent], now: float) -> Agent | None:
        """The best of those who are free; nobody where a call would outlast every shift, or find only the guarded."""
        call = contact.channel == PHONE
        late = call and self._share(contact, now) >= 1
        best: Agent | None = None
        highest = 0.0
        for agent in idle:
            if contact.known_alone and agent.number != contact.known_agent:
                continue
            if call and not self._in_time(agent, contact, now):
                continue
            score = self._care.idle_minute * (now - agent.idle_since) + self._pair(agent, contact)
            if call and not late:
                if self._guarded(agent, contact, now):
                    continue
                if now < agent.quiet_until:
                    if self._load(agent, now) > self._weights.offer:
                        continue
                    score -= self._care.guarded_penalty
                score -= self._burden(agent, contact, now)
            if best is None or score > highest:
                best, highest = agent, score
        return best

    def work_for(self, agent: Agent, lines: Lines, now: float) -> Contact | None:
        """The best of call-backs and calls, else mail; on written work mail first, unless somebody must not wait."""
        if now < agent.quiet_until and self._spared(agent, lines, now):
            mail = None if self._must(agent, lines, now) else oldest(lines.mails, agent.skills)
            if mail is not None:
                return mail
        best: Contact | None = None
        highest = 0.0
        for contact in self._choice(agent, lines, now):
            score = self.score(agent, contact, now)
            if best is None or score > highest:
                best, highest = contact, score
        return best or oldest(lines.mails, agent.skills)

    def score(self, agent: Agent, contact: Contact, now: float) -> float:
        """What it is worth that this one takes that call now: all terms added."""
        routing, share = self._weights.routing, self._share(contact, now)
        worth = routing.waited * share + routing.ageing * max(2 * share - 1, 0.0) + self._pair(agent, contact)
        if contact.promised:
            worth += routing.due
        if contact.promised or share >= 1:
            worth += FIRST
        return worth if share >= 1 else worth - self._burden(agent, contact, now)

    def _share(self, contact: Contact, now: float) -> float:
        """Of the longest wait: who was promised a call waits from then on."""
        return (now - (contact.due_at if contact.promised else contact.arrived_at)) / self._wait_max

    def _choice(self, agent: Agent, lines: Lines, now: float) -> Iterator[Contact]:
        dial = self._clock.is_open(now)
        for skill in agent.skills:
            for contact in lines.due[skill] if dial else ():
                mine = not contact.known_alone or contact.known_agent == agent.number
                if mine and self._in_time(agent, contact, now):
                    yield contact
            for contact in oldest_few(lines.calls[skill], self._care.look_at):
                if self._in_time(agent, contact, now) and not self._guarded(agent, contact, now):
                    yield contact

    def _must(self, agent: Agent, lines: Lines, now: float) -> bool:
        """Somebody is at the longest wait, or was promised a call for now."""
        return any(contact.promised or self._share(contact, now) >= 1 for contact in self._choice(agent, lines, now))

    def _in_time(self, agent: Agent, contact: Contact, now: float) -> bool:
        return not self._rules.clock or self._q80[contact.long] <= agent.shift_end - now

    def _guarded(self, agent: Agent, contact: Contact, now: float) -> bool:
        """A marked call is for somebody else for as long as it may wait; a promise that is due is for anybody."""
        marked = self._rules.shares and contact.hard_before and not contact.promised
        return marked and self._share(contact, now) < 1 and self._load(agent, now) >= self._weights.guard

    def _pair(self, agent: Agent, contact: Contact) -> float:
        routing = self._weights.routing
        worth = 0.0 if agent.primary == contact.skill else -routing.second_skill
        if self._rules.case and contact.known_agent == agent.number:
            worth += routing.known
        return worth

    def _burden(self, agent: Agent, contact: Contact, now: float) -> float:
        if not self._rules.shares:
            return 0.0
        routing = self._weights.routing
        flag = 1.0 if contact.hard_before else self._flags[contact.handled_before > 0]
        return routing.hard * flag * (routing.load * self._load(agent, now) + routing.total * agent.total)

    def _spared(self, agent: Agent, lines: Lines, now: float) -> bool:
        """Written work comes first, unless many wait and the load allows it."""
        few = lines.calls_waiting <= self._care.written_calls_max
        return few or self._load(agent, now) > self._weights.offer

    def _load(self, agent: Agent, now: float) -> float:
        return agent.load_now(now, self._weights.half_life_minutes)
