"""What is presumed along the burden, and what nobody recorded: those who get the hard contacts are not charged."""

import dataclasses
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.scores import fair
from amends.scores.contacts import UNANSWERED
from amends.scores.fair import FairFit, fit
from amends.scores.parts import Parts
from amends.scores.pooling import above_nought, means_of
from amends.scores.presumed import own_presumed
from amends.scores.refined import refined
from amends.scores.simulated import REGIMES, world
from amends.scores.state import State, state_of
from amends.scores.total import WIDTH
from amends.scores.unrecorded import own_excused, unrecorded_of
from fair_world import fitted, made

AGENTS = 100
MANY = 400  # agents with few answers


@cache
def plain(regime: str, agents: int = AGENTS, answers: int = 100, seed: int = 0) -> FairFit:
    """The parts before they are refined."""
    one = made(regime, agents, answers, seed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fair, "refined", lambda contacts, state, parts, fitter: parts)
        return fit(one.contacts, one.arrival)


def state(regime: str) -> State:
    one = made(regime, AGENTS, 100)
    return state_of(one.contacts, one.arrival)


def answered(found: FairFit) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.flatnonzero(found._parts.used & (found.contacts.answer != UNANSWERED))


def slope(parts: Parts, truth: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Of the error of a score on the burden."""
    return float(np.polyfit(parts.burden, parts.total.effect - truth, 1)[0])


def held(parts: Parts, truth: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The share of 90 % intervals that hold the truth."""
    return float((np.abs(parts.total.effect - truth) < WIDTH * parts.total.sd).mean())


# What is presumed


def check_not_charged(found: list[FairFit]) -> None:
    truths = [made("A", MANY, 20, seed).truth.total for seed in range(len(found))]
    assert np.mean([slope(one._parts, truth) for one, truth in zip(found, truths, strict=True)]) < 0.1


@pytest.mark.promise
def test_few_answers_do_not_charge_whoever_is_given_hard_contacts() -> None:
    check_not_charged([fitted("A", MANY, 20, seed) for seed in range(2)])


def test_twin_pulled_towards_everybody_he_is_charged() -> None:
    with pytest.raises(AssertionError):
        check_not_charged([plain("A", MANY, 20, seed) for seed in range(2)])


def test_nobody_is_presumed_worse_for_a_heavier_burden() -> None:
    """Where scores rise with the burden, which is what unseen difficulty looks like, nothing is presumed."""
    found = plain("weak C")
    own = own_presumed(found.contacts, state("weak C"), answered(found), found._parts.used, found._parts.own)
    assert own is found._parts.own


@pytest.mark.promise
def test_what_leaks_is_not_refined() -> None:
    found = plain("weak C")
    assert refined(found.contacts, state("weak C"), found._parts) is found._parts
    sound = dataclasses.replace(found._parts.leak, correlation_z=0.0, past_z=0.0)
    parts = dataclasses.replace(found._parts, leak=sound)
    assert refined(found.contacts, state("weak C"), parts) is not parts, "the leak alone keeps it as it is"


def test_where_contacts_come_at_random_hardly_anything_is_presumed() -> None:
    """Burdens differ by chance alone, and chance is no ground to presume anything."""
    found, hard = plain("B"), plain("A")
    moved = []
    for one, regime in ((found, "B"), (hard, "A")):
        own = own_presumed(one.contacts, state(regime), answered(one), one._parts.used, one._parts.own)
        moved.append(np.abs(own.odds - one._parts.own.odds).max())
    assert moved[0] < 0.03 < moved[1]


def test_what_is_expected_of_an_average_agent_has_no_share_in_it() -> None:
    found = plain("A")
    own = own_presumed(found.contacts, state("A"), answered(found), found._parts.used, found._parts.own)
    assert own is not found._parts.own
    codes, odds = found.contacts.agent.codes, own.expected.odds
    assert len(own.expected.beta) == state("A").columns.shape[1]
    rebuilt = state("A").columns @ own.expected.beta
    for name, coded in (("reason", found.contacts.reason), ("product", found.contacts.product)):
        rebuilt += own.expected.effects[name][coded.codes]
    assert np.allclose(odds, rebuilt)
    assert abs(np.corrcoef(own.odds[codes], odds)[0, 1]) < 0.5


# What nobody recorded


def check_found_out(regime: str, left: tuple[float, float], borne: tuple[float, float]) -> None:
    found = plain(regime)
    told = unrecorded_of(found.contacts, state(regime), found._parts.own, found._parts.following, found._parts.used)
    assert left[0] <= told.left <= left[1]
    assert borne[0] <= told.borne * told.load.std() <= borne[1]
    assert told.left_sd > 0


@pytest.mark.promise
def test_what_nobody_recorded_is_found_out() -> None:
    """Of what was done 40 % is recorded: one and a half that nobody recorded for each that was."""
    check_found_out("G2", (0.8, 2.6), (0.03, 0.3))


@pytest.mark.promise
@pytest.mark.parametrize("regime", ["A", "G"])
def test_where_all_is_recorded_next_to_nothing_is_found(regime: str) -> None:
    check_found_out(regime, (0.0, 0.5), (0.0, 0.02))


def test_twin_worlds_are_told_apart() -> None:
    with pytest.raises(AssertionError):
        check_found_out("G", (0.8, 2.6), (0.03, 0.3))


def test_at_random_nobody_bears_more_of_it_than_others() -> None:
    """All of it is found, and none of it is anybody's excuse."""
    regime = dataclasses.replace(REGIMES["G2"], routing=0.0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(REGIMES, "G2 at random", regime)
        one = world("G2 at random", AGENTS, 100, 0)
        patched.setattr(fair, "refined", lambda contacts, state, parts, fitter: parts)
        found = fit(one.contacts, one.arrival)
    told = unrecorded_of(
        one.contacts, state_of(one.contacts, one.arrival), found._parts.own, found._parts.following, found._parts.used
    )
    assert told.left > 0.8
    assert told.borne * told.load.std() < 0.02


def check_honest(found: FairFit) -> None:
    truth = made("G2", AGENTS, 100).truth.total
    assert held(found._parts, truth) >= 0.85
    assert slope(found._parts, truth) < 0.13


@pytest.mark.promise
def test_intervals_hold_where_most_damage_goes_unrecorded() -> None:
    check_honest(fitted("G2", AGENTS, 100))


def test_twin_without_what_nobody_recorded_they_do_not() -> None:
    with pytest.raises(AssertionError):
        check_honest(plain("G2"))


def test_an_excuse_takes_nothing_from_the_answers_themselves() -> None:
    """What is expected of a contact and who had it add up to the same: only whose part it is has moved."""
    found = plain("G2")
    own = found._parts.own
    told = unrecorded_of(found.contacts, state("G2"), own, found._parts.following, found._parts.used)
    excused = own_excused(own, told, found.contacts, answered(found))
    codes = found.contacts.agent.codes
    assert np.allclose(excused.expected.odds + excused.odds[codes], own.expected.odds + own.odds[codes])
    assert (excused.odds_sd >= own.odds_sd).all()
    heavy = told.load.argmax()
    assert excused.effect[heavy] < own.effect[heavy]


def test_without_any_damage_there_is_nothing_to_find() -> None:
    found, whole = plain("A"), state("A")
    kept = [at for at in range(len(whole.names)) if at not in whole.damaged]
    bare = State(whole.columns[:, kept], tuple(whole.names[at] for at in kept))
    expected = dataclasses.replace(found._parts.own.expected, beta=found._parts.own.expected.beta[kept])
    own = dataclasses.replace(found._parts.own, expected=expected)
    told = unrecorded_of(found.contacts, bare, own, found._parts.following, found._parts.used)
    assert (told.left, told.left_sd, told.borne, told.borne_sd) == (0.0, 0.0, 0.0, 0.0)
    assert not told.load.any()


# Small parts


@given(st.floats(-20, 20), st.floats(0.01, 10), st.floats(0.1, 5))
def test_what_cannot_be_below_nought_is_not(estimate: float, sd: float, scale: float) -> None:
    mean, doubt = above_nought(estimate, sd, scale)
    assert 0 <= mean <= max(estimate, 0) + 2 * min(sd, scale)
    assert 0 < doubt <= 1.5 * min(sd, scale)


def test_a_firm_estimate_stays_and_one_below_nought_is_nought() -> None:
    assert above_nought(1.5, 0.01, 1.5) == (pytest.approx(1.5, abs=0.01), pytest.approx(0.01, rel=0.1))
    assert above_nought(-3.0, 0.1, 1.5)[0] < 0.01
    assert above_nought(1.0, 0.0, 1.5) == (0.0, 0.0)


def test_the_mean_of_nothing_is_in_doubt_without_end() -> None:
    mean, variance = means_of(np.array([1.0, 3.0, 5.0, 5.0]), np.array([0, 0, 2, 2]), 3)
    assert mean.tolist() == [2.0, 0.0, 5.0]
    assert variance.tolist() == [0.5, np.inf, 0.5]
