"""Live routing: one contact for an agent who is free, one agent for a contact that comes. No solver: terms are added.

Advice to whatever distributes the contacts. The same inputs give the same decision, whatever their order; `inputs_of`
is the hash by which a decision is replayed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

import numpy as np

from amends.facts import Moment

from .routing_decision import Decision, Scene, assigned, not_assigned
from .routing_floor import Agent, Contact, Floor, floor_of
from .routing_terms import FIRST, Mask, burden, guarded, time_left_us, urgency
from .weights import Weights


def scene_of(floor: Floor, now: Moment, weights: Weights) -> Scene:
    """What all decisions of one moment share."""
    left_us = time_left_us(floor, now)
    most_us = np.where(floor.skill_order > 0, left_us[:, None], -np.inf).max(axis=0, initial=-np.inf)
    return Scene(floor, now, weights, urgency(floor, now, weights.routing), left_us, most_us)


def next_for_agent(scene: Scene, agent: int, waiting: Mask | None = None) -> Decision | None:
    """What the agent at this place takes now; None where nothing of what waits is for him. `waiting` masks contacts."""
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    skill_order = floor.skill_order[agent, floor.skill]
    open_ = (skill_order > 0) & ~urgent.not_yet & (floor.q80_us <= scene.left_us[agent])
    if waiting is not None:
        open_ &= waiting
    if floor.load[agent] >= scene.weights.guard:
        open_ &= ~guarded(floor, urgent, scene.left_us, scene.weights)
    if not open_.any():
        return None
    score = urgent.base + FIRST * urgent.must + routing.known * (floor.known == agent)
    score -= routing.second_skill * (skill_order == 2)
    score -= urgent.cares * (routing.hard * (routing.load * floor.load[agent] + routing.total * floor.total[agent]))
    return assigned(scene, int(np.argmax(np.where(open_, score, -np.inf))), agent)


def who_for_contact(scene: Scene, contact: int, free: Mask | None = None) -> Decision:
    """Who takes the contact at this place now, or what else is to be done. `free` masks agents."""
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    skill_order = floor.skill_order[:, floor.skill[contact]]
    open_ = (skill_order > 0) & (floor.q80_us[contact] <= scene.left_us)
    if urgent.not_yet[contact]:
        open_ &= False
    if free is not None:
        open_ &= free
    allowed = open_
    if urgent.cares[contact] and not urgent.must[contact] and open_.any():
        at_guard = floor.load >= scene.weights.guard
        if guarded(floor, urgent, scene.left_us, scene.weights)[contact]:
            allowed = open_ & ~at_guard
    if not allowed.any():
        return not_assigned(scene, contact, guard=bool(open_.any()))
    score = routing.known * (np.arange(len(skill_order)) == floor.known[contact]) - routing.second_skill * (
        skill_order == 2
    )
    if urgent.cares[contact]:
        score = score - burden(floor, routing)
    return assigned(scene, contact, int(np.argmax(np.where(allowed, score, -np.inf))))


def route(contacts: Iterable[Contact], agents: Iterable[Agent], now: Moment, weights: Weights) -> tuple[Decision, ...]:
    """One decision for each contact, by id: the most urgent chooses first, and nobody is given two."""
    floor = floor_of(contacts, agents)
    scene = scene_of(floor, now, weights)
    place = {one.agent: number for number, one in enumerate(floor.agents)}
    free = np.ones(len(floor.agents), np.bool_)
    found = []
    urgent = scene.urgent
    for contact in np.lexsort((np.arange(len(floor.contacts)), -urgent.base, ~urgent.must)).tolist():
        decision = who_for_contact(scene, contact, free)
        if decision.action == "assign":
            free[place[decision.agent or ""]] = False
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
