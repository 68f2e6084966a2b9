"""The same random table in memory and in a database, and the slices that each way finds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from amends.causes import Slice, top_slices
from amends.causes.attributes import hear_attributes
from amends.causes.outcomes import hear_errors
from amends.causes.slices import top_slices_of
from amends.engines.counting import Counted
from amends.engines.relations import Relation
from amends.link.chains import hear_sheet

NAMES = ("shop", "plan", "on", "size", "it's")
Row = tuple[Any, ...]
Found = list[tuple[dict[str, Any], float, int]]


def random_table(seed: int) -> pa.Table:
    """Texts with blanks around them, empty ones and none; numbers, yes and no; errors as flags, weights or words."""
    chance = np.random.default_rng(seed)
    rows = int(chance.integers(60, 400))
    texts = ["a", " a", "b", "", None, "c\t", "o'neill", "back\\slash"]
    failed = chance.random(rows) < chance.uniform(0.05, 0.4)
    errors: list[Any] = [bool(one) for one in failed]
    if seed % 3 == 1:
        errors = [None if chance.random() < 0.1 else float(one) * int(chance.integers(1, 5)) for one in failed]
    elif seed % 3 == 2:
        words = (["0", "0.00", "no", "record_right", ""], ["1", "yes", "customer_right"])
        errors = [str(chance.choice(words[int(one)])) for one in failed]
    columns = {
        "shop": [texts[i] for i in chance.integers(0, len(texts), rows)],
        "plan": chance.integers(0, 4, rows).tolist(),
        "on": [None if chance.random() < 0.2 else bool(chance.random() < 0.5) for _ in range(rows)],
        "size": chance.choice([0.5, 1.0, 2.25, np.nan], rows).tolist(),
        "it's": [f"v{i}" for i in chance.integers(0, 3, rows)],
        "failed": errors,
    }
    return pa.table(columns)


def options_of(seed: int) -> dict[str, Any]:
    """How many slices, by which score."""
    chance = np.random.default_rng(seed + 1)
    score = ("sliceline", "wracc", "llr")[int(chance.integers(0, 2 if seed % 3 == 1 else 3))]
    support = int(chance.integers(1, 15))
    return {"k": int(chance.integers(1, 25)), "score": score, "alpha": 0.95, "min_support": support}


def in_memory(file: Path, **options: Any) -> Found:
    """By reading the whole Parquet file."""
    with file.open("rb") as stream:
        sheet = hear_sheet(stream, file.name)
        errors, known = hear_errors(sheet, "failed")
        (coded,) = hear_attributes([sheet], NAMES)
    return told(top_slices(coded.take(known), errors[known], **options), coded)


def in_place(relation: Relation, **options: Any) -> tuple[Found, Counted]:
    """By two queries."""
    counted = Counted(relation, "failed", NAMES)
    failing = counted.failing()
    found = top_slices_of(failing.table, failing.errors, failing.rows, counted, **options)
    return told(found, failing.table), counted


def told(found: Sequence[Slice], table: Any) -> Found:
    """In the words of the table; the score to twelve digits, for sums come in another order."""
    return [(table.told(one.literals), float(f"{one.score:.12g}"), one.rows) for one in found]


def write(table: pa.Table, file: Path) -> Path:
    """As Parquet."""
    pq.write_table(table, file)
    return file
