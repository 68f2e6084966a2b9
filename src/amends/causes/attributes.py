"""The attributes among which causes are sought: named columns of a table file, as codes. Ids and people are refused."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused
from amends.link.chains import Sheet

from .coded import Coded, smallest
from .outcomes import encoded

# Blame is not found by search: a person is never a cause, and a fault of many people shows in what they have in common.
PEOPLE: Final = frozenset(
    "agent agents assignee caller client contact customer customers email employee iban mail operator owner person "
    "phone user username".split()
)
LABELS: Final = frozenset("code hash id key name no nr number ref uuid".split())
FEW_VALUES: Final = 20  # so many are few in any table
ROWS_PER_VALUE_MIN: Final = 20  # fewer, and it is an id, or an amount that wants ranges
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def hear_attributes(
    sheets: Sequence[Sheet], names: Sequence[str], *, forced: Collection[str] = (), taken: Collection[str] = ()
) -> list[Coded]:
    """The same attributes of each sheet, in the same codes. `taken` are columns that have another part, such as the
    outcome: they cannot explain themselves.

    Raises Refused for a name that is no column, stands twice, or is taken; and, unless forced, for people and for
    columns of too many values.
    """
    _check_names(names, forced, taken)
    values, columns = [], []
    for name in names:
        for sheet in sheets:
            sheet.check_column(name)
        known, codes = _in_the_same_codes([encoded(sheet.column(name)) for sheet in sheets])
        _check_count(sheets[0], name, codes[0], forced)
        values.append(tuple(known))
        columns.append([smallest(each, len(known)) for each in codes])
    return [Coded(tuple(names), tuple(values), each) for each in zip(*columns, strict=True)]


def _in_the_same_codes(
    parts: Sequence[tuple[list[Any], NDArray[np.int64]]],
) -> tuple[list[Any], list[NDArray[np.int64]]]:
    """Of two files, one may hold as text what the other holds as number: then both are text."""
    kinds = {type(value) for values, _ in parts for value in values if value is not None}
    as_text = str in kinds and len(kinds) > 1
    known: dict[Any, int] = {}
    codes = []
    for values, own in parts:
        mapped = [known.setdefault(_value(value, as_text=as_text), len(known)) for value in values]
        codes.append(np.array([*mapped, 0], np.int64)[own])
    return list(known), codes


def _value(value: Any, *, as_text: bool) -> Any:
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        return value.strip() or None
    if not as_text and isinstance(value, bool | int | float):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of whole numbers with gaps is often written as 1.0
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_names(names: Sequence[str], forced: Collection[str], taken: Collection[str]) -> None:
    if not names:
        raise Refused(Problem("--attributes", "names no column", "Write for example gateway,currency,version"))
    for name in names:
        if names.count(name) > 1:
            raise Refused(Problem("--attributes", "names a column twice", "Name it once", value=name))
        if name in taken:
            step = "Leave it out: what is to be explained cannot explain itself"
            raise Refused(Problem("--attributes", "names the outcome or the time", step, value=name))
        if name not in forced and _names_people(name):
            step = f"People are no causes: name what they have in common (team, tool, script), or add --force {name}"
            raise Refused(Problem("--attributes", "names people", step, value=name))


def _names_people(name: str) -> bool:
    """By the last word that says what is in it: `agent_id` is a person, `agent_team` and `plan_name` are not."""
    words = [word.lower() for word in _WORDS.findall(name)]
    telling = [word for word in words if word not in LABELS]
    return telling[-1] in PEOPLE if telling else "name" in words


def _check_count(sheet: Sheet, name: str, codes: NDArray[np.int64], forced: Collection[str]) -> None:
    different = len(np.unique(codes))
    if name in forced or different <= FEW_VALUES or different * ROWS_PER_VALUE_MIN <= len(codes):
        return
    what = f"has {different:,} values in {len(codes):,} rows, like an id"
    raise Refused(Problem(sheet.where, what, f"Leave it out, put values in ranges, or add --force {name}", column=name))
