"""What each part of care does to the figures, as directions and bands: a change of the router that costs more is seen.

Bands are of the centre's defaults (60 people, load 0.88), six days and three seeds; they say nothing about the world.
"""

from collections.abc import Callable

import pytest

from amends.care.simulate import RULES, Centre, Result, compare
from amends.care.simulate.compare import Heads
from amends.care.weights import Weights

Told = Callable[[str, str], float]


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    found = compare(Centre(days=6), list(RULES), 3, Weights(), search_heads=False)
    return {result.policy: result for result in found}


@pytest.fixture(scope="module")
def told(results: dict[str, Result]) -> Told:
    def mean(policy: str, figure: str) -> float:
        return results[policy].figures[figure].mean or 0.0

    return mean


def against(told: Told, policy: str, figure: str) -> float:
    """Percent more than in turn."""
    return 100 * (told(policy, figure) / told("fifo", figure) - 1)


def check_fair_costs_nothing(told: Told, policy: str) -> None:
    assert against(told, policy, "hostile_gini_day") <= -5
    assert against(told, policy, "back_to_back_percent") <= -15
    assert against(told, policy, "peak_above_2_percent") <= -10
    assert against(told, policy, "mean_wait_minutes") <= 5
    assert told(policy, "gave_up_percent") - told("fifo", "gave_up_percent") <= 0.3


def test_sharing_hard_contacts_evenly_costs_no_waiting(told: Told) -> None:
    check_fair_costs_nothing(told, "fair")


@pytest.mark.parametrize("policy", ["fifo", "skills", "shift", "full"])
def test_twins_that_share_nothing_or_cost_waiting_are_caught(told: Told, policy: str) -> None:
    with pytest.raises(AssertionError):
        check_fair_costs_nothing(told, policy)


def test_the_rule_of_the_shift_gives_people_their_evenings(told: Told) -> None:
    for policy in ("shift", "callback", "full"):
        assert against(told, policy, "past_shift_minutes_day") <= -70
        assert against(told, policy, "days_late_percent") <= -70
    assert told("shift", "gave_up_percent") - told("fifo", "gave_up_percent") <= 1.2
    assert abs(against(told, "fair", "past_shift_minutes_day")) <= 15


def test_a_call_back_by_whoever_knows_the_case_is_taken(told: Told) -> None:
    assert told("fifo", "same_agent_percent") < 6
    assert told("callback", "same_agent_percent") >= 25
    assert against(told, "callback", "mean_wait_minutes") <= 5
    assert told("callback", "called_back_percent") < 10


def test_pauses_break_runs_and_are_not_free(told: Told) -> None:
    assert told("full", "back_to_back_percent") < told("callback", "back_to_back_percent")
    assert told("full", "gave_up_percent") > told("callback", "gave_up_percent")
    assert told("full", "pause_minutes_day") > 3
    assert [told(policy, "pause_minutes_day") for policy in ("fifo", "fair", "callback")] == [0.0, 0.0, 0.0]


def test_promises_are_kept_and_none_is_said_where_none_was_given(results: dict[str, Result]) -> None:
    assert results["fifo"].figures["promise_in_window_percent"].mean is None
    for policy in ("shift", "callback", "full"):
        assert (results[policy].figures["promise_in_window_percent"].mean or 0.0) >= 99


def test_nobody_of_any_policy_is_lost(results: dict[str, Result]) -> None:
    for result in results.values():
        arrived, *places = result.account.values()
        assert arrived == sum(places) > 10_000


def test_differences_are_told_seed_by_seed(results: dict[str, Result]) -> None:
    """On the same customers a difference is surer than the figures it is made of."""
    same, rule = results["fifo"].against_first["gave_up_percent"], results["shift"].against_first["gave_up_percent"]
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)
    assert (rule.half or 9.0) < (results["shift"].figures["gave_up_percent"].half or 0.0)


def test_heads_are_the_fewest_that_are_enough() -> None:
    """Nine people without patience for pauses: the price of all of care, in heads, and none where it is not reached."""
    centre = Centre(days=4, agents=20, load_percent=94.0)
    first, full = compare(centre, ["fifo", "full"], 2, Weights())
    assert first.heads == Heads(0, 0)
    assert full.heads is not None
    assert full.heads.extra is not None
    assert full.heads.extra >= 1
    assert full.heads.extra == full.heads.tried
