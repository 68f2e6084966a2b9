"""The gate: nothing per agent while it cannot be fair, each reason in words with what to do, and open when it can."""

import dataclasses

import numpy as np
import pytest

from amends.facts import NotAllowed
from amends.scores import leak
from amends.scores.calibration import Slope, slopes_of
from amends.scores.contacts import AGENT, SYSTEM, Coded
from amends.scores.fair import FairFit, fit
from amends.scores.funnels import Funnel
from amends.scores.gate import Gate, gate_of
from amends.scores.leak import Leak
from amends.scores.simulated import Simulated, world
from amends.scores.state import state_of
from fair_world import fitted, made

OPEN = Funnel(0.0, 1.0)
NO_LEAK = Leak(-0.3, -2.0, 0.0, 0.0)


def codes(gate: Gate) -> list[str]:
    return [reason.code for reason in gate.reasons]


def check_held(found: FairFit, *expected: str) -> None:
    """It holds for these reasons, says what to do, and tells nothing about anybody."""
    gate = found.gate()
    assert gate.held
    assert set(expected) <= set(codes(gate))
    for reason in gate.reasons:
        assert len(reason.what.split()) > 5
        assert len(reason.next_step.split()) > 5
    for ask in (found.agents, lambda: found.case(found.contacts.case.names[0]), lambda: found.pairs("a00", "a01")):
        with pytest.raises(NotAllowed, match="no figure about a single person can be fair"):
            ask()


