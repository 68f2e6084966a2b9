"""The outcome, the account and the month of each row."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from amends.causes.outcomes import encoded
from amends.facts import Problem, Refused
from amends.link.chains import Sheet

from .columns import Mask, Rows
from .hashes import Hashes, of_texts

_CAME: Final = frozenset("1 true yes y t left lost churned churn cancelled".split())
_NOT: Final = frozenset("0 false no n f stayed kept active retained".split())
_EMPTY: Final = frozenset(["", "null", "none", "nan", "na"])
_TWO: Final = "An event is of two values: write 1 and 0, true and false, or yes and no; leave it empty if not yet known"
_MONTHS_A_YEAR: Final = 12
_NUMBERED_BELOW: Final = 100_000  # smaller whole numbers count months; six digits are 202605


def hear_event(sheet: Sheet, name: str) -> tuple[Mask, Mask]:
    """Whether the event came, and where that is known. Raises Refused for other than two values, with its line."""
    values, codes = encoded(sheet.column(name))
    meant: list[float] = []
    for code, value in enumerate(values):
        word = _word(value)
        if word not in _CAME | _NOT | _EMPTY:
            rows = np.flatnonzero(codes == code)
            what = f"is neither the event nor its absence; the column has {len(values):,} values"
            raise Refused(
                Problem(sheet.where, what, _TWO, line=sheet.line(int(rows[0])), column=name, value=str(value))
            )
        meant.append(np.nan if word in _EMPTY else float(word in _CAME))
    table = np.array([*meant, np.nan])[codes]
    return table == 1.0, ~np.isnan(table)


def hear_entity(sheet: Sheet, name: str | None, content: Hashes) -> tuple[Sequence[str], Hashes, Rows, Mask]:
    """Names and hashes of the accounts, the place of each row's, and where it is known. Without a column each
    different row is an account of its own.
    """
    if name is None:
        hashes, entity = np.unique(content, return_inverse=True)
        return _Unnamed(len(hashes)), hashes, entity, np.ones(len(entity), np.bool_)
    values, codes = encoded(sheet.column(name))
    words = [_text(value) for value in values]
    known = np.array([*(bool(word) for word in words), False])
    return [*words, ""], of_texts([*words, ""]), codes.astype(np.int64), known[codes]


def hear_months(sheet: Sheet, name: str) -> tuple[Rows, Mask, list[str]]:
    """The month of each row as a number that counts months, where it is known, and what was taken for granted.

    `2026-05`, 202605, dates and instants (in UTC) are months of the calendar; small whole numbers count by themselves.
    """
    values, codes = encoded(sheet.column(name))
    heard = [_month(value) for value in values]
    rest = [place for place, month in enumerate(heard) if month is None and values[place] is not None]
    notes: list[str] = []
    if rest:
        found, notes = _of_moments([values[place] for place in rest], sheet.where, name)
        for place, month in zip(rest, found, strict=True):
            heard[place] = month
    table = np.array([*(0 if month is None else month for month in heard), 0], np.int64)
    known = np.array([*(month is not None for month in heard), False])
    return table[codes], known[codes], notes


def _month(value: Any) -> int | None:
    text = _text(value)
    year, dash, month = text.partition("-")
    if dash and len(year) == 4 and year.isdigit() and len(month) == 2 and month.isdigit():
        return _of_calendar(int(year), int(month))
    if not text.isdigit():
        return None
    number = int(text)
    if number < _NUMBERED_BELOW:
        return number
    return _of_calendar(number // 100, number % 100) if len(text) == 6 else None


def _of_calendar(year: int, month: int) -> int | None:
    return year * _MONTHS_A_YEAR + month - 1 if 1 <= month <= _MONTHS_A_YEAR else None


def _of_moments(values: list[Any], where: str, name: str) -> tuple[list[int | None], list[str]]:
    import pyarrow as pa

    from amends.link.chains.times import hear_times

    times = hear_times([pa.array(values)], len(values), where, name)
    months = times.at.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) + 1970 * _MONTHS_A_YEAR
    return [int(month) if good else None for month, good in zip(months, times.good, strict=True)], times.notes


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _word(value: Any) -> str:
    return _text(value).lower().rstrip(".").removesuffix(".0")


class _Unnamed(Sequence[str]):
    """Accounts without a name."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        return ""
