"""Causes: planted ones are found as they are, chance and what always was are not taken for one."""

import numpy as np
import pytest
from bench._causes_tables import Usual, plant, planted_table, with_causes
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.causes import FAILED, GOOD, UNKNOWN, Coded, Told, coded, find_causes
from amends.causes.aliases import find_aliases
from amends.causes.baseline import FAILURES_MIN
from amends.facts import Refused

ROWS = 20_000


def told(table: Coded, failed: np.ndarray) -> Told:
    return Told(table, np.where(failed, FAILED, GOOD).astype(np.int8))


@pytest.mark.parametrize("seed", range(6))
def test_planted_causes_are_found_as_they_are_and_nothing_else(seed: int) -> None:
    table, failed, truth = with_causes(np.random.default_rng(seed), ROWS, 1 + seed % 3)
    causes = find_causes(told(table, failed))
    assert {cause.literals for cause in causes} == truth
    assert [cause.adj_p for cause in causes] == sorted(cause.adj_p for cause in causes)  # surest first


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_no_cause(seed: int) -> None:
    table, failed = planted_table(np.random.default_rng(100 + seed), ROWS, [])
    assert find_causes(told(table, failed)) == ()


def differing(seed: int, times: int = 5) -> tuple[Told, Told, np.random.Generator]:
    """Gateways and teams that always differed: this period, and `times` as many rows from before."""
    chance = np.random.default_rng(seed)
    usual = Usual.drawn(chance)
    reference = told(*usual.table(chance, ROWS * times))
    return told(*usual.table(chance, ROWS)), reference, chance


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(4))
def test_what_always_was_worse_is_no_cause(seed: int) -> None:
    now, reference, chance = differing(seed)
    assert find_causes(now, reference) == ()
    failed, truth = plant(chance, now.table, now.outcomes == FAILED, 1)
    assert {cause.literals for cause in find_causes(told(now.table, failed), reference)} == truth


@pytest.mark.promise
def test_without_the_reference_what_always_was_is_blamed() -> None:
    """The broken twin of the one above, and why the command asks for a reference."""
    assert sum(bool(find_causes(differing(seed)[0])) for seed in range(4)) >= 2


def test_two_values_that_always_were_bad_together_are_no_cause() -> None:
    """Neither value alone is worse, so no sum of single factors says it: the pair's own past does."""
    chance = np.random.default_rng(6)

    def period(rows: int) -> Told:
        table, failed = planted_table(chance, rows, [])
        return told(table, (failed > 0) | (table.inside(((0, 1), (9, 2))) & (chance.random(rows) < 0.05)))

    now, reference = period(ROWS), period(ROWS * 3)
    assert find_causes(now)[0].literals == ((0, 1), (9, 2))
    assert find_causes(now, reference) == ()


def test_a_value_that_the_reference_never_saw_can_be_a_cause() -> None:
    chance = np.random.default_rng(7)
    before = coded({"gateway": ["a"] * 5_000, "version": ["4.1", "4.0"] * 2_500})
    now = coded({"gateway": ["a"] * 1_000, "version": ["4.1"] * 900 + ["4.2"] * 100})
    before = Coded(before.names, (before.values[0], ("4.1", "4.0", "4.2")), before.columns)
    now = Coded(now.names, before.values, (now.columns[0], now.columns[1] * 2))
    failed = now.inside(((1, 2),)) & (chance.random(1_000) < 0.6)
    (cause,) = find_causes(told(now, failed), told(before, chance.random(5_000) < 0.01))
    assert now.told(cause.literals) == {"version": "4.2"}
    assert cause.lift_lo > 5


def test_a_reference_with_hardly_a_failure_is_refused() -> None:
    now, reference, _ = differing(1)
    failed = np.zeros(reference.table.rows_count, np.bool_)
    failed[: FAILURES_MIN - 1] = True
    with pytest.raises(Refused, match="too few to say what is usual"):
        find_causes(now, told(reference.table, failed))


def test_a_smaller_reference_is_less_sure() -> None:
    now, reference, chance = differing(2)
    failed, truth = plant(chance, now.table, now.outcomes == FAILED, 1)
    some = np.arange(reference.table.rows_count) % 5 == 0
    less = Told(reference.table.take(some), reference.outcomes[some])
    (large,), (small,) = (find_causes(told(now.table, failed), each) for each in (reference, less))
    assert {large.literals} == {small.literals} == truth
    assert small.adj_p > large.adj_p


