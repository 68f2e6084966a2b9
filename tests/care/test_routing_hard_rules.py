"""What no term outweighs: the skill, the shift, who must not meet, what fits side by side, the longest wait, a promise.

Each is a property of every decision on floors that nobody wrote by hand, live and as a batch, and each has a twin.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from amends.care.batch import matched, route_batch
from amends.care.batch_network import network_of
from amends.care.routing import next_for_agent, route, scene_of
from amends.care.routing_decision import Action, Decision
from amends.care.routing_floor import SIDE_BY_SIDE, Agent, Contact, floor_of
from amends.care.routing_terms import burden
from amends.care.weights import Weights
from amends.facts import Moment
from busy_floor import a_busy_floor
from care_floor import NOW, minutes

WEIGHTS = Weights()
Router = Callable[[Sequence[Contact], Sequence[Agent], Moment, Weights], tuple[Decision, ...]]
Check = Callable[[Sequence[Contact], Sequence[Agent], Sequence[Decision]], None]
BOTH = pytest.mark.parametrize("router", [route, route_batch], ids=["live", "batch"])


def pairs(
    contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]
) -> list[tuple[Contact, Agent]]:
    """Who takes whom."""
    waiting, people = {one.contact_id: one for one in contacts}, {one.agent: one for one in agents}
    return [(waiting[one.contact_id], people[str(one.agent)]) for one in found if one.action is Action.ASSIGN]


def fits(contact: Contact, agent: Agent) -> bool:
    """By the plain words of the page, without any column."""
    beside = contact.channel in SIDE_BY_SIDE
    return (
        (not contact.skill or contact.skill in agent.skills)
        and agent.agent not in contact.not_agents
        and (agent.shift_end is None or contact.q80_minutes <= (agent.shift_end - NOW) / minutes(1))
        and (not agent.channels or contact.channel in agent.channels)
        and agent.capacity > agent.in_hand
        and (beside or agent.in_hand == 0)
    )


def check_skill(contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]) -> None:
    for contact, agent in pairs(contacts, agents, found):
        assert not contact.skill or contact.skill in agent.skills


def check_shift(contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]) -> None:
    for contact, agent in pairs(contacts, agents, found):
        assert agent.shift_end is None or contact.q80_minutes <= (agent.shift_end - NOW) / minutes(1)


def check_apart(contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]) -> None:
    """Not handed to, and not named for a call-back either."""
    apart = {one.contact_id: one.not_agents for one in contacts}
    for one in found:
        assert one.agent not in apart[one.contact_id]


def check_side_by_side(contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]) -> None:
    """A call alone; of what is written, no more than there is room for."""
    given_to = pairs(contacts, agents, found)
    count = Counter(agent.agent for _, agent in given_to)
    for contact, agent in given_to:
        assert fits(contact, agent)
        if contact.channel in SIDE_BY_SIDE:
            assert agent.in_hand + count[agent.agent] <= agent.capacity
        else:
            assert agent.in_hand == 0
            assert count[agent.agent] == 1


def check_nobody_first_is_passed_over(
    contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]
) -> None:
    """Who is at the longest wait, or was promised a call for now, waits for nobody who could take him and is idle, and
    not for care; and where he is taken at the longest wait, care did not count.
    """
    busy = {agent.agent for _, agent in pairs(contacts, agents, found)}
    scene = scene_of(floor_of(contacts, agents), NOW, WEIGHTS)
    left = dict(zip([one.agent for one in scene.floor.agents], scene.left_us, strict=True))
    said = {one.contact_id: one for one in found}
    for place, contact in enumerate(scene.floor.contacts):
        decision = said[contact.contact_id]
        if decision.terms["at_limit"]:
            assert decision.terms.get("care", 0.0) == 0.0
        if scene.urgent.must[place]:
            assert decision.terms["rule"] != "guard"
            if decision.action is not Action.ASSIGN:
                assert not [
                    one.agent
                    for one in agents
                    if one.agent not in busy and fits(contact, one) and contact.q80_minutes * 60e6 <= left[one.agent]
                ]


CHECKS: list[Check] = [
    check_skill,
    check_shift,
    check_apart,
    check_side_by_side,
    check_nobody_first_is_passed_over,
]


@pytest.mark.promise
@BOTH
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000), contacts=st.integers(0, 25), agents=st.integers(0, 12))
def test_the_rules_hold_on_every_floor(router: Router, seed: int, contacts: int, agents: int) -> None:
    waiting, people = a_busy_floor(contacts, agents, seed)
    found = router(waiting, people, NOW, WEIGHTS)
    assert [one.contact_id for one in found] == sorted(one.contact_id for one in waiting)
    for check in CHECKS:
        check(waiting, people, found)


def ana(**told: object) -> Agent:
    return Agent("ana", ("billing",), **{"shift_end": Moment(NOW + minutes(240)), **told})  # type: ignore[arg-type]


def ben(**told: object) -> Agent:
    return replace(ana(**told), agent="ben")


def rings(name: str = "c1", channel: str = "phone", **told: object) -> Contact:
    return Contact(name, channel, "billing", **told)  # type: ignore[arg-type]


def late(name: str = "c1", **told: object) -> Contact:
    return rings(name, waiting_since=Moment(NOW - minutes(10)), **told)


def due(name: str = "c1", **told: object) -> Contact:
    return rings(name, promised_from=Moment(NOW - minutes(1)), promised_to=Moment(NOW + minutes(29)), **told)


@BOTH
@pytest.mark.parametrize(
    ("check", "contact", "agent", "loose_contact", "loose_agent"),
    [
        (check_skill, replace(rings(), skill="orders"), ana(), {"skill": ""}, {}),
        (check_shift, rings(), ana(shift_end=Moment(NOW + minutes(1))), {}, {"shift_end": None}),
        (check_apart, rings(not_agents=("ana",)), ana(), {"not_agents": ()}, {}),
        (check_side_by_side, rings(), ana(in_hand=1, capacity=3), {}, {"in_hand": 0}),
    ],
    ids=["skill", "shift", "not paired", "side by side"],
)
def test_twins_routed_without_the_rule_are_caught(
    router: Router, check: Check, contact: Contact, agent: Agent, loose_contact: dict, loose_agent: dict
) -> None:
    """The same floor with the rule taken out of what the router is told."""
    kept = router([contact], [agent], NOW, WEIGHTS)
    check([contact], [agent], kept)
    assert kept[0].action is not Action.ASSIGN
    broken = router([replace(contact, **loose_contact)], [replace(agent, **loose_agent)], NOW, WEIGHTS)
    assert broken[0].action is Action.ASSIGN
    with pytest.raises(AssertionError):
        check([contact], [agent], broken)


@BOTH
@pytest.mark.parametrize("first", [late(hard=True), due(hard=True)], ids=["longest wait", "promise"])
def test_twin_that_lets_care_come_before_the_customer_is_caught(router: Router, first: Contact) -> None:
    """She is far above the guard and there is nobody else: she takes him. A router that skipped him is caught."""
    worn = ana(load=9.0, shift_total=30.0)
    found = router([first], [worn], NOW, WEIGHTS)
    check_nobody_first_is_passed_over([first], [worn], found)
    assert found[0].agent == "ana"
    skipped = [replace(found[0], agent=None, action=Action.WAIT)]
    with pytest.raises(AssertionError):
        check_nobody_first_is_passed_over([first], [worn], skipped)
    cared = [replace(found[0], terms={**found[0].terms, "care": -1.0, "at_limit": True})]
    with pytest.raises(AssertionError):
        check_nobody_first_is_passed_over([first], [worn], cared)


# Who must not meet


@BOTH
def test_who_must_not_meet_waits_for_somebody_else_and_it_is_said(router: Router) -> None:
    apart = late(not_agents=("ana",), known_agent="ana")
    [alone] = router([apart], [ana()], NOW, WEIGHTS)
    assert (alone.action, alone.agent, alone.terms["rule"]) == (Action.WAIT, None, "not_paired")
    [two] = router([apart], [ana(), ben(load=9.0)], NOW, WEIGHTS)
    assert (two.agent, two.terms["known"]) == ("ben", 0.0)
    [busy] = router([apart], [ana(), ben(shift_end=Moment(NOW + minutes(1)))], NOW, WEIGHTS)
    assert (busy.action, busy.agent) == (Action.OFFER_CALL_BACK, None)  # by nobody whom he must not meet


@BOTH
def test_somebody_below_the_guard_who_must_not_meet_him_is_no_relief(router: Router) -> None:
    hard = rings(hard=True, not_agents=("ben",))
    assert router([hard], [ana(load=3.5), ben()], NOW, WEIGHTS)[0].agent == "ana"
    assert router([replace(hard, not_agents=())], [ana(load=3.5), ben()], NOW, WEIGHTS)[0].agent == "ben"


# Side by side


@BOTH
def test_chats_side_by_side_up_to_the_capacity_and_a_call_alone(router: Router) -> None:
    chats = [rings(f"c{number}", "chat") for number in range(4)]
    found = router(chats, [ana(capacity=3, in_hand=1)], NOW, WEIGHTS)
    assert Counter(one.action for one in found) == {Action.ASSIGN: 2, Action.WAIT: 2}
    [call] = router([rings()], [ana(capacity=3, in_hand=1)], NOW, WEIGHTS)
    assert (call.action, call.terms["rule"]) == (Action.WAIT, "nobody_free")


@BOTH
def test_of_equals_the_one_with_less_in_hand(router: Router) -> None:
    chats = [rings(f"c{number}", "chat") for number in range(2)]
    found = router(chats, [ana(capacity=3), ben(capacity=3)], NOW, WEIGHTS)
    assert {one.agent for one in found} == {"ana", "ben"}


@BOTH
def test_whoever_knows_the_case_and_has_a_chat_in_hand_is_offered_for_a_call_back(router: Router) -> None:
    [told] = router([rings(known_agent="ana")], [ana(capacity=2, in_hand=1)], NOW, WEIGHTS)
    assert (told.action, told.agent, told.terms["rule"]) == (Action.OFFER_CALL_BACK, "ana", "known_busy")


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_what_one_agent_takes_next_keeps_the_rules_too(seed: int) -> None:
    waiting, people = a_busy_floor(15, 6, seed)
    scene = scene_of(floor_of(waiting, people), NOW, WEIGHTS)
    for place in range(len(people)):
        taken = next_for_agent(scene, place)
        if taken is not None:
            check_side_by_side(waiting, people, [taken])
            check_apart(waiting, people, [taken])


# What is not marked


@BOTH
def test_what_is_not_marked_counts_a_fifth_and_who_returns_nearly_half(router: Router) -> None:
    flags = {"marked": {"hard": True}, "returning": {"returning": True}, "first": {}}
    care = {
        name: router([rings(**told)], [ana(load=1.0, shift_total=2.0)], NOW, WEIGHTS)[0].terms["care"]
        for name, told in flags.items()
    }
    assert care == {"marked": -4.1, "returning": pytest.approx(-4.1 * 0.45), "first": pytest.approx(-4.1 * 0.2)}


@BOTH
def test_a_team_may_count_marked_ones_only(router: Router) -> None:
    marked_only = replace(WEIGHTS, routing=replace(WEIGHTS.routing, unmarked_flag=0.0, returning_flag=0.0))
    free = Moment(NOW - minutes(9))
    people = [ana(load=2.0, free_since=free), ben()]
    assert router([rings()], people, NOW, marked_only)[0].agent == "ana"  # free longest
    assert router([rings()], people, NOW, WEIGHTS)[0].agent == "ben"


@BOTH
def test_the_guard_keeps_only_marked_ones_waiting(router: Router) -> None:
    worn = ana(load=3.5, capacity=1)
    easy = rings(returning=True)
    found = router([easy], [worn, ben(shift_end=Moment(NOW + minutes(1)))], NOW, WEIGHTS)
    assert found[0].agent == "ana"


# The batch is the best of all, here too


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000), contacts=st.integers(1, 25), agents=st.integers(1, 12))
def test_the_batch_is_the_best_of_all_where_everybody_takes_one(seed: int, contacts: int, agents: int) -> None:
    waiting, people = a_busy_floor(contacts, agents, seed, capacity_max=1)
    scene = scene_of(floor_of(waiting, people), NOW, WEIGHTS)
    floor, routing = scene.floor, WEIGHTS.routing
    left = scene.left_us
    allowed = np.array(
        [
            [
                fits(one, who)
                and not scene.urgent.not_yet[i]
                and floor.q80_us[i] <= left[j]
                and not (scene.kept[i] and who.load >= WEIGHTS.guard)
                for j, who in enumerate(floor.agents)
            ]
            for i, one in enumerate(floor.contacts)
        ]
    )
    worth = routing.known * (floor.known[:, None] == np.arange(agents)[None, :])
    worth = worth - routing.second_skill * (floor.skill_order[:, floor.skill].T == 2)
    worth = worth - scene.urgent.flag[:, None] * burden(floor, routing)[None, :] + network_of(scene).worth[:, None]
    rows, columns = linear_sum_assignment(np.where(allowed, worth, 0.0), maximize=True)
    best = float(worth[rows, columns][allowed[rows, columns]].sum())
    who = matched(scene)
    given_to = np.flatnonzero(who >= 0)
    assert allowed[given_to, who[given_to]].all()
    assert float(worth[given_to, who[given_to]].sum()) == pytest.approx(best, rel=1e-12, abs=1e-3)
