"""A row may stand for many that are alike: then everything that is found is as if each stood there by itself."""

from dataclasses import asdict

import numpy as np
import pytest
from bench._causes_tables import Usual

from amends.causes import FAILED, GOOD, UNKNOWN, Cause, Coded, Told, find_causes

ROWS = 12_000


def period(chance: np.random.Generator, usual: Usual, rows: int) -> Told:
    """Of the first seven attributes; every ninth has no answer yet."""
    table, failed = usual.table(chance, rows)
    some = Coded(table.names[:7], table.values[:7], table.columns[:7])
    outcomes = np.where(failed, FAILED, GOOD).astype(np.int8)
    outcomes[chance.random(rows) < 1 / 9] = UNKNOWN
    return Told(some, outcomes)


def together(told: Told) -> Told:
    """Rows that are alike as one, with their number."""
    columns = np.column_stack([*told.table.columns, told.outcomes])
    rows, counts = np.unique(columns, axis=0, return_counts=True)
    table = Coded(told.table.names, told.table.values, tuple(rows[:, :-1].T))
    return Told(table, rows[:, -1].astype(np.int8), counts=counts)


def both(seed: int, *, with_reference: bool) -> tuple[tuple[Cause, ...], tuple[Cause, ...]]:
    """What is found row by row, and what where rows are counted."""
    chance = np.random.default_rng(seed)
    usual = Usual.drawn(chance)
    now, before = period(chance, usual, ROWS), period(chance, usual, 3 * ROWS)
    bad = now.table.inside(((0, 1), (2, int(chance.integers(4))))) | now.table.inside(
        ((5, int(chance.integers(6))), (6, 2))
    )
    failed = bad & (chance.random(ROWS) < 0.3) & (now.outcomes != UNKNOWN)
    outcomes = np.where(failed, FAILED, now.outcomes).astype(np.int8)
    now = Told(now.table, outcomes)
    reference = before if with_reference else None
    counted = together(before) if with_reference else None
    return find_causes(now, reference), find_causes(together(now), counted)


def same(ours: tuple[Cause, ...], theirs: tuple[Cause, ...]) -> bool:
    """Whole numbers exactly; of the others the sums come in another order."""
    return len(ours) == len(theirs) and all(
        value == pytest.approx(asdict(other)[name], rel=1e-9)
        if isinstance(value, float)
        else value == asdict(other)[name]
        for one, other in zip(ours, theirs, strict=True)
        for name, value in asdict(one).items()
    )


@pytest.mark.promise
@pytest.mark.parametrize("with_reference", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_causes_are_found(seed: int, with_reference: bool) -> None:
    each, counted = both(seed, with_reference=with_reference)
    assert each
    assert same(each, counted)


@pytest.mark.promise
def test_a_count_that_is_forgotten_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: each row of the table stands for itself alone."""
    right = Told.known
    monkeypatch.setattr(Told, "known", lambda told: right(Told(told.table, told.outcomes)))
    each, counted = both(1, with_reference=False)
    assert not same(each, counted)
