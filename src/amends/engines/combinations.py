"""Causes in a table that stays where it is: its rows are counted there by all attributes and the outcome, in one query.

What comes over is one row for each combination of values. The search over it, also against a reference, is as exact as
over the rows. The times of the slices that were found are asked for afterwards, in a second one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.causes import FAILED, UNKNOWN, Cause, Coded, Told, find_spell
from amends.causes.attributes import check_count, check_names, in_the_same_codes
from amends.causes.coded import Codes
from amends.causes.outcomes import OUTCOME_STEP, WORDS, encoded
from amends.facts import Problem, Refused
from amends.facts.moments import DAY_US
from amends.link.chains.times import hear_times

from .columns import quoted
from .counting import read_text
from .relations import Relation, in_words

COMBINATIONS_MAX = 5_000_000


@dataclass(frozen=True, slots=True)
class Combinations:
    """`told` has one row for each combination, with `counts`. `texts[attribute][code]` is what stands for a value."""

    relation: Relation
    failed: str
    told: Told
    texts: tuple[tuple[tuple[str | None, ...], ...], ...]


def count_combinations(
    relations: Sequence[Relation],
    failed: str,
    names: Sequence[str],
    *,
    forced: Collection[str] = (),
    taken: Collection[str] = (),
) -> list[Combinations]:
    """The same attributes of each relation, in the same codes; one query for each.

    Raises Refused for a column that is none, speaks of people or is an id, a value that is no outcome, and where there
    are more combinations than `COMBINATIONS_MAX`.
    """
    check_names(names, forced, taken)
    for relation in relations:
        for name in (failed, *names):
            relation.check_column(name)
    found = [relation.rows(_query(relation, failed, names), COMBINATIONS_MAX) for relation in relations]
    for relation, rows in zip(relations, found, strict=True):
        if rows is None:
            raise Refused(Problem(relation.where, "has no rows", "Name a table with at least one"))
    coded = [_in_codes(relations, found, place, name, forced) for place, name in enumerate(names)]
    values = tuple(tuple(known) for known, _, _ in coded)
    told = []
    for number, (relation, rows) in enumerate(zip(relations, found, strict=True)):
        table = Coded(tuple(names), values, tuple(columns[number] for _, columns, _ in coded))
        outcomes, counts = _outcomes(relation, failed, rows["outcome"]), rows["n"].to_numpy()
        texts = tuple(each[number] for _, _, each in coded)
        told.append(Combinations(relation, failed, Told(table, outcomes, counts=counts), texts))
    return told


def with_spells(
    counted: Combinations, causes: Sequence[Cause], at: str, *, bin_us: int = DAY_US
) -> tuple[tuple[Cause, ...], list[str]]:
    """The causes, each with its beginning and end, by one query; and what is to be said about how times were read."""
    counted.relation.check_column(at)
    if not causes:
        return (), []
    found = counted.relation.rows(_times_query(counted, causes, at))
    if found is None:
        return tuple(causes), []
    times = hear_times(found["happened"].cast("string").chunks, found.num_rows, counted.relation.where, at)
    if not times.good.any():
        step = "Write for example 2026-05-03T14:20:00Z"
        raise Refused(Problem(counted.relation.where, "holds no time", step, column=at))
    failed = _outcomes(counted.relation, counted.failed, found["outcome"]) == FAILED
    number, counts = found["cause"].to_numpy(), found["n"].to_numpy().astype(np.float64)
    told = []
    for place, cause in enumerate(causes):
        mine = times.good & (number == place)
        spell = find_spell(times.at[mine], failed[mine], bin_us=bin_us, counts=counts[mine])
        told.append(replace(cause, spell=spell))
    return tuple(told), [] if counted.relation.kinds[at] == "instant" else times.notes


def _query(relation: Relation, failed: str, names: Sequence[str]) -> str:
    cells = [f"{relation.as_text(name)} AS a{place}" for place, name in enumerate(names)]
    keys = ", ".join(f"a{place}" for place in range(len(names)))
    rows = f"SELECT {', '.join(cells)}, {_outcome(relation, failed)} AS outcome FROM {relation.source}"
    return f"SELECT {keys}, outcome, count(*) AS n FROM ({rows}) AS t GROUP BY {keys}, outcome"


def _outcome(relation: Relation, failed: str) -> str:
    return f"lower(coalesce({relation.as_text(failed)}, ''))"


def _in_codes(
    relations: Sequence[Relation], found: Sequence[Any], place: int, name: str, forced: Collection[str]
) -> tuple[list[Any], list[Codes], list[tuple[tuple[str | None, ...], ...]]]:
    """The values, the codes of each relation, and of each relation the texts that stand for every value."""
    heard = [encoded(rows[f"a{place}"].cast("string")) for rows in found]
    read = [
        [read_text(text, relation.kinds[name]) for text in texts]
        for relation, (texts, _) in zip(relations, heard, strict=True)
    ]
    parts = [(values, own) for values, (_, own) in zip(read, heard, strict=True)]
    known, columns = in_the_same_codes(parts)
    texts = [_texts(known, texts, own, codes) for (texts, own), codes in zip(heard, columns, strict=True)]
    if name not in forced:
        rows = int(found[0]["n"].to_numpy().sum())
        check_count(relations[0].where, name, len(np.unique(columns[0])), rows)
    return known, columns, texts


def _texts(
    known: Sequence[Any], texts: Sequence[str | None], own: NDArray[np.int32], codes: Codes
) -> tuple[tuple[str | None, ...], ...]:
    found: list[list[str | None]] = [[] for _ in known]
    pairs = np.unique(np.column_stack([own, codes]), axis=0) if len(own) else np.zeros((0, 2), np.int64)
    for text, code in pairs.tolist():
        found[code].append(texts[text])
    return tuple(map(tuple, found))


def _outcomes(relation: Relation, failed: str, column: Any) -> NDArray[np.int8]:
    texts, codes = encoded(column.cast("string"))
    for text in texts:
        if (text or "") not in WORDS:
            raise Refused(Problem(relation.where, "is no outcome", OUTCOME_STEP, column=failed, value=text))
    return np.array([*(WORDS[text or ""] for text in texts), UNKNOWN], np.int8)[codes]


def _times_query(counted: Combinations, causes: Sequence[Cause], at: str) -> str:
    relation, handed = counted.relation, "amends_causes"
    values: list[dict[str, Any]] = []
    parts = []
    for number, cause in enumerate(causes):
        inside = []
        for attribute, code in cause.literals:
            texts, slot = counted.texts[attribute][code], len(values)
            values.extend({"slot": slot, "value": text} for text in texts if text is not None)
            cell = relation.as_text(counted.told.table.names[attribute])
            among = f"{cell} IN (SELECT value FROM {handed} WHERE slot = {slot})"
            inside.append(f"({among} OR {cell} IS NULL)" if None in texts else among)
        outcome = _outcome(relation, counted.failed)
        unknown = ", ".join(quoted(word) for word, came in WORDS.items() if came == UNKNOWN)
        parts.append(
            f"SELECT {number} AS cause, {outcome} AS outcome, {relation.hour(at)} AS happened FROM {relation.source} "
            f"WHERE {' AND '.join(inside)} AND {outcome} NOT IN ({unknown})"
        )
    _hand_over(relation, handed, values)
    keys = "cause, outcome, happened"
    return f"SELECT {keys}, count(*) AS n FROM ({' UNION ALL '.join(parts)}) AS t GROUP BY {keys}"


def _hand_over(relation: Relation, name: str, values: list[dict[str, Any]]) -> None:
    """Values of the table never stand in the SQL."""
    import pyarrow as pa

    batch = pa.RecordBatch.from_pylist(values, pa.schema([("slot", pa.int64()), ("value", pa.string())]))
    with in_words(relation.where):
        relation.engine.take(name, {"slot": int, "value": str}, [batch])
