"""Routing: hard rules first, the customer's longest wait before care, and a reason for everything."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.care.batch import route_batch
from amends.care.durations import durations
from amends.care.routing import inputs_of, next_for_agent, route, scene_of, who_for_contact
from amends.care.routing_decision import Action, Decision
from amends.care.routing_floor import Agent, Contact, floor_of
from amends.care.routing_words import in_words
from amends.care.weights import Weights
from amends.facts import Moment
from care_floor import NOW, a_floor, minutes

WEIGHTS = Weights()
Router = Callable[[Sequence[Contact], Sequence[Agent], Moment, Weights], tuple[Decision, ...]]
BOTH = pytest.mark.parametrize("router", [route, route_batch], ids=["live", "batch"])


def ago(number: float) -> Moment:
    return Moment(NOW - minutes(number))


def later(number: float) -> Moment:
    return Moment(NOW + minutes(number))


def rings(name: str = "c1", **told: object) -> Contact:
    return Contact(name, "phone", "billing", **{"waiting_since": ago(1), "q80_minutes": 12.0, **told})  # type: ignore[arg-type]


def ana(**told: object) -> Agent:
    return Agent("ana", ("billing",), **{"shift_end": later(240), **told})  # type: ignore[arg-type]


def ben(**told: object) -> Agent:
    return Agent("ben", ("billing",), **{"shift_end": later(240), **told})  # type: ignore[arg-type]


def decided(router: Router, contacts: Sequence[Contact], agents: Sequence[Agent]) -> dict[str, Decision]:
    return {one.contact_id: one for one in router(contacts, agents, NOW, WEIGHTS)}


# A minute before the end of the shift


@BOTH
def test_a_long_case_a_minute_before_the_end_is_not_handed_over_and_a_call_back_is_offered(router: Router) -> None:
    found = decided(router, [rings(known_agent="ana")], [ana(shift_end=later(1))])["c1"]
    assert (found.action, found.agent, found.terms["rule"]) == (Action.OFFER_CALL_BACK, "ana", "shift")
    assert found.terms["minutes_left"] == 1.0
    assert in_words(found).startswith("c1: offer a call-back by ana, who knows the case")


@BOTH
def test_who_knows_the_case_may_be_at_home_and_is_named_all_the_same(router: Router) -> None:
    found = decided(router, [rings(known_agent="zoe")], [ana(shift_end=later(1))])["c1"]
    assert (found.action, found.agent) == (Action.OFFER_CALL_BACK, "zoe")
    nobody = decided(router, [rings()], [ana(shift_end=later(1))])["c1"]
    assert (nobody.action, nobody.agent) == (Action.OFFER_CALL_BACK, None)


@BOTH
@pytest.mark.parametrize(("left", "action"), [(11.99, Action.OFFER_CALL_BACK), (12, Action.ASSIGN)])
def test_what_fits_exactly_is_handed_over(router: Router, left: float, action: Action) -> None:
    assert decided(router, [rings()], [ana(shift_end=later(left))])["c1"].action is action


@BOTH
def test_somebody_with_more_time_takes_it_now(router: Router) -> None:
    found = decided(router, [rings(known_agent="ana")], [ana(shift_end=later(1)), ben()])["c1"]
    assert (found.action, found.agent) == (Action.ASSIGN, "ben")


@BOTH
def test_a_call_that_she_promised_is_an_end_like_that_of_the_shift(router: Router) -> None:
    promised = rings("c2", known_agent="ana", promised_from=later(5), promised_to=later(10))
    found = decided(router, [rings(), promised], [ana()])
    assert found["c1"].action is Action.OFFER_CALL_BACK
    assert (found["c2"].action, found["c2"].terms["rule"]) == (Action.WAIT, "not_yet")


# The customer's wait, and promises


@BOTH
def test_at_the_longest_wait_care_steps_back(router: Router) -> None:
    late, worn = rings(hard=True, waiting_since=ago(10)), ana(load=5.0)
    found = decided(router, [late], [worn])["c1"]
    assert (found.action, found.terms["care"], found.terms["rule"]) == (Action.ASSIGN, 0.0, "at_limit")


@BOTH
def test_at_the_longest_wait_a_contact_is_before_all_others(router: Router) -> None:
    late = rings("late", waiting_since=ago(10), hard=True)
    known = rings("known", known_agent="ana", waiting_since=ago(9.9))
    found = decided(router, [known, late], [ana(load=4.0)])
    assert found["late"].agent == "ana"
    assert found["known"].action is Action.OFFER_CALL_BACK


@BOTH
def test_a_promise_that_is_due_is_not_skipped_for_care(router: Router) -> None:
    due = rings("due", promised_from=ago(1), promised_to=later(29), hard=True)
    found = decided(router, [due, rings(waiting_since=ago(9))], [ana(load=4.0)])
    assert (found["due"].agent, found["due"].terms["rule"]) == ("ana", "promise_due")
    assert found["c1"].action is Action.WAIT


# Care


@BOTH
def test_a_hard_one_goes_to_who_had_less_of_it(router: Router) -> None:
    found = decided(router, [rings(hard=True)], [ana(load=1.5), ben(load=0.2)])["c1"]
    assert (found.agent, found.terms["care"]) == ("ben", -0.8)


@BOTH
def test_at_the_guard_a_hard_one_waits_for_somebody_else_while_there_is_time(router: Router) -> None:
    hard, easy = rings("hard", hard=True), rings("easy", waiting_since=ago(9), known_agent="ben")
    found = decided(router, [hard, easy], [ana(load=3.0), ben()])
    if router is route:  # the easy one, more urgent, has ben; live routing looks at one after the other
        assert (found["easy"].agent, found["hard"].terms["rule"]) == ("ben", "guard")
    else:  # the batch sees both
        assert (found["easy"].agent, found["hard"].agent) == ("ana", "ben")


@BOTH
def test_at_the_guard_and_nobody_else_there_the_customer_comes_first(router: Router) -> None:
    assert decided(router, [rings(hard=True)], [ana(load=3.5)])["c1"].agent == "ana"


@BOTH
def test_who_knows_the_case_gets_it_or_is_offered_for_later(router: Router) -> None:
    one, other = rings("c1", known_agent="ben"), rings("c2", known_agent="ben", waiting_since=ago(5))
    found = decided(router, [one, other], [ana(), ben()])
    assert sum(decision.terms["known"] == 3.0 for decision in found.values()) == 1
    busy = decided(router, [one, other], [ben()])
    assert (busy["c1"].action, busy["c1"].agent, busy["c1"].terms["rule"]) == (
        Action.OFFER_CALL_BACK,
        "ben",
        "known_busy",
    )


@BOTH
def test_the_own_skill_before_a_second_one_and_none_never(router: Router) -> None:
    second = Agent("ann", ("orders", "billing"), later(240))
    assert decided(router, [rings()], [second, ana()])["c1"].agent == "ana"
    assert decided(router, [rings()], [second])["c1"].terms["second_skill"] == -0.5
    stranger = Agent("ann", ("orders",), later(240))
    assert decided(router, [rings()], [stranger])["c1"].terms["rule"] == "no_skill"


@BOTH
def test_of_equals_the_one_who_is_free_longest(router: Router) -> None:
    found = decided(router, [rings()], [ana(free_since=ago(1)), ben(free_since=ago(7))])
    assert found["c1"].agent == "ben"


@BOTH
def test_nobody_and_nothing_are_no_trouble(router: Router) -> None:
    assert router([], [ana()], NOW, WEIGHTS) == ()
    assert decided(router, [rings()], [])["c1"].terms["rule"] == "no_skill"


# Invariants over many floors


def check_rules(contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]) -> None:
    """Skill, time, one contact for one agent, no promise early, and everybody has an answer."""
    people = {one.agent: one for one in agents}
    waiting = {one.contact_id: one for one in contacts}
    assert sorted(waiting) == [one.contact_id for one in found]
    given = [one for one in found if one.action is Action.ASSIGN]
    assert len({one.agent for one in given}) == len(given)
    for one in given:
        contact, agent = waiting[one.contact_id], people[str(one.agent)]
        assert contact.skill in agent.skills
        assert agent.shift_end is None or contact.q80_minutes <= (agent.shift_end - NOW) / minutes(1)
        assert contact.promised_from is None or contact.promised_from <= NOW


def check_terms(found: Sequence[Decision]) -> None:
    """What is printed is what was added."""
    for one in found:
        if one.action is Action.ASSIGN:
            parts = [one.terms[name] for name in ("waited", "ageing", "due", "known", "second_skill", "care")]
            assert one.terms["score"] == pytest.approx(sum(float(part or 0) for part in parts))


def check_nobody_left_out(contacts: Sequence[Contact], agents: Sequence[Agent], found: Sequence[Decision]) -> None:
    """Nobody at the longest wait, and no due promise, waits while somebody who could take it is free."""
    taken = {one.agent for one in found if one.action is Action.ASSIGN}
    scene = scene_of(floor_of(contacts, agents), NOW, WEIGHTS)
    place = {one.contact_id: number for number, one in enumerate(scene.floor.contacts)}
    for one in found:
        contact = place[one.contact_id]
        if one.action is not Action.ASSIGN and scene.urgent.must[contact]:
            able = scene.floor.skill_order[:, scene.floor.skill[contact]] > 0
            able &= scene.floor.q80_us[contact] <= scene.left_us
            idle = [scene.floor.agents[agent].agent for agent in np.flatnonzero(able)]
            assert set(idle) <= taken, one


@pytest.mark.promise
@BOTH
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), contacts=st.integers(0, 25), agents=st.integers(0, 12))
def test_the_rules_hold_on_every_floor(router: Router, seed: int, contacts: int, agents: int) -> None:
    waiting, people = a_floor(contacts, agents, seed)
    found = router(waiting, people, NOW, WEIGHTS)
    check_rules(waiting, people, found)
    check_terms(found)
    check_nobody_left_out(waiting, people, found)


@pytest.mark.parametrize("seed", range(3))
def test_twins_that_break_a_rule_are_caught(seed: int) -> None:
    waiting, people = a_floor(25, 12, seed)
    found = route(waiting, people, NOW, WEIGHTS)
    some = next(one for one in found if one.action is Action.ASSIGN)
    gone = [replace(one, shift_end=later(0)) if one.agent == some.agent else one for one in people]
    with pytest.raises(AssertionError):
        check_rules(waiting, gone, found)
    with pytest.raises(AssertionError):
        check_rules(waiting, people, found[1:])
    with pytest.raises(AssertionError):
        check_terms([replace(some, terms={**some.terms, "care": -9.0})])
    must = next(one for one in found if one.terms["at_limit"] and one.action is Action.ASSIGN)
    skipped = [replace(must, agent=None, action=Action.WAIT) if one is must else one for one in found]
    with pytest.raises(AssertionError):
        check_nobody_left_out(waiting, people, skipped)


@pytest.mark.promise
@BOTH
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_same_inputs_in_any_order_give_the_same_decisions(router: Router, seed: int) -> None:
    waiting, people = a_floor(20, 10, seed)
    found, told = router(waiting, people, NOW, WEIGHTS), inputs_of(waiting, people, NOW, WEIGHTS)
    random.Random(seed).shuffle(waiting)
    random.Random(seed + 1).shuffle(people)
    assert router(waiting, people, NOW, WEIGHTS) == found
    assert inputs_of(waiting, people, NOW, WEIGHTS) == told


def test_twin_other_inputs_have_another_hash() -> None:
    waiting, people = a_floor(5, 3, 1)
    told = inputs_of(waiting, people, NOW, WEIGHTS)
    assert told != inputs_of(waiting[1:], people, NOW, WEIGHTS)
    assert told != inputs_of(waiting, people, Moment(NOW + 1), WEIGHTS)
    assert told != inputs_of(waiting, people, NOW, replace(WEIGHTS, guard=4.0))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_one_agent_and_all_contacts_see_the_same_terms(seed: int) -> None:
    """What one agent is given next is worth as much as that contact is to him from the contact's side."""
    waiting, people = a_floor(15, 1, seed)
    scene = scene_of(floor_of(waiting, people), NOW, WEIGHTS)
    taken = next_for_agent(scene, 0)
    others = [who_for_contact(scene, contact) for contact in range(len(waiting))]
    given = [one for one in others if one.action is Action.ASSIGN]
    assert (taken is None) == (not given)
    if taken is not None:
        assert taken in given
        assert (bool(taken.terms["at_limit"]) or float(taken.terms["due"] or 0) > 0) >= any(
            one.terms["at_limit"] for one in given
        )


