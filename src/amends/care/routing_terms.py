"""What a pair of contact and agent is worth, term by term, and which pairs may not be.

The hard rules come first: the skill, who must not meet, the time that is left, the promised hour. Then the customer's
longest wait and a promise that is due, which no care term can outweigh. Only then the terms, which are added.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Moment

from .routing_floor import NEVER, Floor
from .weights import RoutingWeights, Weights

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
FIRST: Final = 1e6  # what must be taken comes before whatever the terms say
TIE: Final = 1e-5  # settles equals: far below any difference that a person would see
SHARES_MAX: Final = 100.0  # a wait of a hundred times the longest counts as one


@dataclass(frozen=True, slots=True)
class Urgency:
    """Of each contact, whoever takes it. `must`: at its longest wait or promised for now; no care term may delay it."""

    share: Numbers  # of the longest wait
    waited: Numbers
    ageing: Numbers
    due: Numbers
    at_limit: Mask
    is_due: Mask
    not_yet: Mask  # promised for later
    flag: Numbers  # by how much the care term counts; 0 at the longest wait
    guards: Mask  # a hard one, which the guard may keep waiting for somebody else
    must: Mask
    base: Numbers  # the sum of the three terms


def urgency(floor: Floor, now: Moment, weights: RoutingWeights) -> Urgency:
    """How long each waits as a share of its longest wait, and what follows from it."""
    waited_us = np.maximum(np.where(floor.since == NEVER, 0, now - floor.since), 0)
    share = np.minimum(waited_us / floor.max_wait_us, SHARES_MAX)
    promised = floor.promised_from != NEVER
    not_yet = promised & (floor.promised_from > now)
    is_due = promised & ~not_yet
    at_limit = (share >= 1) & ~not_yet
    waited = weights.waited * share
    ageing = weights.ageing * np.maximum(2 * share - 1, 0)
    due = weights.due * is_due
    must = at_limit | is_due
    flag = np.where(floor.hard, 1.0, np.where(floor.returning, weights.returning_flag, weights.unmarked_flag))
    return Urgency(
        share=share,
        waited=waited,
        ageing=ageing,
        due=due,
        at_limit=at_limit,
        is_due=is_due,
        not_yet=not_yet,
        flag=np.where(at_limit, 0.0, flag),
        guards=floor.hard & ~must,
        must=must,
        base=waited + ageing + due,
    )


def time_left_us(floor: Floor, now: Moment) -> Numbers:
    """Of each agent: until the end of the shift, or until a call that he, who knows the case, has promised."""
    until = floor.ends.astype(np.float64)
    later = np.flatnonzero((floor.known >= 0) & (floor.promised_from != NEVER) & (floor.promised_from > now))
    np.minimum.at(until, floor.known[later], floor.promised_to[later])
    until[until >= NEVER] = np.inf
    return until - now


def burden(floor: Floor, weights: RoutingWeights) -> Numbers:
    """Of each agent: what a hard contact would add to, in points of the score."""
    return np.asarray(weights.hard * (weights.load * floor.load + weights.total * floor.total), np.float64)


def most_time(floor: Floor, left_us: Numbers, among: Mask | None = None, *, now: bool = False) -> Numbers:
    """For each contact the most time that anybody has who has the skill and may meet the customer; -inf where nobody
    does. `among` masks agents; `now` asks only those who can take a contact of its channel now.
    """
    able = floor.skill_order > 0
    if among is not None:
        able = able & among[:, None]
    if not now:
        found = _most(able, left_us)[floor.skill]
    else:
        found = np.full(len(floor.contacts), -np.inf)
        for way in range(floor.takes.shape[1]):
            mine = floor.way == way
            found[mine] = _most(able & floor.takes[:, way, None], left_us)[floor.skill[mine]]
    for contact in np.unique(floor.apart_contact).tolist():
        may = able[:, floor.skill[contact]].copy()
        may[floor.apart_from(contact)] = False
        if now:
            may &= floor.takes[:, floor.way[contact]]
        found[contact] = left_us[may].max(initial=-np.inf)
    return found


def guarded(floor: Floor, urgent: Urgency, left_us: Numbers, weights: Weights) -> Mask:
    """Contacts that nobody at the guard or above may have now, because somebody below it can take them in time."""
    if not urgent.guards.any() or not (floor.load >= weights.guard).any():
        return np.zeros(len(floor.hard), np.bool_)
    relief = most_time(floor, left_us, floor.load < weights.guard, now=True)
    return np.asarray(urgent.guards & (floor.q80_us <= relief), np.bool_)


def _most(able: NDArray[np.bool_], left_us: Numbers) -> Numbers:
    """For each skill the most time that anybody of those able has."""
    return np.asarray(np.where(able, left_us[:, None], -np.inf).max(axis=0, initial=-np.inf), np.float64)
