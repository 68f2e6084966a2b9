"""The batch as a small network: every allowed pair of contact and agent is a way through it, without an arc for each.

For one skill, agents stand in a row by the time they have left. A contact enters the row at the first agent who has the
time for it and may walk on to those who have more; an agent leaves the row at his price. So contacts and agents need an
arc each, where the table of pairs has millions, and nothing is left out: the best way is the best of all pairs.
Who knows a case has an arc of his own.
"""

from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .routing_decision import Scene
from .routing_terms import FIRST, Mask, Numbers, burden, guarded

Places = NDArray[np.int64]
_TIE: Final = 1e-5  # of equals the one who is free longest: far below any difference that a person would see


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
    """`worth[i]` is what taking contact i is worth, whoever takes it. `known_*` are the arcs of those who know a case;
    `known_price` may be below 0.
    """

    worth: Numbers
    rows: tuple[Row, ...]
    known_contact: Places
    known_agent: Places
    known_price: Numbers


def network_of(scene: Scene) -> Network:
    """Rows for each skill: of contacts without care terms, of hard ones, and of hard ones that only agents below the
    guard may have.
    """
    floor, urgent, routing = scene.floor, scene.urgent, scene.weights.routing
    care = burden(floor, routing)
    below = floor.load < scene.weights.guard
    kept = guarded(floor, urgent, scene.left_us, scene.weights)
    rows = []
    for skill in np.unique(floor.skill).tolist():
        able = np.flatnonzero(floor.skill_order[:, skill] > 0)
        able = able[np.argsort(scene.left_us[able], kind="stable")]
        second = routing.second_skill * (floor.skill_order[able, skill] == 2) + _TIE * able / len(below)
        mine = (floor.skill == skill) & ~urgent.not_yet
        lighter = below[able]
        rows += [
            _row(scene, mine & ~urgent.cares, able, second),
            _row(scene, mine & urgent.cares & ~kept, able, second + care[able]),
            _row(scene, mine & kept, able[lighter], (second + care[able])[lighter]),
        ]
    found = tuple(row for row in rows if len(row.contacts))
    pairs = _known(scene, kept, below)
    price = np.where(urgent.cares[pairs[0]], care[pairs[1]], 0.0) - routing.known
    price += routing.second_skill * (floor.skill_order[pairs[1], floor.skill[pairs[0]]] == 2)
    return Network(_worth(scene, care), found, *pairs, price)


def _row(scene: Scene, chosen: Mask, agents: Places, price: Numbers) -> Row:
    """Only contacts that an optimum can need: fewer others than there are agents are as urgent, and fit as well."""
    contacts = np.flatnonzero(chosen)
    enters = np.searchsorted(scene.left_us[agents], scene.floor.q80_us[contacts], side="left")
    inside = enters < len(agents)
    contacts, enters = contacts[inside], enters[inside]
    urgent = scene.urgent.base[contacts] + FIRST * scene.urgent.must[contacts]
    order = np.lexsort((contacts, -urgent, enters))
    contacts, enters = contacts[order], enters[order]
    wanted = _among_first(urgent[order], len(agents)) | (scene.floor.known[contacts] >= 0)
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


def _known(scene: Scene, kept: Mask, below: Mask) -> tuple[Places, Places]:
    floor = scene.floor
    contacts = np.flatnonzero((floor.known >= 0) & ~scene.urgent.not_yet)
    agents = floor.known[contacts]
    allowed = (floor.skill_order[agents, floor.skill[contacts]] > 0) & (floor.q80_us[contacts] <= scene.left_us[agents])
    allowed &= ~kept[contacts] | below[agents]
    return contacts[allowed], agents[allowed]


def _worth(scene: Scene, care: Numbers) -> Numbers:
    """The urgency, with so much more for each contact that one more customer counts above any difference of terms, and
    twice as much where he must be taken: then no optimum leaves out whom a rule puts first.
    """
    base, routing = scene.urgent.base, scene.weights.routing
    spread = float(np.ptp(base)) if len(base) else 0.0
    spread += routing.known + routing.second_skill + float(care.max(initial=0.0))
    more = (1 + spread) * (2 * min(len(base), len(care)) + 1)
    return np.asarray(base + more * (1.0 + scene.urgent.must), np.float64)
