"""The sums of a crossed logistic fit, taken where the rows stand: one query of plain SQL for each pass over them.

The rows are first put together by level of the first factor and cell (`amends.scores.layout`): equal ones are counted.
After that a pass hands over a number or two for each level and cell, and brings back sums. The same text runs on DuckDB
and on Spark.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from amends.facts import Problem, Refused
from amends.scores.layout import Layout, Numbers
from amends.scores.sums import Point, Sums

_SCORE, _TURN, _WEIGHT = range(3)
_KINDS = ("score", "turn", "weight")


class Place(Protocol):
    """Where the SQL runs."""

    def put(self, name: str, table: Any) -> None:
        """Let this name stand for an Arrow table of numbers; it may have stood for another."""

    def keep(self, name: str, query: str) -> None:
        """Run the query and keep its rows under this name."""

    def read(self, query: str) -> Any:
        """Its rows, as an Arrow table."""


class OnDuckDB:
    """On a connection. What is kept lives as long as it does."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def put(self, name: str, table: Any) -> None:
        """Without a copy."""
        self._connection.register(name, table)

    def keep(self, name: str, query: str) -> None:
        """As a table."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def read(self, query: str) -> Any:
        """The rows."""
        return self._connection.sql(query).to_arrow_table()


class OnSpark:
    """On a session. What is kept is cached."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def put(self, name: str, table: Any) -> None:
        """Handed over from here."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        """Computed now."""
        self._session.sql(query).localCheckpoint(eager=True).createOrReplaceTempView(name)

    def read(self, query: str) -> Any:
        """The rows."""
        return self._session.sql(query).toArrow()


class NewtonSql:
    """A Pass over the rows of `source`, which is what follows FROM. For `CrossedLogistic().fit_pass`.

    `y`: an expression for 0 or 1, or for how many of `trials`; `x`: expressions for the columns of X; `groups`: for the
    level of each factor, numbered from 0. Expressions stand in the SQL as they are: they are ours, never a user's.
    `levels` where there are more than occur. Names of tables begin with `name`.
    """

    def __init__(
        self,
        place: Place,
        source: str,
        y: str,
        x: Sequence[str],
        groups: Sequence[str],
        *,
        trials: str = "1",
        levels: Sequence[int] | None = None,
        name: str = "amends_newton",
    ) -> None:
        self._place, self._name = place, name
        self._x = [f"x{number}" for number in range(len(x))]
        self._groups = [f"g{number}" for number in range(1, len(groups))]
        self._gather(source, y, x, groups, trials)
        self._check()
        told = place.read(f"SELECT max(first) AS first FROM {name}_counts")["first"][0].as_py()
        self._layout = self._laid_out(int(told) + 1, levels)

    @property
    def layout(self) -> Layout:
        """Levels and cells of these rows."""
        return self._layout

    def sums(self, point: Point) -> Sums:
        """The sums at this point."""
        self._hand_over(point)
        found = self._place.read(self._query(turning=point.leverage is not None))
        layout = self._layout
        columns = {name: _numbers(found[name]) for name in ("first", "cell", *self._groups)}
        values = [_numbers(found[name]) for name in _KINDS]
        by_first, cells = np.zeros((3, layout.first)), np.zeros((3, len(layout.x)))
        cross = np.zeros((layout.first, layout.rest))
        of_cell = ~np.isnan(columns["cell"])
        of_pair = [~np.isnan(columns[group]) for group in self._groups]
        of_first = ~of_cell & ~np.logical_or.reduce([np.zeros_like(of_cell), *of_pair])
        for kind in (_SCORE, _TURN, _WEIGHT):
            cells[kind, columns["cell"][of_cell].astype(int)] = values[kind][of_cell]
            by_first[kind, columns["first"][of_first].astype(int)] = values[kind][of_first]
        ones = columns["first"][of_first].astype(int)
        for number, name in enumerate(self._x):
            cross[ones, number] = _numbers(found[name])[of_first]
        for block, group, chosen in zip(layout.blocks(), self._groups, of_pair, strict=True):
            place = columns["first"][chosen].astype(int), block.start + columns[group][chosen].astype(int)
            cross[place] = values[_WEIGHT][chosen]
        loss = float(_numbers(found["loss"])[of_first].sum())
        score, turn = layout.totals(cells[_SCORE]), layout.totals(cells[_TURN])
        products = layout.products(cells[_WEIGHT])
        return Sums(loss, by_first[_WEIGHT], cross, products, by_first[_SCORE], score, by_first[_TURN], turn)

    def _gather(self, source: str, y: str, x: Sequence[str], groups: Sequence[str], trials: str) -> None:
        """The rows by level of the first factor and cell, and the cells."""
        codes = zip(("first", *self._groups), groups, strict=True)
        own = [f"CAST({code} AS BIGINT) AS {name}" for name, code in codes]
        own += [f"CAST({column} AS DOUBLE) AS {name}" for name, column in zip(self._x, x, strict=True)]
        rows = f"SELECT CAST({y} AS DOUBLE) AS y, CAST({trials} AS DOUBLE) AS n, {', '.join(own)} FROM {source}"
        keys = ", ".join([*self._x, *self._groups])
        by = f"first, {keys}" if keys else "first"
        wrong = "sum(CASE WHEN y >= 0 AND y <= n AND y = floor(y) AND n >= 1 THEN 0 ELSE 1 END) AS wrong"
        grouped = f"SELECT {by}, sum(y) AS y, sum(n) AS n, {wrong} FROM ({rows}) AS r GROUP BY {by}"
        number = f"dense_rank() OVER (ORDER BY {keys}) - 1" if keys else "0"
        self._place.keep(f"{self._name}_counts", f"SELECT g.*, {number} AS cell FROM ({grouped}) AS g")

    def _check(self) -> None:
        """Raises Refused where some row cannot be fitted."""
        bad = " OR ".join(
            [f"{name} IS NULL OR {name} < 0" for name in ("first", *self._groups)]
            + [f"{name} IS NULL OR NOT ({name} > -1e300 AND {name} < 1e300)" for name in self._x]
        )
        told = self._place.read(
            f"SELECT sum(wrong) AS wrong, sum(CASE WHEN {bad} THEN 1 ELSE 0 END) AS bad, sum(y) AS y, sum(n) AS n, "
            f"count(DISTINCT first) AS levels FROM {self._name}_counts"
        ).to_pylist()[0]
        if told["levels"] in (0, None):
            raise _refused("the rows", "are none", "See that the source is the right one")
        if told["bad"]:
            raise _refused("X, groups", "have rows without a number, or with a level below 0", "Leave those rows out")
        if told["wrong"]:
            raise _refused("y", "has rows that are not 0 or 1, or not from 0 to their trials", "Leave those rows out")
        if told["y"] in (0, told["n"]):
            raise _refused("y", "is always the same: there is nothing to compare", "Take a longer time")
        if told["levels"] == 1:
            raise _refused("groups", "have one level only in the first factor", "Take rows of several levels")

    def _laid_out(self, first: int, levels: Sequence[int] | None) -> Layout:
        keys = [*self._x, *self._groups]
        own = "".join(f", min({key}) AS {key}" for key in keys)
        found = self._place.read(f"SELECT cell{own} FROM {self._name}_counts GROUP BY cell ORDER BY cell")
        x = np.column_stack([_numbers(found[name]) for name in self._x]) if self._x else np.zeros((len(found), 0))
        codes = tuple(_numbers(found[name]).astype(np.int64) for name in self._groups)
        occur = (first, *(int(code.max()) + 1 for code in codes))
        if levels is not None and (len(levels) != len(occur) or any(n < m for n, m in zip(levels, occur, strict=True))):
            raise _refused("levels", "are fewer than occur", f"Pass at least {', '.join(map(str, occur))}")
        own_levels = tuple(levels) if levels is not None else occur
        for number, n in enumerate(own_levels):
            if n == 1:
                raise _refused("groups", f"have one level only in factor {number}", "Leave the factor out")
        return Layout(own_levels[0], own_levels[1:], x, codes)

    def _hand_over(self, point: Point) -> None:
        """The numbers of each level, of each cell, and of each level of two factors."""
        layout, leverage = self._layout, point.leverage
        firsts = {"first": np.arange(layout.first), "effect": point.first}
        cells = {"cell": np.arange(len(layout.x)), "predictor": layout.predictor(point.rest)}
        cells |= dict(zip(self._x, layout.x.T, strict=True))
        if leverage is not None:
            firsts["variance"], cells["spread"] = leverage.first, layout.variance(leverage.further)
            for name, block in zip(self._groups, layout.blocks(), strict=True):
                shared = leverage.cross[:, block.start - layout.fixed : block.stop - layout.fixed]
                one, other = (index.ravel() for index in np.indices(shared.shape))
                self._put(f"shared_{name}", {"first": one, name: other, f"shared_{name}": shared.ravel()})
        self._put("firsts", firsts)
        self._put("cells", cells)

    def _put(self, name: str, columns: dict[str, Any]) -> None:
        import pyarrow as pa

        self._place.put(f"{self._name}_{name}", pa.table({key: np.ascontiguousarray(c) for key, c in columns.items()}))

    def _query(self, *, turning: bool) -> str:
        """Its rows: sums by level of the first factor, by cell, and by the levels of two factors, as the keys tell."""
        at = self._name
        joins = [f"JOIN {at}_firsts AS f ON f.first = r.first", f"JOIN {at}_cells AS c ON c.cell = r.cell"]
        turn = "0.0"
        if turning:
            pairs = [(group, f"s_{group}") for group in self._groups]
            on = "{1}.first = r.first AND {1}.{0} = r.{0}"
            joins += [f"JOIN {at}_shared_{g} AS {s} ON {on.format(g, s)}" for g, s in pairs]
            turn = " + ".join(["f.variance", "c.spread", *(f"2 * {s}.shared_{g}" for g, s in pairs)])
        keys = ", ".join(f"r.{key}" for key in ("first", "cell", *self._groups))
        columns = "".join(f", c.{name}" for name in self._x)
        rows = (
            f"SELECT {keys}{columns}, r.y, r.n, f.effect + c.predictor AS e, exp(-abs(f.effect + c.predictor)) AS t, "
            f"{turn} AS v FROM {at}_counts AS r {' '.join(joins)}"
        )
        mean = "CASE WHEN e >= 0 THEN 1 / (1 + t) ELSE t / (1 + t) END"
        moments = (
            f"SELECT q.*, n * (CASE WHEN e > 0 THEN e ELSE 0 END + ln(1 + t)) - y * e AS lost, {mean} AS m, "
            f"n * t / ((1 + t) * (1 + t)) AS w FROM ({rows}) AS q"
        )
        weighted = "".join(f", sum(w * {name}) AS {name}" for name in self._x)
        sets = ", ".join(["(first)", "(cell)", *(f"(first, {group})" for group in self._groups)])
        names = ", ".join(["first", "cell", *self._groups])
        return (
            f"SELECT {names}, sum(lost) AS loss, sum(y - n * m) AS score, sum(w * (1 - 2 * m) * v) AS turn, "
            f"sum(w) AS weight{weighted} FROM ({moments}) AS p GROUP BY GROUPING SETS ({sets})"
        )


def _numbers(column: Any) -> Numbers:
    """With NaN where there is none."""
    return np.asarray(
        column.to_numpy(zero_copy_only=False) if column.null_count == 0 else _with_nan(column), np.float64
    )


def _with_nan(column: Any) -> Any:
    import pyarrow as pa

    return column.cast(pa.float64()).fill_null(float("nan")).to_numpy(zero_copy_only=False)


def _refused(where: str, what: str, step: str) -> Refused:
    return Refused(Problem(where, what, step))
