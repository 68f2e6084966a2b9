"""The attributes among which causes are sought: named columns of a table file, as codes. Ids and people are refused."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.facts.who import names_people
from amends.link.chains import Sheet

from .coded import Coded, Codes, smallest
from .outcomes import encoded

FEW_VALUES: Final = 20  # so many are few in any table
ROWS_PER_VALUE_MIN: Final = 20  # fewer, and it is an id, or an amount that wants ranges


def hear_attributes(
    sheets: Sequence[Sheet], names: Sequence[str], *, forced: Collection[str] = (), taken: Collection[str] = ()
) -> list[Coded]:
    """The same attributes of each sheet, in the same codes. `taken` are columns that have another part, such as the
    outcome: they cannot explain themselves.

    Raises Refused for a name that is no column, stands twice, or is taken; and, unless forced, for people and for
    columns of too many values.
    """
    check_names(names, forced, taken)
    values, columns = [], []
    for name in names:
        for sheet in sheets:
            sheet.check_column(name)
        known, codes = in_the_same_codes([encoded(sheet.column(name)) for sheet in sheets])
        if name not in forced and _many(len(known), len(codes[0])):
            check_count(sheets[0].where, name, int(np.count_nonzero(np.bincount(codes[0]))), len(codes[0]))
        values.append(tuple(known))
        columns.append(codes)
    return [Coded(tuple(names), tuple(values), each) for each in zip(*columns, strict=True)]


def in_the_same_codes(
    parts: Sequence[tuple[list[Any], NDArray[np.int32]]],
) -> tuple[list[Any], list[Codes]]:
    """The values of all, and the codes of each. Of two tables, one may hold as text what the other holds as number:
    then both are text.
    """
    kinds = {type(value) for values, _ in parts for value in values if value is not None}
    as_text = str in kinds and len(kinds) > 1
    heard = [[value_of(value, as_text=as_text) for value in values] for values, _ in parts]
    known = in_order({value for values in heard for value in values})
    number = {value: code for code, value in enumerate(known)}
    codes = [
        smallest(np.array([*(number[value] for value in values), 0]), len(known))[own]
        for values, (_, own) in zip(heard, parts, strict=True)
    ]
    return known, codes


def in_order(values: Iterable[Any]) -> list[Any]:
    """By the values alone, nothing last: of equal slices the same one goes first in whatever order the rows come."""
    return sorted(values, key=lambda value: (value is None, 0 if value is None else value))


def value_of(value: Any, *, as_text: bool) -> Any:
    """What a cell stands for: without the blanks around a text, and None for an empty one or what is no number."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        return value.strip() or None
    if not as_text and isinstance(value, bool | int | float):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of whole numbers with gaps is often written as 1.0
    return str(value).lower() if isinstance(value, bool) else str(value)


def check_names(names: Sequence[str], forced: Collection[str], taken: Collection[str]) -> None:
    """Raises Refused for no name, one named twice or `taken`, and, unless forced, for one that speaks of people."""
    if not names:
        raise Refused(Problem("--attributes", "names no column", "Write for example gateway,currency,version"))
    for name in names:
        if names.count(name) > 1:
            raise Refused(Problem("--attributes", "names a column twice", "Name it once", value=name))
        if name in taken:
            step = "Leave it out: what is to be explained cannot explain itself"
            raise Refused(Problem("--attributes", "names the outcome or the time", step, value=name))
        if name not in forced and names_people(name):
            step = f"People are no causes: name what they have in common (team, tool, script), or add --force {name}"
            raise Refused(Problem("--attributes", "names people", step, value=name))


def check_count(where: str, name: str, different: int, rows: int) -> None:
    """Raises Refused for a column of `rows` rows with so many different values that it is an id."""
    if not _many(different, rows):
        return
    what = f"has {different:,} values in {rows:,} rows, like an id"
    raise Refused(Problem(where, what, f"Leave it out, put values in ranges, or add --force {name}", column=name))


def _many(different: int, rows: int) -> bool:
    return different > FEW_VALUES and different * ROWS_PER_VALUE_MIN > rows
