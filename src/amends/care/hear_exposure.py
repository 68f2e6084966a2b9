"""Contacts that were handled, from a table file: who, when, by which channel, and what was said to them."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from amends.causes.outcomes import encoded
from amends.facts import Problem, Refused
from amends.link.chains import Sheet
from amends.link.chains.times import hear_times

from .exposure import Rows
from .weights import Weights, normal_channel

NEEDED: Final = ("contact_id", "agent", "at", "channel", "hostility", "own_tap", "fixable", "inherited_repeat")
BEGAN: Final = "began_at"  # may be missing; with it a long contact is not taken for a pause
PROBLEMS_MAX: Final = 20
_NOTHING: Final = ("", "null", "none", "nan")
_YES: Final = {
    **dict.fromkeys(("true", "1", "1.0", "yes"), 1.0),
    **dict.fromkeys(("false", "0", "0.0", "no"), 0.0),
}


@dataclass(frozen=True, slots=True)
class HeardContacts:
    """`problems` are of the first rows that could not be taken, `more` such rows besides; `notes` are said once."""

    rows: Rows
    problems: tuple[Problem, ...]
    more: int
    notes: tuple[str, ...]

    @property
    def left_out(self) -> int:
        """Rows without figures."""
        return len(self.problems) + self.more


class _Wrong:
    """Rows that cannot be taken, each with the first thing that is wrong with it."""

    def __init__(self, sheet: Sheet, rows_count: int) -> None:
        self._sheet, self.bad = sheet, ~sheet.good_rows(rows_count)
        self._found = [(int(row), "", "", "", "") for row in np.flatnonzero(self.bad)[:PROBLEMS_MAX]]

    def note(self, bad: NDArray[np.bool_], column: str, what: str, step: str, values: Callable[[int], object]) -> None:
        """These rows too."""
        new = np.flatnonzero(bad & ~self.bad)
        self._found += [(row, column, what, step, str(values(row))) for row in new[:PROBLEMS_MAX].tolist()]
        self.bad[new] = True

    def problems(self) -> Iterator[Problem]:
        """In the order of the file, the first of them."""
        for row, column, what, step, value in sorted(self._found)[:PROBLEMS_MAX]:
            if what:
                left = f"{step}. The row is kept without figures"
                yield Problem(self._sheet.where, what, left, line=self._sheet.line(row), column=column, value=value)
            else:
                yield self._sheet.wrong(row)


def hear_contacts(sheet: Sheet, weights: Weights) -> HeardContacts:
    """The columns of the contract. Raises Refused for one that is missing, and where there is no row at all.

    What was said is a word of the table (`insult`) or its points (`1.0`); empty is nothing for `hostility`, and not
    said for `own_tap`, `fixable` and `inherited_repeat`.
    """
    for name in NEEDED:
        sheet.check_column(name)
    sheet.read_ahead([name for name in NEEDED if name not in ("contact_id", "at")])
    values, agent = encoded(sheet.column("agent"))
    wrong = _Wrong(sheet, len(agent))
    if not len(agent):
        raise Refused(Problem(sheet.where, "has no rows", "Export at least one contact"))
    nobody = np.array([_text(value) == "" for value in values] + [True])
    wrong.note(nobody[agent], "agent", "is empty", "Name who handled it", lambda row: "")
    at, notes = _times(sheet, "at", len(agent), wrong)
    began, more_notes = _times(sheet, BEGAN, len(agent), wrong) if BEGAN in sheet.names else (None, ())
    if began is not None:
        wrong.note(began > at, BEGAN, "is after `at`", "`at` is when the contact was over", lambda row: "")
    channel = _heard(sheet, wrong, "channel", lambda word: _factor(word, weights), _channels(weights))
    said = _heard(sheet, wrong, "hostility", lambda word: _points(word, weights, 0.0), _levels(weights))
    tapped = _heard(sheet, wrong, "own_tap", lambda word: _points(word, weights, math.inf), _levels(weights))
    fixable = _heard(sheet, wrong, "fixable", _yes, "Write true or false, or nothing where it is not known")
    repeat = _heard(sheet, wrong, "inherited_repeat", _yes, "Write true or false")
    rows = Rows(
        agent=np.where(wrong.bad, -1, agent).astype(np.int32),
        at=at,
        channel=channel,
        said=np.where(np.isinf(tapped), said, tapped),
        not_fixable=fixable == 0,
        repeat=repeat == 1,
        ids=_ids(sheet),
        began=began,
    )
    problems = tuple(wrong.problems())
    both = tuple(dict.fromkeys((*notes, *more_notes)))
    return HeardContacts(rows, problems, int(wrong.bad.sum()) - len(problems), both)


def _times(sheet: Sheet, name: str, rows_count: int, wrong: _Wrong) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    heard = hear_times(sheet.chunks(name), rows_count, sheet.where, name)
    step = "Write for example 2026-05-03T14:20:00Z"
    wrong.note(~heard.good, name, "is no time", step, lambda row: sheet.column(name)[row].as_py() or "")
    return heard.at, tuple(heard.notes)


def _heard(sheet: Sheet, wrong: _Wrong, name: str, of: Callable[[str], float | None], step: str) -> NDArray[np.float64]:
    """A number for each row by its word; None of `of` is a word that cannot be taken."""
    values, codes = encoded(sheet.column(name))
    words = [_text(value) for value in values] + [""]
    numbers = [of(word) for word in words]
    bad = np.array([number is None for number in numbers])
    wrong.note(bad[codes], name, "cannot be taken", step, lambda row: words[codes[row]])
    return np.array([math.nan if number is None else number for number in numbers])[codes]


def _text(value: object) -> str:
    """A word of one spelling; nothing for what stands for nothing. `none` is told apart by whoever knows the word."""
    word = "" if value is None else str(value).strip()
    return "" if word.lower() in ("null", "nan") else word


def _factor(word: str, weights: Weights) -> float | None:
    return weights.channels.get(normal_channel(word))


def _points(word: str, weights: Weights, nothing: float) -> float | None:
    """A word of the table, or its points as a number, up to the largest of the table."""
    low = word.lower()
    if not low:
        return nothing
    if low in weights.hostility:
        return weights.hostility[low]
    try:
        number = float(low)
    except ValueError:
        return None
    return number if 0 <= number <= max(weights.hostility.values()) else None


def _yes(word: str) -> float | None:
    return math.nan if word.lower() in _NOTHING else _YES.get(word.lower())


def _channels(weights: Weights) -> str:
    return f"Channels are {', '.join(sorted(weights.channels))}; others are added in care.toml"


def _levels(weights: Weights) -> str:
    levels = ", ".join(f"{word} {points:g}" for word, points in weights.hostility.items())
    return f"Write a word or its points: {levels}"


def _ids(sheet: Sheet) -> Callable[[NDArray[np.int32]], list[str]]:
    def ids(rows: NDArray[np.int32]) -> list[str]:
        import pyarrow as pa

        column: Any = sheet.column("contact_id")
        return [str(one) for one in column.take(pa.array(rows)).to_pylist()]

    return ids
