"""A payer that loses answers, desks that die: nothing is paid twice, nothing closed unseen, and nothing forgotten."""

from dataclasses import replace

import pytest
from bench.remediation import run_trouble
from bench.remediation_world.payer import CALM, TROUBLE, Ways
from bench.remediation_world.twins import Resending

from amends.facts import Payment, Stage
from amends.record import Record
from payers import one_matter

FORGETS = replace(TROUBLE, keys=False)
STEPS = 12  # request, two approvals, hand-over, answer, letter: before and after each is written down


@pytest.mark.promise
def test_hundreds_of_retries_through_crashes_and_lost_answers_at_a_payer_without_keys():
    figures = run_trouble(24, seed=3, ways=FORGETS)
    assert figures.retries > 200
    assert figures.deaths > 5
    assert figures.lost > 5
    assert figures.sent_again > 5  # it does pay again, where nothing had come of it or it had failed
    assert (figures.doubles, figures.closed_unseen, figures.forgotten) == (0, 0, 0)
    assert figures.closed == 24


@pytest.mark.promise
def test_two_programmes_that_find_the_same_refunds_pay_each_once():
    figures = run_trouble(6, seed=7, ways=CALM, programmes=2)
    assert figures.cases == 12
    assert figures.sent == 6
    assert (figures.doubles, figures.closed_unseen, figures.forgotten) == (0, 0, 0)
    assert figures.ends["closed"] == figures.ends["made_whole"] == 6


@pytest.mark.promise
def test_the_twin_that_hands_over_again_on_unknown_is_caught():
    assert run_trouble(12, seed=5, ways=FORGETS, twin="resending").doubles > 3


@pytest.mark.promise
def test_the_twin_that_believes_the_payer_is_caught():
    assert run_trouble(12, seed=6, ways=TROUBLE, twin="believing").closed_unseen > 3


@pytest.mark.promise
def test_the_twin_with_a_key_of_each_programme_is_caught():
    assert run_trouble(6, seed=7, ways=CALM, twin="key per programme", programmes=2).doubles > 3


@pytest.mark.promise
@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_who_dies_between_any_two_steps_pays_once_all_the_same(record: Record, step: int) -> None:
    story = one_matter(record, Ways(keys=False), dies_at_step=step)
    assert story.deaths == 1
    assert len(story.paid) == 1
    assert story.stands.stage is Stage.CLOSED
    assert story.stands.proof


@pytest.mark.promise
@pytest.mark.parametrize("way", ["dies_before", "dies_after", "pays_late", "refuses", "fails_again", "comes_back"])
def test_whatever_the_payer_does_one_payment_arrives(record: Record, way: str) -> None:
    story = one_matter(record, Ways(keys=False, **{way: 1.0}))
    lives = [paid for paid in story.paid if paid.fails_at is None]
    assert len(lives) == 1
    assert len(story.paid) == 1 + (way in ("fails_again", "comes_back"))
    assert story.stands.stage is (Stage.PAID if way == "comes_back" else Stage.CLOSED)  # sent again later: on its way


@pytest.mark.promise
def test_the_twin_that_sends_again_at_once_pays_twice_where_only_the_answer_was_lost(record: Record) -> None:
    story = one_matter(record, Ways(keys=False, dies_after=1.0), kind=Resending)
    assert len(story.paid) > 1


@pytest.mark.promise
def test_what_the_payer_only_says_stays_open_and_says_what_it_waits_for(record: Record) -> None:
    story = one_matter(record, Ways(only_says_so=1.0))
    assert story.paid == []
    assert story.stands.stage is Stage.PAID
    assert story.stands.payment in (Payment.SAID_PAID, Payment.UNKNOWN)  # asked again, the payer took it back
    assert "refund" in story.stands.waits_for
