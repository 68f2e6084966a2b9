"""Slices of a table that stays where it is: its failing rows are read once, and all sizes by one grouped query.

Values of the table never stand in the SQL: they are handed over as rows, and joined.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from amends.causes import FAILED, GOOD, UNKNOWN, Coded
from amends.causes.attributes import ROWS_PER_VALUE_MIN, check_count, check_names, in_order, value_of
from amends.causes.coded import Numbers, smallest
from amends.causes.outcomes import ERROR_STEP, WORDS, encoded
from amends.facts import Problem, Refused

from .columns import quoted
from .grouping import Slices, add_up, wanted
from .relations import Relation, in_words

_READERS: dict[str, Callable[[str], Any]] = {"whole": int, "decimal": float, "flag": "true".__eq__}


@dataclass(frozen=True, slots=True)
class Failing:
    """The rows with an error above 0, and how many `rows` with a known error there are among `rows_all`."""

    table: Coded
    errors: Numbers
    rows: int
    rows_all: int


class Counted:
    """An `amends.causes.counts.Counts`: rows with a known error, counted where they stand. `reads` counts queries."""

    def __init__(
        self, relation: Relation, errors: str, attributes: Sequence[str], *, forced: Collection[str] = ()
    ) -> None:
        check_names(attributes, forced, [errors])
        for name in (errors, *attributes):
            relation.check_column(name)
        self.reads = self._rows_all = 0
        self._relation, self._name, self._attributes, self._forced = relation, errors, tuple(attributes), forced
        self._known, self._failing = _conditions(relation, errors)
        self._texts: list[list[tuple[str | None, int]]] = []  # of each attribute: what stands there, and its code
        self._doubtful: list[int] = []  # attributes with so many values among the failures that they may be ids

    def failing(self) -> Failing:
        """Read them, with the number of all rows, in one query. Raises Refused for an error that is none."""
        from_, names = self._relation.source, [f"a{number}" for number in range(len(self._attributes))]
        cells = [f"{self._relation.as_text(a)} AS {n}" for a, n in zip(self._attributes, names, strict=True)]
        error = f"CAST({self._relation.column(self._name)} AS {self._relation.text}) AS error"
        found = self._read(
            f"SELECT n.rows_all, n.rows_known, f.* FROM (SELECT count(*) AS rows_all, count(CASE WHEN {self._known} "
            f"THEN 1 END) AS rows_known FROM {from_}) AS n LEFT JOIN (SELECT 1 AS is_one, {error}, {', '.join(cells)} "
            f"FROM {from_} WHERE {self._failing}) AS f ON 1 = 1"
        )
        self._rows_all, rows = found["rows_all"][0].as_py(), found["rows_known"][0].as_py()
        found = found.filter(found["is_one"].is_valid())
        errors = self._numbers(found["error"])
        found, errors = found.filter(errors > 0), errors[errors > 0]
        table = self._coded([found[name] for name in names])
        return Failing(table, errors, rows, self._rows_all)

    def sizes(self, slices: Slices) -> Numbers:
        """The number of rows of each slice, all by one query. Raises Refused for an attribute that is an id."""
        asked = wanted(slices)
        doubtful, self._doubtful = self._doubtful, []
        found = self._read(self._query(asked.codes, asked.sets, doubtful))
        what, rows = found["what"].to_numpy(), found["n"].to_numpy()
        for number in doubtful:
            check_count(self._relation.where, self._attributes[number], int(rows[what == number][0]), self._rows_all)
        cells = what < 0
        places = {
            attribute: np.asarray(found[f"k{attribute}"].fill_null(-1), np.int64)[cells] for attribute in asked.codes
        }
        sizes: Numbers = add_up(asked, slices, places, rows[cells])
        return sizes

    def check_ids(self) -> None:
        """Raises Refused for an attribute that is an id, where no size had to be asked and so none was noticed."""
        if self._doubtful:
            self.sizes([])

    def _read(self, query: str) -> Any:
        self.reads += 1
        return self._relation.rows(query)

    def _numbers(self, errors: Any) -> Numbers:
        texts, codes = encoded(errors.cast("string"))
        numbers = np.array([*(_number(text) for text in texts), 0.0])
        for text, number in zip(texts, numbers[:-1].tolist(), strict=True):
            if not 0 <= number < np.inf:
                raise Refused(Problem(self._relation.where, "is no error", ERROR_STEP, column=self._name, value=text))
        return np.asarray(numbers[codes], np.float64)

    def _coded(self, columns: Sequence[Any]) -> Coded:
        values, coded = [], []
        for number, (name, column) in enumerate(zip(self._attributes, columns, strict=True)):
            texts, own = encoded(column.cast("string"))
            heard = [value_of(read_text(text, self._relation.kinds[name]), as_text=False) for text in texts]
            known = in_order(set(heard))
            codes = [known.index(value) for value in heard]
            self._texts.append(list(zip(texts, codes, strict=True)))
            if name not in self._forced and len(known) * ROWS_PER_VALUE_MIN > len(own):
                self._doubtful.append(number)
            values.append(tuple(known))
            coded.append(smallest(np.array([*codes, 0], np.int64)[own], len(known)))
        return Coded(self._attributes, tuple(values), tuple(coded))

    def _query(self, codes: dict[int, list[int]], sets: Sequence[Sequence[int]], doubtful: Sequence[int]) -> str:
        """Its rows: `what` is -1 and k0, k1 ... are a cell, or `what` is an attribute that may be an id."""
        none = "".join(f", CAST(NULL AS BIGINT) AS k{attribute}" for attribute in codes)
        parts = [self._cells(codes, sets)] if sets else []
        for number in doubtful:
            cell = self._relation.as_text(self._attributes[number])
            count = f"count(DISTINCT {cell}) + max(CASE WHEN {cell} IS NULL THEN 1 ELSE 0 END)"
            parts.append(f"SELECT {number} AS what{none}, {count} AS n FROM {self._relation.source}")
        return " UNION ALL ".join(parts)

    def _cells(self, codes: dict[int, list[int]], sets: Sequence[Sequence[int]]) -> str:
        handed = f"amends_values_{self.reads}"
        self._hand_over(handed, codes)
        texts = ", ".join(
            f"{self._relation.as_text(self._attributes[attribute])} AS a{attribute}" for attribute in codes
        )
        places, joins = [], []
        for attribute, some in codes.items():
            empty = next((code for text, code in self._texts[attribute] if text is None), -1)
            at = some.index(empty) if empty in some else len(some)
            other = f"coalesce(v{attribute}.place, {len(some)})"
            places.append(f"CASE WHEN t.a{attribute} IS NULL THEN {at} ELSE {other} END AS k{attribute}")
            on = f"v{attribute}.attribute = {attribute} AND v{attribute}.value = t.a{attribute}"
            joins.append(f"LEFT JOIN {handed} AS v{attribute} ON {on}")
        rows = f"SELECT {texts} FROM {self._relation.source} WHERE {self._known}"
        coded = f"SELECT {', '.join(places)} FROM ({rows}) AS t {' '.join(joins)}"
        grouped = ", ".join(f"({', '.join(f'k{attribute}' for attribute in some)})" for some in sets)
        names = "".join(f", CAST(k{attribute} AS BIGINT) AS k{attribute}" for attribute in codes)
        return f"SELECT -1 AS what{names}, count(*) AS n FROM ({coded}) AS c GROUP BY GROUPING SETS ({grouped})"

    def _hand_over(self, name: str, codes: dict[int, list[int]]) -> None:
        import pyarrow as pa

        rows = [
            {"attribute": attribute, "value": text, "place": codes[attribute].index(code)}
            for attribute in codes
            for text, code in self._texts[attribute]
            if code in codes[attribute] and text is not None
        ]
        types = [("attribute", pa.int64()), ("value", pa.string()), ("place", pa.int64())]
        batch = pa.RecordBatch.from_pylist(rows, pa.schema(types))
        with in_words(self._relation.where):
            self._relation.engine.take(name, {"attribute": int, "value": str, "place": int}, [batch])


def _conditions(relation: Relation, errors: str) -> tuple[str, str]:
    """Which rows have a known error, and which one that may be above 0: what it is shows when it is read."""
    if relation.kinds[errors] == "flag":
        return f"{relation.column(errors)} IS NOT NULL", relation.column(errors)
    if relation.kinds[errors] in ("whole", "decimal", "money"):
        number = f"CAST({relation.column(errors)} AS {relation.double})"
        known = f"({number} IS NOT NULL AND {number} <> CAST('NaN' AS {relation.double}))"
        return known, f"({known} AND {number} <> 0)"
    word = f"lower(coalesce({relation.as_text(errors)}, ''))"
    unknown, good = (
        ", ".join(quoted(word) for word, came in WORDS.items() if came == which) for which in (UNKNOWN, GOOD)
    )
    known = f"{word} NOT IN ({unknown})"
    digits = f"replace(replace({word}, '0', ''), '.', '')"  # 0.00 is 0 in many ways, and there may be many of them
    return f"({known})", f"({known} AND {word} NOT IN ({good}) AND ({digits} <> '' OR {word} = '.'))"


def read_text(text: str | None, kind: str) -> Any:
    """The value that a column of this kind told as text."""
    return None if text is None else _READERS.get(kind, str)(text)


def _number(text: str | None) -> float:
    """NaN for what is none."""
    word = (text or "").strip().lower()
    if word in WORDS:
        return float(WORDS[word] == FAILED)
    try:
        return float(word)
    except ValueError:
        return np.nan
