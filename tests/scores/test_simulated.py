"""The simulated world is what it says: the same on every run, and its truth is what agents really do in it."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from amends.scores.simulated import REGIMES, Simulated, world
from fair_world import made


def test_a_seed_decides_everything() -> None:
    one, same, other = (world("A", 20, 30, seed) for seed in (3, 3, 4))
    for name in ("answer", "returned", "started_at"):
        assert np.array_equal(getattr(one.contacts, name), getattr(same.contacts, name))
    assert np.array_equal(one.truth.total, same.truth.total)
    assert not np.array_equal(one.truth.total, other.truth.total)


def test_chains_are_whole_and_in_order() -> None:
    contacts = made("A").contacts
    following = contacts.next_rows()
    assert (following != -2).all()
    later = following >= 0
    assert (contacts.started_at[following[later]] > contacts.started_at[later]).all()
    assert np.array_equal(later, contacts.returned)
    assert contacts.seq.max() == 6


def test_the_world_is_as_hard_as_the_one_the_method_was_measured_in() -> None:
    contacts, truth = made("A").contacts, made("A").truth
    answered = contacts.answer >= 0
    assert 80 < answered.sum() / 50 < 120
    assert 0.4 < contacts.answer[answered].mean() < 0.5
    assert 0.045 < truth.own.std() < 0.065
    assert 0.03 < truth.total.std() < 0.045
    assert abs(truth.total.mean()) < 1e-12


@pytest.mark.parametrize("regime", REGIMES)
def test_every_regime_makes_a_world(regime: str) -> None:
    one = made(regime, 20, 30)
    assert len(one.contacts) > 1_000
    assert one.self_coded.any() == (regime == "E")
    wrong = one.arrival.column("wrong_information")
    assert wrong is not None
    assert 0 < wrong.mean() < 0.4


def burden_and_skill(one: Simulated) -> float:
    """How much better agents are given harder contacts, by what is recorded of them."""
    fixable = one.arrival.column("fixable")
    assert fixable is not None
    agent = one.contacts.agent
    return float(spearmanr(agent.sums(1 - fixable) / agent.sums(), one.truth.own)[0])


def test_better_agents_get_the_harder_contacts_and_at_random_they_do_not() -> None:
    assert burden_and_skill(made("A", 200, 30)) < -0.3
    assert abs(burden_and_skill(made("B", 200, 30))) < 0.2


def test_a_slice_is_routed_at_random_and_says_so() -> None:
    assert 0.18 < made("C", 50, 100, 0, 0.2).contacts.at_random.mean() < 0.22
    assert not made("C").contacts.at_random.any()


def test_who_invites_whom_he_pleases_has_fewer_negative_answers() -> None:
    choosy, plain = world("A", 50, 50, 0, selective=0.5), world("A", 50, 50, 0)
    assert (choosy.contacts.answer == 1).sum() < (plain.contacts.answer == 1).sum()
    assert (choosy.contacts.invited_by == 0).any()
