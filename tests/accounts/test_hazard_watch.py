"""When there may be a probability, whose it is, and whether it still holds."""

import numpy as np
import pytest

from amends.accounts.hazard.challenger import Challenge, boosted, challenge
from amends.accounts.hazard.columns import Numeric
from amends.accounts.hazard.figures import Figures
from amends.accounts.hazard.folds import split_by_time
from amends.accounts.hazard.gate import EVENTS_MIN, enough_events
from amends.accounts.hazard.model import fit
from amends.accounts.hazard.monitor import monitored, recalibrated, shift_for
from amends.accounts.hazard.rules import RULES, rule_score
from amends.accounts.hazard.simulated import Truth, plain_truth, tangled_truth, world
from amends.accounts.hazard.study import study
from hazard_world import heard, leaving, observed_of

# The gate


@pytest.mark.promise
@pytest.mark.parametrize(("events", "open_"), [(EVENTS_MIN - 1, False), (EVENTS_MIN, True)])
def test_with_fewer_than_a_hundred_events_there_is_no_probability(events: int, open_: bool) -> None:
    rows = observed_of(np.arange(1_000) < events, contacts_30d=np.arange(1_000) % 7)
    found = study(rows, 5, 7, with_challenger=False)
    assert (found is not None) is open_ is enough_events(events)


def test_rules_stand_in_and_say_what_they_are() -> None:
    columns = (
        Numeric("contacts_30d", np.array([3.0, 4.0, np.nan])),
        Numeric("months_to_renewal", np.array([3.0, 4.0, 0.0])),
        Numeric("colour", np.array([9.0, 9.0, 9.0])),
    )
    score = rule_score(columns)
    assert score.mark == "uncalibrated"
    assert score.points.tolist() == [2.0, 3.0, 2.0]
    assert [(rule.words, name) for rule, name in score.asked] == [
        ("four contacts or more in 30 days", "contacts_30d"), ("renewal within 3 months", "months_to_renewal")
    ]  # fmt: skip
    assert len(score.not_asked) == len(RULES) - 2


# The challenger


def challenged(truth: Truth) -> Challenge:
    rows = world(2_500, 12, 1, truth).observed
    split = split_by_time(rows)
    assert split is not None
    past, later = (rows.take(part) for part in split)
    return challenge(later, fit(past).probability(later.columns), boosted(past, 1)(later.columns), 1)


def by_brier_alone(one: Challenge) -> bool:
    """As somebody would who looks at one figure, and not at how sure it is."""
    return one.challenger.brier < one.explainable.brier * 1.05


@pytest.mark.promise
def test_the_challenger_is_used_where_it_is_calibrated_and_surely_better() -> None:
    tangled, plain = challenged(tangled_truth), challenged(plain_truth)
    assert tangled.used
    assert "are used" in tangled.words
    assert not plain.used
    assert "shown, and not used" in plain.words
    assert by_brier_alone(plain), "the twin that does not ask how sure it is is caught"


def test_a_better_challenger_that_exaggerates_is_not_used() -> None:
    good = Figures(0.8, 0.05, 0.1, 0.01, 1.0, 4.0)
    boastful = Figures(0.9, 0.04, 0.1, 0.01, 0.78, 5.0)
    assert not Challenge(good, boastful, 0.01, 0.005, 0.015).used
    assert Challenge(boastful, good, 0.01, 0.005, 0.015).used
    assert not Challenge(boastful, good, 0.01, -0.001, 0.015).used


def test_in_a_cross_section_the_challenger_is_shown_and_never_used() -> None:
    found = study(heard(leaving(500), entity="account").observed, 2, 7)
    assert found is not None
    assert (found.used, found.later) == ("explainable", None)
    assert found.challenger is not None


def test_the_challenger_bears_a_column_that_is_empty_in_the_past() -> None:
    source = np.random.default_rng(8)
    event = source.random(400) < 0.3
    past = observed_of(event, usage=np.full(400, np.nan), contacts=source.poisson(2, 400))
    later = observed_of(event, usage=source.random(400), contacts=source.poisson(2, 400))
    said = boosted(past, 7)(later.columns)
    assert ((said > 0) & (said < 1)).all()


def test_no_row_is_judged_by_a_fit_that_saw_its_account() -> None:
    """Outcomes of coin tosses: only who has seen them can tell them."""
    source = np.random.default_rng(2)
    entity = np.repeat(np.arange(120), 6)
    usage = source.normal(size=120)[entity]
    event = (source.random(120) < 0.5)[entity]
    rows = observed_of(event, entity, np.tile(np.arange(6), 120), usage=usage, more=source.normal(size=120)[entity])
    found = study(rows, 5, 7, with_challenger=False)
    assert found is not None
    assert found.figures.auc < 0.62
    peeking = fit(rows).probability(rows.columns)
    from amends.accounts.hazard.figures import figures_of

    assert figures_of(rows.event, peeking).auc > 0.62, "the twin that judges what it has seen is caught"


# Does it still hold?


def drawn(shift: float = 0.0, stretch: float = 1.0, count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes, and what was said of them when the truth has since moved."""
    source = np.random.default_rng(4)
    odds = source.normal(-3, 1, count)
    return source.random(count) < 1 / (1 + np.exp(-(odds * stretch + shift))), 1 / (1 + np.exp(-odds))


def test_a_model_that_holds_and_one_that_has_drifted() -> None:
    assert monitored(*drawn()).state == "holds"
    flat = monitored(*drawn(stretch=0.5))
    assert flat.state == "drifted"
    assert "Fit anew" in flat.words
    assert monitored(*drawn(shift=1.0)).state == "drifted"
    assert monitored(*drawn(count=200)).state == "too few to tell"


def test_months_in_which_more_leave_move_the_intercept() -> None:
    event, said = drawn(shift=0.4)
    shift = shift_for(event, said)
    assert shift == pytest.approx(0.4, abs=0.08)
    moved = 1 / (1 + np.exp(-(np.log(said / (1 - said)) + shift)))
    assert moved.sum() == pytest.approx(event.sum(), rel=0.001)
    assert monitored(event, moved).state == "holds"


def test_a_month_without_any_event_does_not_make_leaving_impossible() -> None:
    said = np.full(300, 0.02)
    assert -3 < shift_for(np.zeros(300, np.bool_), said) < 0


def test_recalibrating_moves_all_by_the_same_and_turns_no_order() -> None:
    rows = world(1_000, 12, 5).observed
    assert rows.month is not None
    newest = rows.take(rows.month >= 10)
    hazard = fit(rows.take(rows.month < 10)).shifted(-1.0)
    moved = recalibrated(hazard, newest)
    assert moved.shift > hazard.shift
    difference = moved.log_odds(newest.columns) - hazard.log_odds(newest.columns)
    assert difference == pytest.approx(np.full(len(newest), moved.shift - hazard.shift))
    assert moved.probability(newest.columns).sum() == pytest.approx(newest.events, rel=0.05)
