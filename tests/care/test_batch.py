"""The batch finds the best of all assignments: as good as the dense solver, and with the urgent first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from amends.care.batch import matched
from amends.care.batch_network import network_of
from amends.care.routing import route, scene_of
from amends.care.routing_decision import Scene
from amends.care.routing_floor import floor_of
from amends.care.routing_terms import burden, guarded
from amends.care.weights import Weights
from care_floor import NOW, a_floor

WEIGHTS = Weights()


def a_scene(contacts: int, agents: int, seed: int) -> Scene:
    return scene_of(floor_of(*a_floor(contacts, agents, seed)), NOW, WEIGHTS)


def all_pairs(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs are allowed and what each is worth, as a whole table: the plain way, by the rules once more."""
    floor, urgent, routing = scene.floor, scene.urgent, WEIGHTS.routing
    skill_order = floor.skill_order[:, floor.skill].T
    allowed = (skill_order > 0) & ~urgent.not_yet[:, None] & (floor.q80_us[:, None] <= scene.left_us[None, :])
    allowed &= ~(guarded(floor, urgent, scene.left_us, WEIGHTS)[:, None] & (floor.load >= WEIGHTS.guard)[None, :])
    worth = routing.known * (floor.known[:, None] == np.arange(len(floor.agents))[None, :])
    worth = worth - routing.second_skill * (skill_order == 2) - urgent.flag[:, None] * burden(floor, routing)[None, :]
    return allowed, worth + network_of(scene).worth[:, None]


def best_worth(scene: Scene) -> float:
    allowed, worth = all_pairs(scene)
    contacts, agents = linear_sum_assignment(np.where(allowed, worth, 0.0), maximize=True)
    taken = allowed[contacts, agents]
    return float(worth[contacts, agents][taken].sum())


def check_best(scene: Scene, who: np.ndarray) -> None:
    """Allowed, nobody twice, and worth as much as the best, but for what settles ties."""
    allowed, worth = all_pairs(scene)
    given = np.flatnonzero(who >= 0)
    assert allowed[given, who[given]].all()
    assert len(set(who[given].tolist())) == len(given)
    assert float(worth[given, who[given]].sum()) == pytest.approx(best_worth(scene), rel=1e-12, abs=1e-4)


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000), contacts=st.integers(1, 30), agents=st.integers(1, 15))
def test_it_is_the_best_of_all_assignments(seed: int, contacts: int, agents: int) -> None:
    scene = a_scene(contacts, agents, seed)
    check_best(scene, matched(scene))


def test_it_is_so_on_a_larger_floor_too() -> None:
    scene = a_scene(400, 250, 5)
    check_best(scene, matched(scene))


def test_twin_that_takes_one_after_the_other_is_caught() -> None:
    """Live routing is good, and not the best: the check tells the difference."""
    worse = 0
    for seed in range(5):
        scene = a_scene(30, 15, seed)
        place = {one.agent: number for number, one in enumerate(scene.floor.agents)}
        decided = {one.contact_id: one for one in route(scene.floor.contacts, scene.floor.agents, NOW, WEIGHTS)}
        greedy = [decided[one.contact_id] for one in scene.floor.contacts]
        who = np.array([place[str(one.agent)] if one.action == "assign" else -1 for one in greedy])
        try:
            check_best(scene, who)
        except AssertionError:
            worse += 1
    assert worse


def test_twin_that_gives_a_contact_to_somebody_without_the_time_is_caught() -> None:
    scene = a_scene(30, 15, 2)
    who = matched(scene)
    allowed, _ = all_pairs(scene)
    contact = int(np.flatnonzero(who < 0)[0])
    who[contact] = int(np.flatnonzero(~allowed[contact])[0])
    with pytest.raises(AssertionError):
        check_best(scene, who)


def test_no_arc_for_each_pair() -> None:
    """The network grows with contacts plus agents, not with their product."""
    scene = a_scene(600, 300, 1)
    network = network_of(scene)
    arcs = sum(len(row.contacts) + 2 * len(row.agents) for row in network.rows) + len(network.pair_contact)
    allowed, _ = all_pairs(scene)
    assert arcs < allowed.sum() / 5


def test_the_most_urgent_are_all_served_where_they_can_be() -> None:
    """As many of those who must be taken as any assignment can take, whatever the terms of the others."""
    for seed in range(10):
        scene = a_scene(25, 10, seed)
        must = scene.urgent.must
        allowed, _ = all_pairs(scene)
        contacts, agents = linear_sum_assignment(np.where(allowed & must[:, None], 1.0, 0.0), maximize=True)
        most = int((allowed & must[:, None])[contacts, agents].sum())
        assert int(must[matched(scene) >= 0].sum()) == most
