"""Live routing: one contact for an agent who is free, one agent for a contact that comes. No solver: terms are added.

Advice to whatever distributes the contacts. The same inputs give the same decision, whatever their order; `inputs_of`
is the hash by which a decision is replayed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from amends.facts import Moment

from .routing_decision import Decision, Scene, assigned, not_assigned
from .routing_floor import Agent, Contact, Floor, floor_of
from .routing_terms import FIRST, TIE, Mask, burden, time_left_us, urgency
from .weights import Weights


def scene_of(floor: Floor, now: Moment, weights: Weights) -> Scene:
    """What all decisions of one moment share."""
    return Scene(floor, now, weights, urgency(floor, now, weights.routing), time_left_us(floor, now))


def next_for_agent(scene: Scene, agent: int, waiting: Mask | None = None) -> Decision | None:
    """What the agent at this place takes now; None where nothing of what waits is for him. `waiting` masks contacts."""
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    skill_order = floor.skill_order[agent, floor.skill]
    open_ = (skill_order > 0) & ~urgent.not_yet & (floor.q80_us <= scene.left_us[agent])
    open_ &= floor.takes[agent, floor.way]
    open_[floor.apart_contact[floor.apart_agent == agent]] = False
    if waiting is not None:
        open_ &= waiting
    if floor.load[agent] >= scene.weights.guard:
        open_ &= ~scene.kept
    if not open_.any():
        return None
    score = urgent.base + FIRST * urgent.must + routing.known * (floor.known == agent)
    score -= routing.second_skill * (skill_order == 2)
    score -= urgent.flag * (routing.hard * (routing.load * floor.load[agent] + routing.total * floor.total[agent]))
    return assigned(scene, int(np.argmax(np.where(open_, score, -np.inf))), agent)


def who_for_contact(
    scene: Scene, contact: int, free: Mask | None = None, in_hand: NDArray[np.int64] | None = None
) -> Decision:
    """Who takes the contact at this place now, or what else is to be done. `free` masks agents; of equals it is the one
    with the fewest `in_hand`, which is what the floor says unless told otherwise.
    """
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    skill_order = floor.skill_order[:, floor.skill[contact]]
    open_ = (skill_order > 0) & (floor.q80_us[contact] <= scene.left_us) & floor.takes[:, floor.way[contact]]
    open_[floor.apart_from(contact)] = False
    if urgent.not_yet[contact]:
        open_ &= False
    if free is not None:
        open_ &= free
    allowed = open_
    if urgent.guards[contact] and scene.kept[contact]:
        allowed = open_ & (floor.load < scene.weights.guard)
    if not allowed.any():
        return not_assigned(scene, contact, guard=bool(open_.any()))
    score = routing.known * (np.arange(len(skill_order)) == floor.known[contact]) - routing.second_skill * (
        skill_order == 2
    )
    score = (
        score - urgent.flag[contact] * burden(floor, routing) - TIE * (floor.in_hand if in_hand is None else in_hand)
    )
    return assigned(scene, contact, int(np.argmax(np.where(allowed, score, -np.inf))))


def route(contacts: Iterable[Contact], agents: Iterable[Agent], now: Moment, weights: Weights) -> tuple[Decision, ...]:
    """One decision for each contact, by id: the most urgent chooses first, and nobody is given more than he can take
    side by side.
    """
    floor = floor_of(contacts, agents)
    scene = scene_of(floor, now, weights)
    place = {one.agent: number for number, one in enumerate(floor.agents)}
    given = np.zeros(len(floor.agents), np.int64)
    gone = np.zeros(len(floor.agents), np.bool_)  # who took what takes the whole person
    found = []
    urgent = scene.urgent
    for contact in np.lexsort((np.arange(len(floor.contacts)), -urgent.base, ~urgent.must)).tolist():
        whole = bool(floor.whole[contact])
        free = given == 0 if whole else (given < floor.room) & ~gone
        decision = who_for_contact(scene, contact, free, floor.in_hand + given)
        if decision.action == "assign":
            who = place[decision.agent or ""]
            given[who] += 1
            gone[who] |= whole
        found.append(decision)
    return tuple(sorted(found, key=lambda one: one.contact_id))


def inputs_of(contacts: Iterable[Contact], agents: Iterable[Agent], now: Moment, weights: Weights) -> str:
    """SHA-256 of all that a decision is made from, the same for any order of the rows."""
    told = {
        "contacts": sorted((asdict(one) for one in contacts), key=lambda one: str(one["contact_id"])),
        "agents": sorted((asdict(one) for one in agents), key=lambda one: str(one["agent"])),
        "now": now,
        "weights": weights.as_tables(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
