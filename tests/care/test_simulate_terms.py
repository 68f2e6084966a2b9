"""The simulated router is the router: the same exposure and the same score as in the rest of care."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.exposure_step import Exposure, Handled, step
from amends.care.routing import scene_of
from amends.care.routing_decision import assigned
from amends.care.routing_floor import Agent as RoutedAgent
from amends.care.routing_floor import Contact as RoutedContact
from amends.care.routing_floor import floor_of
from amends.care.simulate.caring import FIRST, Caring
from amends.care.simulate.contact import NOBODY, PHONE, Contact
from amends.care.simulate.exposing import expose
from amends.care.simulate.people import Agent
from amends.care.simulate.policies import RULES
from amends.care.simulate.settings import Centre
from amends.facts import Moment, hear_moment
from amends.facts.moments import MINUTE_US
from simulated_centre import WEIGHTS

NOON = hear_moment("2026-05-04T12:00:00Z")
NOW = 720.0


def moment(minutes: float) -> Moment:
    return Moment(NOON + round((minutes - NOW) * MINUTE_US))


@pytest.mark.parametrize("seed", range(5))
def test_a_simulated_day_leaves_the_load_that_the_table_says(seed: int) -> None:
    """Calls and mails with and without hostility, pauses, and one hard contact soon after another."""
    draw = random.Random(seed)
    agent, told, now = Agent(0, (480.0, 960.0), (0,)), Exposure(), 480.0
    agent.begin_day(now)
    for _ in range(60):
        began = now + draw.choice((0.5, 3.0, 12.0, 45.0))
        now = began + draw.choice((1.0, 6.0, 20.0))
        channel, repeat = draw.choice(("phone", "mail")), draw.random() < 0.2
        said = draw.choice((0.0, 0.0, 0.5, 1.0, 1.5))
        handled = Handled(moment(now), channel, said, None, None, repeat, 1, moment(began))
        told, _ = step(told, handled, WEIGHTS)
        expose(agent, said, WEIGHTS.channels[channel], repeat=repeat, began=began, now=now, weights=WEIGHTS)
        assert agent.load == pytest.approx(told.load, abs=1e-9)
        assert agent.total == pytest.approx(told.total, abs=1e-9)
    assert agent.peak >= agent.load > 0


@given(
    waited=st.floats(0, 25),
    load=st.floats(0, 2.9),
    total=st.floats(0, 12),
    second=st.booleans(),
    known=st.booleans(),
    promised=st.booleans(),
)
def test_a_marked_contact_is_worth_what_care_route_says(
    waited: float, load: float, total: float, second: bool, known: bool, promised: bool
) -> None:
    """Each term of `amends care route`, and which contacts come before whatever the terms say."""
    agent = Agent(4, (480.0, 1200.0), (1, 0) if second else (0,))
    agent.shift_end, agent.load, agent.load_at, agent.total = 1200.0, load, NOW, total
    contact = Contact(NOW - waited, 0, 1, (PHONE, 0, False), (1, True, 4 if known else NOBODY))
    if promised:
        contact.promised, contact.due_at = True, NOW - waited
    told = RoutedContact(
        "c", "phone", "s0", moment(NOW - waited), 10.0, 5.0, hard=True, known_agent="a4" if known else "",
        promised_from=moment(NOW - waited) if promised else None, promised_to=moment(NOW + 60) if promised else None,
    )  # fmt: skip
    skills = ("s1", "s0") if second else ("s0",)
    scene = scene_of(floor_of([told], [RoutedAgent("a4", skills, moment(1200), load, total)]), NOON, WEIGHTS)
    expected = float(assigned(scene, 0, 0).terms["score"] or 0.0)
    must = FIRST if bool(scene.urgent.must[0]) else 0.0
    found = Caring(RULES["callback"], Centre(), WEIGHTS).score(agent, contact, NOW)
    assert found - must == pytest.approx(expected, abs=1e-4)


def test_a_load_halves_in_an_hour_and_the_next_day_begins_anew() -> None:
    agent = Agent(0, (480.0, 960.0), (0,))
    agent.begin_day(480.0)
    expose(agent, 1.0, 1.0, repeat=False, began=500.0, now=510.0, weights=WEIGHTS)
    assert agent.load_now(570.0, WEIGHTS.half_life_minutes) == pytest.approx(0.5)
    agent.begin_day(1920.0)
    assert (agent.load, agent.total, agent.peak, agent.hard_today) == (0.0, 0.0, 0.0, 0.0)