def test_rows_without_an_answer_are_in_no_rate() -> None:
    table, failed, truth = with_causes(np.random.default_rng(3), ROWS, 1)
    (literals,) = truth
    outcomes = told(table, failed).outcomes
    open_ = np.flatnonzero(table.inside(literals) & ~(failed > 0))[::2]
    outcomes[open_] = UNKNOWN
    (cause,) = find_causes(Told(table, outcomes))
    rows = int(table.inside(literals).sum())
    assert (cause.rows, cause.unknown) == (rows - len(open_), len(open_))
    assert cause.rate == cause.failures / cause.rows


def test_the_figures_of_a_cause_can_be_counted_again() -> None:
    table, failed, _ = with_causes(np.random.default_rng(4), ROWS, 2)
    for cause in find_causes(told(table, failed)):
        inside = table.inside(cause.literals)
        assert cause.rows == inside.sum()
        assert cause.failures == (failed > 0)[inside].sum()
        assert cause.share_of_failures == pytest.approx(cause.failures / failed.sum())
        assert cause.lift == pytest.approx(cause.rate / cause.expected_rate)
        assert 1 < cause.lift_lo < cause.lift <= cause.lift_hi
        assert 0 < cause.adj_p < 0.05


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_the_rows_changes_no_cause(seed: int) -> None:
    chance = np.random.default_rng(seed)
    table, failed, _ = with_causes(np.random.default_rng(5), ROWS, 2)
    order = chance.permutation(ROWS)
    ours, theirs = find_causes(told(table, failed)), find_causes(told(table.take(order), failed[order]))
    assert [(c.literals, c.failures, c.rows) for c in ours] == [(c.literals, c.failures, c.rows) for c in theirs]


def test_two_names_for_the_same_rows_are_both_told() -> None:
    chance = np.random.default_rng(9)
    version = chance.integers(0, 5, ROWS)
    deployment = np.where(chance.random(ROWS) < 0.99, version + 880, 0)
    table = coded(
        {"version": version.tolist(), "deployment": deployment.tolist(), "os": chance.integers(0, 3, ROWS).tolist()}
    )
    failed = (version == 3) & (chance.random(ROWS) < 0.2)
    (cause,) = find_causes(told(table, failed | (chance.random(ROWS) < 0.003)))
    names = [table.told(literals) for literals in (cause.literals, *cause.aliases)]
    assert {"version": 3} in names
    assert {"deployment": 883} in names
    assert len(names) == 2  # and nothing that only adds to one of them


@pytest.mark.promise
def test_a_value_that_all_rows_have_is_no_part_of_a_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(12)
    gateway, version = chance.integers(0, 3, ROWS), chance.integers(0, 4, ROWS)
    table = coded({"gateway": gateway.tolist(), "version": version.tolist(), "method": ["card"] * ROWS})
    failed = (gateway == 1) & (version == 2) & (chance.random(ROWS) < 0.3) | (chance.random(ROWS) < 0.003)

    def named() -> list[dict[str, object]]:
        return [table.told(cause.literals) for cause in find_causes(told(table, failed))]

    assert named() == [{"gateway": 1, "version": 2}]
    monkeypatch.setattr("amends.causes.scan.accumulate", lambda levels, _: levels)  # fewer long slices: a smaller loss
    assert named() == [{"gateway": 1, "version": 2, "method": "card"}]


def test_rows_that_are_the_same_by_less_than_the_share_are_no_alias() -> None:
    table = coded({"a": [1] * 100 + [0] * 100, "b": [1] * 90 + [0] * 110})
    assert find_aliases(table, ((0, 0),), 2) == ()
    assert find_aliases(coded({"a": [1] * 100, "b": [1] * 96 + [0] * 4}), ((0, 0),), 1) == (((1, 0),),)


def test_causes_that_share_rows_say_so() -> None:
    chance = np.random.default_rng(11)
    table, failed = planted_table(chance, 50_000, [(((3, 1),), 0.1), (((5, 2),), 0.1)])
    first, second = find_causes(told(table, failed))
    shared = int((table.inside(((3, 1),)) & table.inside(((5, 2),))).sum())
    assert {first.literals, second.literals} == {((3, 1),), ((5, 2),)}
    assert (first.overlaps, second.overlaps) == (((1, shared),), ((0, shared),))


def test_nothing_fails_and_nothing_is_known() -> None:
    table = coded({"a": [1, 2, 3]})
    assert find_causes(told(table, np.zeros(3, np.bool_))) == ()
    assert find_causes(Told(table, np.full(3, UNKNOWN, np.int8))) == ()
