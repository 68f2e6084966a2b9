"""A decision about one contact, with the terms it was made from, and the sentence for people."""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from amends.facts import Moment

from .routing_floor import Floor
from .routing_terms import Mask, Numbers, Urgency, guarded, most_time
from .weights import Weights

Term = float | bool | str | None


class Action(StrEnum):
    """What is advised; whoever distributes the contacts does it, or not."""

    ASSIGN = "assign"
    OFFER_CALL_BACK = "offer_call_back"
    WAIT = "wait"


class Rule(StrEnum):
    """What decided."""

    AT_LIMIT = "at_limit"  # the longest wait is reached: before all others, and without care terms
    PROMISE_DUE = "promise_due"
    SCORE = "score"
    SHIFT = "shift"  # nobody with the skill has the time that such a case takes
    KNOWN_BUSY = "known_busy"  # the one who knows the case is here, and has another contact now
    NOT_YET = "not_yet"  # promised for later
    NO_SKILL = "no_skill"
    NOT_PAIRED = "not_paired"  # everybody with the skill must not meet this customer
    GUARD = "guard"  # a hard one: somebody who had less of it takes it next
    NOBODY_FREE = "nobody_free"


@dataclass(frozen=True, slots=True)
class Decision:
    """`agent` is who takes it or would call back; None where it is nobody in particular. Times in minutes."""

    contact_id: str
    agent: str | None
    action: Action
    terms: dict[str, Term]


@dataclass(frozen=True)
class Scene:
    """All that the decisions of one moment share; what only some of them need is made when the first one asks."""

    floor: Floor
    now: Moment
    weights: Weights
    urgent: Urgency
    left_us: Numbers

    @cached_property
    def most_us(self) -> Numbers:
        """For each contact the most time that anybody has who may take it; -inf where nobody may."""
        return most_time(self.floor, self.left_us)

    @cached_property
    def kept(self) -> Mask:
        """Contacts that are for somebody below the guard."""
        return guarded(self.floor, self.urgent, self.left_us, self.weights)


def assigned(scene: Scene, contact: int, agent: int) -> Decision:
    """This one takes it, and why."""
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    rule = Rule.AT_LIMIT if urgent.at_limit[contact] else Rule.SCORE
    rule = Rule.PROMISE_DUE if urgent.is_due[contact] else rule
    known = routing.known * bool(floor.known[contact] == agent)
    second = routing.second_skill * bool(floor.skill_order[agent, floor.skill[contact]] == 2)
    felt = routing.load * floor.load[agent] + routing.total * floor.total[agent]
    care = float(urgent.flag[contact] * routing.hard * felt)
    terms: dict[str, Term] = {
        **_urgency(scene, contact, rule),
        "known": known,
        "second_skill": 0.0 - second,
        "care": 0.0 - care,
        "score": round(float(urgent.base[contact]) + known - second - care, 9),
        "minutes_left": _minutes(float(scene.left_us[agent])),
    }
    return Decision(floor.contacts[contact].contact_id, floor.agents[agent].agent, Action.ASSIGN, terms)


def not_assigned(scene: Scene, contact: int, *, guard: bool) -> Decision:
    """Why nobody has it yet, and whether a call-back is to be offered. `guard`: care alone kept somebody from it."""
    floor = scene.floor
    told = floor.contacts[contact]
    most = float(scene.most_us[contact])
    rule, action = Rule.NOBODY_FREE, Action.WAIT
    if scene.urgent.not_yet[contact]:
        rule = Rule.NOT_YET
    elif most == -math.inf:
        skilled = floor.skill_order[floor.apart_from(contact), floor.skill[contact]]
        rule = Rule.NOT_PAIRED if skilled.any() else Rule.NO_SKILL
    elif most < floor.q80_us[contact]:
        rule, action = Rule.SHIFT, Action.OFFER_CALL_BACK
    elif guard:
        rule = Rule.GUARD
    elif _can_call_back(scene, contact, int(floor.known[contact])):
        rule, action = Rule.KNOWN_BUSY, Action.OFFER_CALL_BACK
    terms = _urgency(scene, contact, rule) | {"score": None, "minutes_left": _minutes(most)}
    knows = "" if told.known_agent in told.not_agents else told.known_agent
    who = knows or None if action is Action.OFFER_CALL_BACK else None
    return Decision(told.contact_id, who, action, terms)


def _can_call_back(scene: Scene, contact: int, knows: int) -> bool:
    """He who knows the case is here and has the time for it, later; and it is no call-back itself."""
    if knows < 0 or scene.urgent.is_due[contact]:
        return False
    able = scene.floor.skill_order[knows, scene.floor.skill[contact]] > 0
    return bool(able and scene.floor.q80_us[contact] <= scene.left_us[knows])


def _urgency(scene: Scene, contact: int, rule: Rule) -> dict[str, Term]:
    urgent, told = scene.urgent, scene.floor.contacts[contact]
    return {
        "rule": rule.value,
        "waited": float(urgent.waited[contact]),
        "ageing": float(urgent.ageing[contact]),
        "due": float(urgent.due[contact]),
        "at_limit": bool(urgent.at_limit[contact]),
        "q80_minutes": told.q80_minutes,
    }


def _minutes(us: float) -> float | None:
    """Rounded to the second; nothing where there is no end, or nobody."""
    return round(us / 60e6, 2) if math.isfinite(us) else None
