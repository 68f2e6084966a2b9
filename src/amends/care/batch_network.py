"""The batch as a small network: every allowed pair of contact and agent is a way through it, without an arc for each.

For one skill, agents stand in a row by the time they have left. A contact enters the row at the first agent who has the
time for it and may walk on to those who have more; an agent leaves the row at his price. So contacts and agents need an
arc each, where the table of pairs has millions, and nothing is left out: the best way is the best of all pairs.
Who knows a case has an arc of his own; a customer whom somebody must not meet has one to everybody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .routing_decision import Scene
from .routing_terms import FIRST, TIE, Mask, Numbers, burden

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """Agents of one skill by the time they have left, and the contacts that enter. Agents between whom nobody enters
    stand at one place: `enters[k]` and `stands[a]` are places. `price[a]` is taken off where that agent takes one here.
    """

    contacts: Places
    enters: Places
    agents: Places
    stands: Places
    price: Numbers

    @property
    def places(self) -> int:
        """How many there are."""
        return int(self.stands[-1]) + 1 if len(self.stands) else 0


@dataclass(frozen=True, slots=True)
class Network:
    """`worth[i]` is what taking contact i is worth, whoever takes it. `room[j]`: so many agent j can take. `pair_*` are
    arcs of their own, of those who know a case and of those who must not meet somebody; `pair_price` may be below 0.
    """

    worth: Numbers
    room: Places
    rows: tuple[Row, ...]
    pair_contact: Places
    pair_agent: Places
    pair_price: Numbers


def network_of(scene: Scene, wanted: Mask | None = None, room: Places | None = None) -> Network:
    """Rows for each skill and way: of contacts whose care terms weigh alike, and of hard ones that only agents below
    the guard may have. `wanted` masks contacts; `room` is how many each agent takes, one where nothing is said.
    """
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    care = burden(floor, routing)
    below = floor.load < scene.weights.guard
    room = np.minimum(floor.room, 1) if room is None else room
    asked = ~urgent.not_yet if wanted is None else wanted & ~urgent.not_yet
    apart = np.zeros(len(asked), np.bool_)
    apart[floor.apart_contact] = True
    order = np.lexsort((urgent.flag, scene.kept, floor.way, floor.skill))
    order = order[(asked & ~apart)[order]]
    rows = []
    for some in _alike(order, floor.skill, floor.way, scene.kept, urgent.flag):
        skill, way = floor.skill[some[0]], floor.way[some[0]]
        may = (floor.skill_order[:, skill] > 0) & floor.takes[:, way] & (room > 0)
        able = np.flatnonzero(may & below if scene.kept[some[0]] else may)
        able = able[np.argsort(scene.left_us[able], kind="stable")]
        price = routing.second_skill * (floor.skill_order[able, skill] == 2) + TIE * able / len(below)
        rows.append(_row(scene, some, able, price + urgent.flag[some[0]] * care[able], room))
    pairs = _pairs(scene, asked, apart, room)
    price = (
        TIE * pairs[1] / len(below)
        + urgent.flag[pairs[0]] * care[pairs[1]]
        - routing.known * (floor.known[pairs[0]] == pairs[1])
    )
    price += routing.second_skill * (floor.skill_order[pairs[1], floor.skill[pairs[0]]] == 2)
    return Network(_worth(scene, care, room), room, tuple(row for row in rows if len(row.contacts)), *pairs, price)


def _alike(order: Places, *columns: NDArray[Any]) -> Iterator[Places]:
    """The contacts of this order, split wherever one of the columns changes."""
    if not len(order):
        return
    changes = np.zeros(len(order) - 1, np.bool_)
    for column in columns:
        changes |= column[order[1:]] != column[order[:-1]]
    for some in np.split(order, np.flatnonzero(changes) + 1):
        yield np.sort(some)


def _row(scene: Scene, contacts: Places, agents: Places, price: Numbers, room: Places) -> Row:
    """Only contacts that an optimum can need: fewer others than there is room are as urgent, and fit as well."""
    enters = np.searchsorted(scene.left_us[agents], scene.floor.q80_us[contacts], side="left")
    inside = enters < len(agents)
    contacts, enters = contacts[inside], enters[inside]
    urgent = scene.urgent.base[contacts] + FIRST * scene.urgent.must[contacts]
    order = np.lexsort((contacts, -urgent, enters))
    contacts, enters = contacts[order], enters[order]
    wanted = _among_first(urgent[order], int(room[agents].sum())) | (scene.floor.known[contacts] >= 0)
    contacts, enters = contacts[wanted], enters[wanted]
    doors = np.unique(enters)
    stands = np.searchsorted(doors, np.arange(len(agents)), side="right") - 1
    near = stands >= 0
    return Row(contacts, np.searchsorted(doors, enters), agents[near], stands[near], price[near])


def _among_first(urgent: Numbers, count: int) -> Mask:
    """Which are, at their place, among so many most urgent of those before them and themselves."""
    best: list[float] = []
    wanted = np.ones(len(urgent), np.bool_)
    for place, one in enumerate(urgent.tolist()):
        if len(best) < count:
            heappush(best, one)
        elif one > best[0]:
            heapreplace(best, one)
        else:
            wanted[place] = False
    return wanted


def _pairs(scene: Scene, asked: Mask, apart: Mask, room: Places) -> tuple[Places, Places]:
    """Who knows a case beside it; beside a customer whom somebody must not meet, everybody whom he may."""
    floor = scene.floor
    below = floor.load < scene.weights.guard
    lone = np.flatnonzero((floor.known >= 0) & asked & ~apart)
    parted = np.flatnonzero(apart & asked)
    contacts = np.concatenate([lone, np.repeat(parted, len(below))])
    agents = np.concatenate([floor.known[lone], np.tile(np.arange(len(below)), len(parted))])
    allowed = (floor.skill_order[agents, floor.skill[contacts]] > 0) & (floor.q80_us[contacts] <= scene.left_us[agents])
    allowed &= (~scene.kept[contacts] | below[agents]) & floor.takes[agents, floor.way[contacts]] & (room[agents] > 0)
    forbidden = np.isin(contacts * len(below) + agents, floor.apart_contact * len(below) + floor.apart_agent)
    return contacts[allowed & ~forbidden], agents[allowed & ~forbidden]


def _worth(scene: Scene, care: Numbers, room: Places) -> Numbers:
    """The urgency, with so much more for each contact that one more customer counts above any difference of terms, and
    twice as much where he must be taken: then no optimum leaves out whom a rule puts first.

    How much that is: one more customer moves others from one agent to another, each once, but leaves none of them out;
    at most one who must not be taken now makes room for one who must.
    """
    base, routing = scene.urgent.base, scene.weights.routing
    prices = routing.known + routing.second_skill + float(care.max(initial=0.0)) + TIE
    moved = min(len(base), int(room.sum())) + 1
    more = 1 + moved * prices + (float(np.ptp(base)) if len(base) else 0.0)
    return np.asarray(base + more * (1.0 + scene.urgent.must), np.float64)
