"""How contacts are shared out: in turn, by skill, or with care. It sees contacts, agents, the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from .contact import Contact
from .lines import Lines, oldest
from .people import Agent


@dataclass(frozen=True, slots=True)
class Rules:
    """What a policy does. Care for the people is `shares`, `clock` and `pauses`; for the customer, `case`."""

    words: str
    by_skill: bool = False  # who has it as first skill before who has it as second
    shares: bool = False  # the load of people decides who gets the next
    clock: bool = False  # no call that probably outlasts the shift; a call-back is offered
    case: bool = False  # who knows the case is preferred, or calls back
    pauses: bool = False  # a pause after a hostile call, then written work first

    @property
    def scored(self) -> bool:
        """It weighs, and does not just go by the order."""
        return self.shares or self.clock or self.case or self.pauses


RULES: Final = {
    "fifo": Rules("who waits longest, to whoever is free longest"),
    "skills": Rules("the same, first skill before second", by_skill=True),
    "fair": Rules("hard contacts shared evenly", by_skill=True, shares=True),
    "shift": Rules("nothing long at the end of a shift", by_skill=True, clock=True),
    "callback": Rules(
        "both, and a call-back by whoever knows the case", by_skill=True, shares=True, clock=True, case=True
    ),
    "full": Rules(
        "all of it, and a pause after a hostile call",
        by_skill=True,
        shares=True,
        clock=True,
        case=True,
        pauses=True,
    ),
}


class Policy(Protocol):
    """Two questions: who takes this one, and what does this one take. Neither is told what will come of it."""

    def agent_for(self, contact: Contact, idle: Iterable[Agent], now: float) -> Agent | None:
        """Of those who are free and have the skill, free longest first; nobody where the contact should wait."""

    def work_for(self, agent: Agent, lines: Lines, now: float) -> Contact | None:
        """For whoever has just become free; nothing where all that waits is not for this one."""


class InTurn:
    """Oldest first, calls before mails, free longest first: what phone systems do."""

    def __init__(self, rules: Rules) -> None:
        self._by_skill = rules.by_skill

    def agent_for(self, contact: Contact, idle: Iterable[Agent], now: float) -> Agent | None:
        """Whoever is free longest; with `by_skill`, of those whose first skill it is, where there is one."""
        del now
        longest: Agent | None = None
        for agent in idle:
            if not self._by_skill or agent.primary == contact.skill:
                return agent
            longest = longest or agent
        return longest

    def work_for(self, agent: Agent, lines: Lines, now: float) -> Contact | None:
        """Call-backs that fell due, then calls, then mails."""
        del now
        due = [contact for skill in agent.skills for contact in lines.due[skill]]
        if due:
            return min(due, key=lambda contact: contact.due_at)
        return oldest(lines.calls, agent.skills) or oldest(lines.mails, agent.skills)
