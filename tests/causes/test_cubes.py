"""Sums by any few attributes are those of counting the rows, also after some were taken out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.causes import Coded
from amends.causes.cubes import Cubes

CARDS = (2, 3, 5, 9, 14)


def table_of(chance: np.random.Generator, rows: int) -> Coded:
    columns = tuple(chance.integers(0, card, rows).astype(np.uint8) for card in CARDS)
    return Coded(tuple("abcde"), tuple(tuple(range(card)) for card in CARDS), columns)


def every_sum(table: Coded, weights: np.ndarray, cubes: Cubes, chance: np.random.Generator) -> bool:
    """Asked in any order, of one to three attributes."""
    for _ in range(12):
        attributes = tuple(sorted(chance.choice(5, int(chance.integers(1, 4)), replace=False).tolist()))
        codes = np.array([[chance.integers(CARDS[attribute]) for attribute in attributes] for _ in range(6)])
        right = [weights[table.inside(list(zip(attributes, some, strict=True)))].sum() for some in codes.tolist()]
        if not np.allclose(cubes.sums(attributes, codes), right):
            return False
    return np.isclose(cubes.total, weights.sum())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_the_sums_are_those_of_the_rows(seed: int, weighted: bool) -> None:
    chance = np.random.default_rng(seed)
    table = table_of(chance, int(chance.integers(1, 3_000)))
    weights = chance.random(table.rows_count) if weighted else np.ones(table.rows_count)
    cubes = Cubes(table, weights if weighted else None)
    assert every_sum(table, weights, cubes, chance)
    for literals in (((0, 1), (2, 3)), ((2, 3),), ((4, 0),)):  # the second holds rows that are gone already
        cubes.take_out(literals)
        weights = np.where(table.inside(literals), 0.0, weights)
        assert every_sum(table, weights, cubes, chance)


@pytest.mark.promise
def test_rows_that_are_taken_out_twice_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: it forgets which rows are left."""
    chance = np.random.default_rng(1)
    table = table_of(chance, 2_000)
    cubes = Cubes(table)
    cubes.sums((0, 2), np.array([[0, 0]]))
    for literals in (((0, 1), (2, 3)), ((2, 3),)):
        cubes.take_out(literals)
        monkeypatch.setattr(cubes, "_left", np.ones(2_000, np.bool_))
    assert not every_sum(table, np.where(table.inside(((2, 3),)), 0.0, 1.0), cubes, chance)


def test_where_there_are_too_many_cells_the_rows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.causes.cubes.GROUPED_CELLS_MAX", 20)
    chance = np.random.default_rng(2)
    table = table_of(chance, 500)
    cubes = Cubes(table)
    cubes.take_out(((0, 0),))
    assert every_sum(table, np.where(table.inside(((0, 0),)), 0.0, 1.0), cubes, chance)
