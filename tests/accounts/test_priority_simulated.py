"""In an invented centre, where it is known what handling each ticket first would save."""

from collections.abc import Callable

import numpy as np
import pytest

from amends.accounts.priority.simulated import Centre, Numbers, best_by, centre, guarded, lane_of, scores, share_saved

SEEDS = (1, 2, 3)
OURS, REVENUE = "(P0-P1) x account revenue", "account revenue"


def saved(made: Centre, score: Numbers) -> float:
    return share_saved(made, best_by(score, lane_of(made)), lane_of(made))


def ours(made: Centre) -> Numbers:
    return scores(made)[OURS]


def by_the_price_of_the_service(made: Centre) -> Numbers:
    """A broken twin: what the ticket's own service brings, and not the account."""
    return (made.p_slow - made.p_first) * made.service


def the_wrong_way_round(made: Centre) -> Numbers:
    """A broken twin: who stays anyway first."""
    return (1 - made.p_slow) * made.account


def keeps_the_promise(score_of: Callable[[Centre], Numbers]) -> bool:
    """At least .90 of what the truth would save at an error of .8, and never less than revenue alone saves."""
    made = [centre(5_000, seed, 0.8) for seed in SEEDS]
    shares = [saved(one, score_of(one)) for one in made]
    alone = [saved(one, scores(one)[REVENUE]) for one in made]
    return bool(np.mean(shares) >= 0.90) and all(share >= other for share, other in zip(shares, alone, strict=True))


def test_the_value_of_the_whole_account_saves_nearly_what_the_truth_would() -> None:
    assert keeps_the_promise(ours)


@pytest.mark.parametrize("broken", [by_the_price_of_the_service, the_wrong_way_round])
def test_a_way_that_does_not_is_caught(broken: Callable[[Centre], Numbers]) -> None:
    assert not keeps_the_promise(broken)


def test_no_way_saves_more_than_the_truth_and_chance_saves_a_part_like_its_lane() -> None:
    made = centre(5_000, 4, 0.8)
    truth = (made.slow - made.first) * made.account
    assert saved(made, truth) == pytest.approx(1)
    assert all(saved(made, score) <= 1 for score in scores(made).values())
    assert 0.1 < saved(made, made.luck) < 0.35


def test_without_an_error_the_model_is_the_truth() -> None:
    made = centre(1_000, 5, 0.0)
    assert saved(made, ours(made)) == pytest.approx(1)


def test_tickets_fall_mostly_on_cheap_services() -> None:
    made = centre(5_000, 1, 0.8)
    assert float(np.median(made.service / made.account)) < 0.15


def test_guards_cost_something_and_leave_the_lead_over_revenue_alone() -> None:
    made = centre(2_000, 6, 0.8)
    lane = lane_of(made)
    free = saved(made, ours(made))
    held, alone = (share_saved(made, guarded(made, by_revenue_alone=how), lane) for how in (False, True))
    assert alone < held < free
    late = np.flatnonzero(made.waited >= 1)
    assert set(late.tolist()) <= set(guarded(made))
