"""The centre at work: events in the order of time, on a heap. One seed, one policy; the same inputs give the same run.

Times are minutes since midnight of the first day. Nothing here is a fact about anybody: all of it is invented.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from ..weights import Weights
from .caring import Caring
from .clock import Clock
from .contact import ALREADY_RETURNING, MAIL, PHONE, Contact
from .demand import AGAIN_AFTER, CALLS_AGAIN, COMES_AT, PATIENCE, PAUSES, RETURNS_AFTER, Demand
from .exposing import expose
from .lines import Lines, oldest
from .offers import Offers
from .outcomes import Outcomes
from .people import Agent, people
from .policies import InTurn, Policy, Rules
from .settings import DAY_MINUTES
from .tally import Tally

_RING_MINUTES = 1.0
_LATE_MINUTES = 30.0  # before the end of a shift: a call that is handed over now may outlast it
Decision = tuple[float, int, int, int]  # when, chain, place, agent


class Floor:
    """Runs once. `more` heads work besides those of the centre; `policy` takes the place of the one of `rules`."""

    def __init__(
        self, demand: Demand, rules: Rules, weights: Weights, *, more: int = 0, policy: Policy | None = None
    ) -> None:
        self._demand, self._centre, self._rules, self._weights = demand, demand.centre, rules, weights
        self._agents = people(self._centre, demand.seed, more)
        usual = Caring(rules, self._centre, weights) if rules.scored else InTurn(rules)
        self._policy: Policy = policy or usual
        skills = len(self._centre.skills.names)
        self._lines = Lines(skills)
        self._idle: list[dict[Agent, None]] = [{} for _ in range(skills)]  # free longest first
        self._events: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
        self._count = 0
        self._draws: dict[Contact, list[float]] = {}  # of those who are here; never shown to a policy
        self._clock, self._outcomes = Clock(self._centre), Outcomes(self._centre, weights)
        self._offers = Offers(self._centre, rules, self._clock)
        self._scheduled: set[Contact] = set()
        self._factors = (weights.channels["phone"], weights.channels["mail"])
        self.tally = Tally()
        self.decisions: list[Decision] | None = None  # filled where a list is put here

    def run(self, on_day: Callable[[], None] = lambda: None) -> Tally:
        """To the end of the last day. `on_day` is called at the end of each."""
        self._on_day = on_day
        self._next_first(0)
        self._day(0.0, 0)
        events, ends = self._events, self._clock.ends
        while events and events[0][0] < ends:
            now, _, act, what = heappop(events)
            act(now, what)
        on_day()
        return self._finished()

    def _push(self, at: float, act: Callable[[float, Any], None], what: Any) -> None:
        self._count += 1
        heappush(self._events, (at, self._count, act, what))

    # Days and shifts

    def _day(self, now: float, number: int) -> None:
        if number:
            self._on_day()
        for agent in self._agents:
            begins, ends = agent.shift
            self._push(now + begins, self._shift_begins, agent)
            self._push(now + ends, self._shift_ends, agent)
            self.tally.paid_minutes += ends - begins
        if not self._clock.never_closes:
            self._push(now + self._centre.hours.from_minutes, self._opens, None)
            self._push(now + self._centre.hours.to_minutes, self._closes, None)
        self._push(now + DAY_MINUTES, self._day, number + 1)

    def _shift_begins(self, now: float, agent: Agent) -> None:
        if now >= DAY_MINUTES:
            self._write_day(agent)
        agent.begin_day(now)
        agent.at_work, agent.shift_end = True, now + agent.shift[1] - agent.shift[0]
        if not agent.in_hand:
            self._free(now, agent)

    def _shift_ends(self, now: float, agent: Agent) -> None:
        del now
        agent.at_work = False
        self._no_longer_idle(agent)

    def _write_day(self, agent: Agent) -> None:
        self.tally.hard_days.append(agent.hard_today)
        self.tally.peaks.append(agent.peak)
        self.tally.late_minutes.append(agent.late_minutes)

    def _opens(self, now: float, _: None) -> None:
        """Who came before that, and had no mail to answer, may call back whom we owe a call."""
        if any(self._lines.due):
            for agent in {agent: None for idle in self._idle for agent in idle}:
                self._no_longer_idle(agent)
                self._free(now, agent)

    def _closes(self, now: float, _: None) -> None:
        del now
        left = self._lines.empty_calls()
        self.tally.turned_away += len(left)
        for contact in left:
            del self._draws[contact]

    # Customers

    def _next_first(self, chain: int) -> None:
        if chain < len(self._demand.first):
            self._push(self._demand.first[chain][0], self._first_arrives, chain)

    def _first_arrives(self, now: float, chain: int) -> None:
        self._next_first(chain + 1)
        self._arrives(now, self._demand.first_contact(chain))

    def _arrives(self, now: float, contact: Contact) -> None:
        self.tally.arrived += 1
        draws = self._draws[contact] = self._demand.draws(contact.chain, contact.place)
        known = self._offers.known_agent(contact, self._agents, now)
        if known is not None and self._takes_offer(contact, draws):
            return self._promise(contact, *self._offers.by_known(now))
        if self._given_out(now, contact):
            return None
        idle = self._idle[contact.skill]
        later = self._offers.later(contact, now, waiting=self._lines.calls_waiting, somebody_free=bool(idle))
        if later and self._takes_offer(contact, draws):
            return self._promise(contact, *self._offers.at_a_time(draws, now))
        self._lines.join(contact)
        if contact.channel == PHONE:
            self._push(now + draws[PATIENCE], self._gives_up, contact)
            if self._rules.scored:  # somebody may be spared: not beyond the longest wait
                self._push(now + self._weights.max_wait_minutes["phone"], self._waited_too_long, contact)
        return None

    def _given_out(self, now: float, contact: Contact) -> bool:
        idle = self._idle[contact.skill]
        agent = self._policy.agent_for(contact, idle, now) if idle else None
        if agent is not None:
            self._start(now, agent, contact)
        return agent is not None

    def _gives_up(self, now: float, contact: Contact) -> None:
        if not contact.waiting:
            return
        self._lines.leave(contact)
        self.tally.gave_up += 1
        draws = self._draws.pop(contact)
        if draws[CALLS_AGAIN] * 100 < self._centre.phone.calls_again_percent:
            before = (contact.handled_before, contact.hard_before, contact.known_agent)
            self._comes_again(now + draws[AGAIN_AFTER], contact, draws, before)

    def _waited_too_long(self, now: float, contact: Contact) -> None:
        if contact.waiting:
            self._lines.leave(contact)
            if not self._given_out(now, contact):
                self._lines.rejoin(contact)

    def _comes_again(self, at: float, contact: Contact, draws: list[float], before: tuple[int, bool, int]) -> None:
        at = self._clock.calls_at(at, draws[COMES_AT])
        if at < self._clock.ends:
            kind = (PHONE, contact.skill, contact.long)
            self._push(at, self._arrives, Contact(at, contact.chain, contact.place + 1, kind, before))

    # Call-backs

    def _takes_offer(self, contact: Contact, draws: list[float]) -> bool:
        contact.offered = True
        self.tally.offers += 1
        taken = self._offers.is_taken(draws)
        self.tally.offers_taken += taken
        return taken

    def _promise(self, contact: Contact, due_at: float, until: float, alone_until: float | None) -> None:
        contact.promised, contact.due_at, contact.call_until = True, due_at, until
        contact.known_alone = alone_until is not None
        self._scheduled.add(contact)
        self._push(due_at, self._due, contact)
        if alone_until is not None:
            self._push(alone_until, self._anybody, contact)

    def _due(self, now: float, contact: Contact) -> None:
        self._scheduled.discard(contact)
        if not self._given_out(now, contact):
            self._lines.join(contact)

    def _anybody(self, now: float, contact: Contact) -> None:
        contact.known_alone = False
        if contact.waiting:
            self._lines.leave(contact)
            if not self._given_out(now, contact):
                self._lines.join(contact)

    def _no_answer(self, now: float, what: tuple[Agent, Contact]) -> None:
        agent, contact = what
        agent.contact = None
        if contact.attempts >= self._centre.callbacks.attempts_max:
            self.tally.not_reached += 1
            del self._draws[contact]
        else:
            contact.known_alone = False
            due_at, until = self._offers.again(self._draws[contact], now)
            self._promise(contact, due_at, until, None)
        self._free(now, agent)

    # People

    def _free(self, now: float, agent: Agent) -> None:
        agent.in_hand = False
        if not agent.at_work or now >= agent.shift_end:
            return
        contact = self._policy.work_for(agent, self._lines, now)
        if contact is not None:
            self._lines.leave(contact)
            self._start(now, agent, contact)
            return
        agent.idle_since = now
        for skill in agent.skills:
            self._idle[skill][agent] = None
        if now < agent.quiet_until:
            self._push(agent.quiet_until, self._wakes, agent)

    def _wakes(self, now: float, agent: Agent) -> None:
        """Written work is over: who waits on the phone may come to this one now."""
        if agent in self._idle[agent.primary] and now >= agent.quiet_until:
            self._no_longer_idle(agent)
            self._free(now, agent)

    def _no_longer_idle(self, agent: Agent) -> None:
        for skill in agent.skills:
            self._idle[skill].pop(agent, None)

    def _start(self, now: float, agent: Agent, contact: Contact) -> None:
        self._no_longer_idle(agent)
        agent.in_hand, agent.contact = True, contact
        if self.decisions is not None:
            self.decisions.append((now, contact.chain, contact.place, agent.number))
        draws, tally = self._draws[contact], self.tally
        if contact.promised:
            contact.attempts += 1
            if contact.attempts == 1:
                tally.called_back += 1
                tally.called_in_window += now <= contact.call_until
                tally.callback_minutes.append(now - contact.arrived_at)
            if not self._offers.is_answered(draws, contact.attempts):
                self._push(now + _RING_MINUTES, self._no_answer, (agent, contact))
                return
        elif contact.channel == PHONE:
            tally.waits.append(now - contact.arrived_at)
        said = self._outcomes.said(contact, draws, now)
        minutes = self._outcomes.minutes(agent, contact, draws, said, now)
        if contact.channel == PHONE and agent.shift_end - now <= _LATE_MINUTES:
            tally.handed_late += 1
            tally.handed_late_outlasted += now + minutes > agent.shift_end
        self._push(now + minutes, self._done, (agent, contact, said, minutes))

    def _done(self, now: float, what: tuple[Agent, Contact, float, float]) -> None:
        agent, contact, said, minutes = what
        draws, tally = self._draws.pop(contact), self.tally
        agent.contact = None
        tally.served += 1
        tally.busy_minutes += minutes
        repeat = contact.handled_before >= ALREADY_RETURNING
        factor, weights = self._factors[contact.channel], self._weights
        expose(agent, said, factor, repeat=repeat, began=now - minutes, now=now, weights=weights)
        if contact.channel == MAIL:
            tally.mail_minutes.append(now - contact.arrived_at)
        else:
            self._call_done(now, agent, contact, said, draws)
        if agent.at_work:
            self._push(now + self._after(now, agent, contact, said, draws), self._free, agent)
        else:
            agent.in_hand = False

    def _call_done(self, now: float, agent: Agent, contact: Contact, said: float, draws: list[float]) -> None:
        tally = self.tally
        tally.calls_served += 1
        if contact.handled_before:
            tally.returned += 1
            tally.returned_to_known += contact.known_agent == agent.number
        if said:
            tally.hostile += 1
            tally.back_to_back += now - agent.last_hard_call <= self._weights.again_within_minutes
            agent.last_hard_call = now
        if now > agent.shift_end:  # mail can be put down at the end of a shift; a call cannot
            agent.late_minutes += now - agent.shift_end
            tally.outlasted += 1
        if self._outcomes.returns(agent, contact, draws):
            before = (contact.handled_before + 1, said > 0, agent.number)
            self._comes_again(now + draws[RETURNS_AFTER], contact, draws, before)

    def _after(self, now: float, agent: Agent, contact: Contact, said: float, draws: list[float]) -> float:
        """Minutes until this one is free again: wrap-up, or the pause that was offered and taken."""
        wrap_up, care = self._centre.phone.wrap_up_minutes, self._centre.care
        self.tally.busy_minutes += wrap_up
        taken = (
            self._rules.pauses and said and contact.channel == PHONE and draws[PAUSES] * 100 < care.pause_taken_percent
        )
        if not taken or self._somebody_waited_too_long(agent, now):
            return wrap_up
        pause = max(wrap_up, care.pause_minutes)
        self.tally.pause_minutes += pause - wrap_up
        agent.quiet_until = now + pause + care.written_minutes
        return pause

    def _somebody_waited_too_long(self, agent: Agent, now: float) -> bool:
        first = oldest(self._lines.calls, agent.skills)
        return first is not None and now - first.arrived_at >= self._weights.max_wait_minutes["phone"]

    def _finished(self) -> Tally:
        tally = self.tally
        tally.waiting = sum(1 for _ in self._lines.all_waiting())
        tally.in_hand = sum(agent.contact is not None for agent in self._agents)
        tally.promised = len(self._scheduled)
        for agent in self._agents:
            self._write_day(agent)
        return tally
