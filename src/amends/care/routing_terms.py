"""What a pair of contact and agent is worth, term by term, and which pairs may not be.

The hard rules come first: the skill, the time that is left, the promised hour. Then the customer's longest wait and a
promise that is due, which no care term can outweigh. Only then the terms, which are added.
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
    cares: Mask  # the care terms count
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
    return Urgency(
        share=share,
        waited=waited,
        ageing=ageing,
        due=due,
        at_limit=at_limit,
        is_due=is_due,
        not_yet=not_yet,
        cares=floor.hard & ~at_limit,
        must=at_limit | is_due,
        base=waited + ageing + due,
    )


def time_left_us(floor: Floor, now: Moment) -> Numbers:
    """Of each agent: until the end of the shift, or until a call that he, who knows the case, has promised."""
    until = floor.ends.astype(np.float64)
    for contact, who in zip(floor.contacts, floor.known, strict=True):
        if who >= 0 and contact.promised_from is not None and contact.promised_from > now:
            until[who] = min(until[who], contact.promised_to or contact.promised_from)
    until[until >= NEVER] = np.inf
    return until - now


def burden(floor: Floor, weights: RoutingWeights) -> Numbers:
    """Of each agent: what a hard contact would add to, in points of the score."""
    return np.asarray(weights.hard * (weights.load * floor.load + weights.total * floor.total), np.float64)


def relief(floor: Floor, left_us: Numbers, weights: Weights) -> Numbers:
    """For each skill the most time that anybody has who is below the guard; below it, somebody else can take it."""
    below = floor.load < weights.guard
    able = (floor.skill_order > 0) & below[:, None]
    return np.asarray(np.where(able, left_us[:, None], -np.inf).max(axis=0, initial=-np.inf), np.float64)


def guarded(floor: Floor, urgent: Urgency, left_us: Numbers, weights: Weights) -> Mask:
    """Contacts that nobody at the guard or above may have now, because somebody below it can take them in time."""
    cared = urgent.cares & ~urgent.must
    if not cared.any() or not (floor.load >= weights.guard).any():
        return np.zeros(len(floor.hard), np.bool_)
    return np.asarray(cared & (floor.q80_us <= relief(floor, left_us, weights)[floor.skill]), np.bool_)
