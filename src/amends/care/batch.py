"""Batch routing, for a morning's mail or call-backs: the best assignment of all, by min-cost flow.

The network is small (an arc for each contact and agent, not for each pair) and its matrix is totally unimodular: the
dual simplex of HiGHS, which scipy brings along, ends at whole numbers, at the exact optimum, without a short list.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from amends.facts import Moment

from .batch_network import Network, Places, network_of
from .routing import scene_of
from .routing_decision import Decision, Scene, assigned, not_assigned
from .routing_floor import Agent, Contact, floor_of
from .routing_terms import Mask, Numbers, guarded
from .weights import Weights


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Of the network: contacts into rows, along the rows, out of rows to agents, and from contacts to who knows them.
    `tail` and `head` are nodes; contacts come first, then agents, then places in rows.
    """

    tail: Places
    head: Places
    cost: Numbers
    most: Numbers
    nodes: int


def route_batch(
    contacts: Iterable[Contact], agents: Iterable[Agent], now: Moment, weights: Weights
) -> tuple[Decision, ...]:
    """One decision for each contact, by id, the best for all together: first as many of those who must be taken as can
    be, then as many of the others, then the best sum of terms.
    """
    scene = scene_of(floor_of(contacts, agents), now, weights)
    who = matched(scene)
    taken = np.zeros(len(scene.floor.agents), np.bool_)
    taken[who[who >= 0]] = True
    kept = _kept_from(scene, ~taken)
    found = (
        assigned(scene, contact, agent) if agent >= 0 else not_assigned(scene, contact, guard=bool(kept[contact]))
        for contact, agent in enumerate(who.tolist())
    )
    return tuple(sorted(found, key=lambda one: one.contact_id))


def matched(scene: Scene) -> Places:
    """For each contact the place of the agent who takes it, -1 for nobody."""
    who = np.full(len(scene.floor.contacts), -1, np.int64)
    if not len(who) or not len(scene.floor.agents):
        return who
    network = network_of(scene)
    arcs = _arcs(network, len(who), len(scene.floor.agents))
    if not len(arcs.tail):
        return who
    flows = _solve(arcs, len(who), len(scene.floor.agents))
    _walk(network, flows, who)
    return who


def _arcs(network: Network, contacts: int, agents: int) -> _Arcs:
    """In the order in which `_walk` reads them: row by row (in, along, out), then those who know."""
    tails, heads, costs, most = [], [], [], []
    node = contacts + agents
    for row in network.rows:
        places = node + np.arange(row.places)
        node += row.places
        tails += [row.contacts, places[:-1], places[row.stands]]
        heads += [places[row.enters], places[1:], contacts + row.agents]
        costs += [-network.worth[row.contacts], np.zeros(row.places - 1), row.price]
        along = np.full(row.places - 1, float(len(row.contacts)))
        most += [np.ones(len(row.contacts)), along, np.ones(len(row.agents))]
    tails.append(network.known_contact)
    heads.append(contacts + network.known_agent)
    costs.append(network.known_price - network.worth[network.known_contact])
    most.append(np.ones(len(network.known_contact)))
    return _Arcs(np.concatenate(tails), np.concatenate(heads), np.concatenate(costs), np.concatenate(most), node)


def _solve(arcs: _Arcs, contacts: int, agents: int) -> Places:
    """Whole units of flow on each arc. What leaves a contact and what reaches an agent is at most one."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    column = np.arange(len(arcs.tail))
    ends = contacts + agents
    leaving, arriving = arcs.tail < ends, arcs.head < ends
    at = np.concatenate([arcs.tail[leaving], arcs.head[arriving]])
    which = np.concatenate([column[leaving], column[arriving]])
    limited = csr_array((np.ones(len(at)), (at, which)), shape=(ends, len(column)))
    through = None
    if arcs.nodes > ends:
        at = np.concatenate([arcs.tail[~leaving] - ends, arcs.head[~arriving] - ends])
        which = np.concatenate([column[~leaving], column[~arriving]])
        sign = np.concatenate([np.ones(int((~leaving).sum())), -np.ones(int((~arriving).sum()))])
        through = csr_array((sign, (at, which)), shape=(arcs.nodes - ends, len(column)))
    found = linprog(
        arcs.cost,
        A_ub=limited,
        b_ub=np.ones(ends),
        A_eq=through,
        b_eq=None if through is None else np.zeros(arcs.nodes - ends),
        bounds=np.column_stack([np.zeros(len(column)), arcs.most]),
        method="highs-ds",
        options={"simplex_dual_edge_weight_strategy": "devex"},  # a sixth faster here than the default
    )
    if found.x is None:  # it is bounded, and no flow at all is allowed: there is always an optimum
        raise RuntimeError(f"the solver gave up: {found.message}")
    return np.asarray(np.rint(found.x), np.int64)


def _walk(network: Network, flows: Places, who: Places) -> None:
    """Who walked to whom. Within a row all pairs that are possible are worth the same together; the contacts that take
    least time go to those who have least.
    """
    begin = 0
    for row in network.rows:
        entered = flows[begin : begin + len(row.contacts)] > 0
        begin += len(row.contacts) + row.places - 1
        left = flows[begin : begin + len(row.agents)] > 0
        begin += len(row.agents)
        who[row.contacts[entered]] = row.agents[left]
    knows = flows[begin:] > 0
    who[network.known_contact[knows]] = network.known_agent[knows]


def _kept_from(scene: Scene, free: Mask) -> Mask:
    """Contacts that a free agent with the skill and the time might have had, but for the guard."""
    floor = scene.floor
    kept = guarded(floor, scene.urgent, scene.left_us, scene.weights)
    able = (floor.skill_order > 0) & free[:, None]
    most = np.where(able, scene.left_us[:, None], -np.inf).max(axis=0, initial=-np.inf)
    return np.asarray(kept & (floor.q80_us <= most[floor.skill]), np.bool_)