@pytest.mark.promise
@pytest.mark.parametrize("regime", ["C", "weak C"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_holds_where_difficulty_that_nobody_records_decides(regime: str, seed: int) -> None:
    check_held(fitted(regime, 50, 100, seed), "unseen_difficulty")


@pytest.mark.parametrize("regime", ["C", "weak C"])
def test_twin_without_its_two_witnesses_it_would_pass(regime: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leak.Leak, "found", property(lambda self: False))
    one = made(regime, 50, 100, 0)
    with pytest.raises(AssertionError):
        check_held(fit(one.contacts, one.arrival), "unseen_difficulty")


@pytest.mark.promise
@pytest.mark.parametrize("regime", ["A", "E", "F", "G"])
def test_it_passes_where_difficulty_is_recorded(regime: str) -> None:
    found = fitted(regime, 50, 100, 0)
    assert not found.gate().held
    assert len(found.agents()) == 50


def test_the_past_of_a_case_is_the_better_witness() -> None:
    """Nobody can have caused what was before him."""
    hidden, honest = fitted("weak C")._parts.leak, fitted("A")._parts.leak
    assert hidden.past_z > 1.6 > abs(honest.past_z)
    assert hidden.past > 0.01


def test_what_is_about_all_is_told_although_it_holds() -> None:
    system = fitted("C").system()
    assert system.raw_nrr.low < system.raw_nrr.share < system.raw_nrr.high
    assert sum(system.variance.values()) == pytest.approx(1)
    assert system.variance["agent"] < 0.1, "most of it is not the agent"
    assert {one.what for one in system.excess} == {"reason", "product", "hand-over"}
    assert [one.excess for one in system.excess] == sorted((one.excess for one in system.excess), reverse=True)
    assert all(one.low <= one.excess <= one.high for one in system.excess)


def test_the_figures_of_the_system_are_plain_shares() -> None:
    contacts, system = made("A").contacts, fitted("A").system()
    assert system.repeat_rate.share == pytest.approx(contacts.returned.mean())
    first = contacts.seq == 1
    assert system.first_contact_resolution.share == pytest.approx(1 - contacts.returned[first].mean())
    assert system.raw_nrr.of == (contacts.answer >= 0).sum()


def test_broken_hand_overs_are_found_where_they_are() -> None:
    """Irreversible actions do the most damage in this world, and errors twice as much in regime G."""
    excess = {one.name: one.excess for one in fitted("G").system().excess if one.what == "hand-over"}
    assert excess["wrong information"] > 0
    assert excess["irreversible action"] > 0


# The other reasons


def choosy() -> Simulated:
    return world("A", 50, 100, 0, selective=0.5)


def test_it_holds_where_agents_choose_whom_they_ask() -> None:
    one = choosy()
    check_held(fit(one.contacts, one.arrival), "invited_by_agent")


def test_it_holds_where_some_get_answers_and_others_do_not() -> None:
    one = made("A")
    shy = (one.contacts.agent.codes % 2 == 0) & (one.contacts.contact_id % 2 == 0)
    answer = np.where(shy, -1, one.contacts.answer).astype(np.int8)
    check_held(fit(dataclasses.replace(one.contacts, answer=answer), one.arrival), "answered_by_agent")


def test_it_holds_where_hardly_any_survey_is_sent_by_the_system() -> None:
    one = made("A")
    invited = np.where(one.contacts.contact_id % 20 == 0, SYSTEM, AGENT).astype(np.int8)
    check_held(fit(dataclasses.replace(one.contacts, invited_by=invited), one.arrival), "few_system_surveys")


def test_it_holds_where_one_agent_is_two() -> None:
    """Good at half of the reasons and bad at the others: one number for him explains nothing."""
    one = made("B", 20, 200)
    rng = np.random.default_rng(0)
    turned = rng.random((20, 30)) < 0.5
    chance = np.where(turned[one.contacts.agent.codes, one.contacts.reason.codes], 0.8, 0.2)
    answer = np.where(one.contacts.answer >= 0, rng.random(len(chance)) < chance, -1).astype(np.int8)
    check_held(fit(dataclasses.replace(one.contacts, answer=answer), one.arrival), "over_dispersed")


def test_v_that_is_wrong_for_a_large_reason_is_noticed() -> None:
    """In one reason the state says nothing about the answer, whatever it says elsewhere."""
    one = made("A", 50, 200)
    contacts = dataclasses.replace(one.contacts, reason=Coded(one.contacts.reason.codes % 3, ("r0", "r1", "r2")))
    state, ended = state_of(contacts, one.arrival), contacts.last_answers(contacts.next_rows())
    rows = np.flatnonzero(~np.isnan(ended))
    assert not [slope for slope in slopes_of(contacts, state, ended, rows) if slope.wrong]
    coin = np.random.default_rng(0).random(len(contacts.case)) < 0.5
    turned = np.where((contacts.reason.codes == 1) & ~np.isnan(ended), coin[contacts.case.codes], ended)
    wrong = [slope for slope in slopes_of(contacts, state, turned, rows) if slope.wrong]
    assert "r1" in [slope.reason for slope in wrong]
    (low,) = [slope.high for slope in wrong if slope.reason == "r1"]
    assert low < 0.9


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"leak": Leak(0.5, 3.5, 0.0, 0.0)}, "unseen_difficulty"),
        ({"leak": Leak(-0.3, -2.0, 0.04, 5.5)}, "unseen_difficulty"),
        ({"slopes": (Slope("refund", 0.6, 0.5, 0.7),)}, "miscalibrated"),
        ({"slopes": (Slope("refund", 1.4, 1.2, 1.6),)}, "miscalibrated"),
        ({"invited": Funnel(0.2, 1e-9)}, "invited_by_agent"),
        ({"response": Funnel(0.2, 1e-9)}, "answered_by_agent"),
        ({"system_share": 0.09}, "few_system_surveys"),
        ({"disagreeing": 0.5}, "peers_disagree"),
        ({"dispersion": (1.3, 9.0)}, "over_dispersed"),
        ({"people": 3.9}, "few_people"),
    ],
)
def test_each_reason_alone_holds_it(changed: dict[str, object], code: str) -> None:
    good: dict[str, object] = {
        "leak": NO_LEAK,
        "slopes": (Slope("refund", 1.0, 0.8, 1.2),),
        "invited": OPEN,
        "response": Funnel(0.2, 0.3),
        "system_share": 0.10,
        "disagreeing": 0.1,
        "dispersion": (1.01, 9.0),
        "people": 4.7,
    }
    assert codes(gate_of(**good)) == []  # type: ignore[arg-type]
    assert codes(gate_of(**(good | changed))) == [code]  # type: ignore[arg-type]