def test_a_masked_contact_and_a_masked_agent_are_passed_over() -> None:
    scene = scene_of(floor_of([rings("c1"), rings("c2", waiting_since=ago(5))], [ana(), ben()]), NOW, WEIGHTS)
    first = next_for_agent(scene, 0)
    second = next_for_agent(scene, 0, np.array([one.contact_id != "c2" for one in scene.floor.contacts]))
    assert first is not None
    assert second is not None
    assert (first.contact_id, second.contact_id) == ("c2", "c1")
    assert who_for_contact(scene, 0, np.array([False, True])).agent == scene.floor.agents[1].agent
    assert who_for_contact(scene, 0, np.array([False, False])).action is Action.WAIT


# How long a class takes


def test_a_class_with_many_cases_speaks_for_itself_and_a_small_one_with_all() -> None:
    draw = random.Random(4)
    many = [draw.lognormvariate(2.0, 0.7) for _ in range(400)]
    found = durations({"refund": many, "outage": [60.0, 80.0], "new": []})
    assert not found["refund"].pooled
    assert found["refund"].minutes == pytest.approx(float(np.quantile(many, 0.8)), rel=0.03)
    assert found["outage"].pooled
    assert found["refund"].minutes < found["outage"].minutes < 80.0 * 2
    assert found["new"].cases == 0
    assert found["new"].minutes > 0


@pytest.mark.parametrize("cases", [5, 20, 100])
def test_some_one_in_five_outlasts_it_whatever_the_size_of_the_class(cases: int) -> None:
    draw = random.Random(cases)
    means = {f"class {number}": draw.gauss(2.0, 0.5) for number in range(200)}
    found = durations({name: [draw.lognormvariate(mean, 0.7) for _ in range(cases)] for name, mean in means.items()})
    over = [draw.lognormvariate(mean, 0.7) > found[name].minutes for name, mean in means.items() for _ in range(50)]
    assert 0.15 <= sum(over) / len(over) <= 0.25


@pytest.mark.parametrize("told", [{}, {"a": []}, {"a": [0.0]}, {"a": [float("nan")]}])
def test_durations_that_are_none_are_refused(told: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match=r"duration|case"):
        durations(told)
