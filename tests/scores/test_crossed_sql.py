"""The same fit where the rows stand, in DuckDB: sums by SQL, equal to those over arrays."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from amends.engines.newton_sql import NewtonSql, OnDuckDB
from amends.facts import Refused
from amends.scores import CrossedLogistic, Fit
from crossed_world import Answers, answers

TOLD = answers(8, 1_500, (40, 7, 5), (0.6, 0.5, 0.4))
X, GROUPS = ("flat", "unfixable", "wrong"), ("agent", "reason", "product")


@pytest.fixture
def connection() -> Iterator[Any]:
    with duckdb.connect() as opened:
        yield opened


def table(told: Answers) -> pa.Table:
    columns = {"y": told.y.astype(int)}
    columns |= dict(zip(X, told.x.T, strict=True)) | dict(zip(GROUPS, told.groups.T, strict=True))
    return pa.table(columns)


def by_sql(connection: Any, rows: pa.Table, **options: Any) -> Fit:
    connection.register("answers", rows)
    over = NewtonSql(OnDuckDB(connection), "answers", "y", X, GROUPS, **options)
    return CrossedLogistic(tolerance=1e-13).fit_pass(over)


def equal(one: Fit, other: Fit) -> None:
    """To 1e-10, everything."""
    for name in ("beta", "beta_sd", "sigma", "deviance"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-10, atol=1e-10)
    for ours, theirs in zip(one.effects + one.effects_sd, other.effects + other.effects_sd, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10)


def test_sql_gives_the_same_fit(connection: Any) -> None:
    equal(by_sql(connection, table(TOLD)), CrossedLogistic(tolerance=1e-13).fit(TOLD.y, TOLD.x, TOLD.groups))


@pytest.mark.promise
def test_a_row_that_sql_lost_would_be_noticed(connection: Any) -> None:
    fit = CrossedLogistic(tolerance=1e-13).fit(TOLD.y, TOLD.x, TOLD.groups)
    with pytest.raises(AssertionError):
        equal(by_sql(connection, table(TOLD).slice(1)), fit)


def test_trials_and_levels_that_do_not_occur(connection: Any) -> None:
    """Contacts counted before, and a reason nobody had: its effect is 0."""
    trials = np.random.default_rng(1).integers(1, 4, len(TOLD.y))
    rows = table(TOLD).append_column("asked", pa.array(trials))
    told = by_sql(connection, rows, trials="asked", levels=(40, 9, 5))
    arrays = CrossedLogistic(tolerance=1e-13).fit(TOLD.y, TOLD.x, TOLD.groups, trials)
    assert told.effects[1][7:].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(told.effects[0], arrays.effects[0], atol=0.02)
    ours = by_sql(connection, rows, trials="asked")
    np.testing.assert_allclose(ours.effects[0], arrays.effects[0], rtol=0, atol=1e-10)


def test_one_factor_and_no_column(connection: Any) -> None:
    """The smallest model there is."""
    connection.register("answers", table(TOLD))
    over = NewtonSql(OnDuckDB(connection), "answers", "y", (), ("agent",))
    ours = CrossedLogistic(tolerance=1e-13).fit_pass(over)
    arrays = CrossedLogistic(tolerance=1e-13).fit(TOLD.y, np.zeros((len(TOLD.y), 0)), TOLD.groups[:, 0])
    np.testing.assert_allclose(ours.effects[0], arrays.effects[0], rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * FROM told WHERE false", "the rows: are none"),
        ("SELECT * REPLACE (1 AS y) FROM told", "is always the same"),
        ("SELECT * REPLACE (y * 2 AS y) FROM told", "not 0 or 1"),
        ("SELECT * REPLACE (CAST(NULL AS DOUBLE) AS wrong) FROM told", "rows without a number"),
        ("SELECT * REPLACE (CAST('nan' AS DOUBLE) AS wrong) FROM told", "rows without a number"),
        ("SELECT * REPLACE (agent - 1 AS agent) FROM told", "a level below 0"),
        ("SELECT * REPLACE (3 AS agent) FROM told", "one level only in the first factor"),
        ("SELECT * REPLACE (0 AS product) FROM told", "one level only in factor 2"),
        ("SELECT * REPLACE (unfixable AS wrong) FROM told", "follows from the other columns"),
    ],
)
def test_bad_rows_are_refused_in_words(connection: Any, query: str, words: str) -> None:
    connection.register("told", table(TOLD))
    with pytest.raises(Refused) as refusal:
        by_sql(connection, connection.sql(query).to_arrow_table())
    assert words in str(refusal.value)


def test_fewer_levels_than_occur_are_refused(connection: Any) -> None:
    with pytest.raises(Refused, match="are fewer than occur"):
        by_sql(connection, table(TOLD), levels=(40, 3, 5))
