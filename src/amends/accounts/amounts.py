"""What services bring in a month, from a column of minor units or of decimals and one of currencies. Exact."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from amends.facts import NotMoney, Problem, Refused, hear_minor, hear_money
from amends.link.chains import Sheet

from .codes import Codes, Ints, Mask, Wrong, one_space, texts

MINOR: Final = ("amount_minor", "revenue_minor", "mrr_minor")
DECIMAL: Final = ("amount", "revenue", "mrr")
_PLAIN: Final = r"^[+-]?[0-9]{1,18}$"  # every one fits in 64 bits
_STEP: Final = "Write whole minor units, 12900 for 129.00 EUR, or in a column `amount` 129.00"


def hear_amounts(
    sheet: Sheet, rows_count: int, currency: str | None, wrong: Wrong
) -> tuple[Ints, Mask, Codes, tuple[str, ...]]:
    """Minor units, whether a row has any, the number of its currency, and the currencies in their order.

    `currency` is that of rows that name none. Raises Refused where nobody says the currency of amounts.
    """
    name = next((name for name in (*MINOR, *DECIMAL) if name in sheet.names), None)
    if name is None:
        nothing = np.zeros(rows_count, np.int64)
        return nothing, np.zeros(rows_count, np.bool_), np.full(rows_count, -1, np.int32), ()
    currencies, of_row = _currencies(sheet, rows_count, currency)
    known = np.array([_known(name) for name in currencies])[of_row] & (of_row >= 0)
    amounts, told = _plain(sheet, name) if name in MINOR else (None, None)
    if amounts is None or told is None:
        amounts, told = _one_by_one(sheet, name, currencies, of_row, wrong)
    step = "Write the three letters of ISO 4217, for example EUR"
    wrong.note(told & (of_row < 0), "currency", "is empty", f"{step}, or say it for all such rows with --currency")
    wrong.note(told & ~known, "currency", "is no currency", step, lambda row: currencies[of_row[row]])
    return amounts, told & ~wrong.bad, of_row, tuple(currencies)


def _plain(sheet: Sheet, name: str) -> tuple[Ints, Mask] | tuple[None, None]:
    """Whole numbers as they stand in Parquet; None for a column that is anything else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if sheet.schema is None or not pa.types.is_signed_integer(sheet.schema.field(name).type):
        return None, None
    column = sheet.column(name).cast(pa.int64())
    return np.asarray(pc.fill_null(column, 0)), np.asarray(column.is_valid())


def _one_by_one(sheet: Sheet, name: str, currencies: Sequence[str], of_row: Codes, wrong: Wrong) -> tuple[Ints, Mask]:
    """Each distinct amount of each currency is read once; what is none is named."""
    values, (value_of_row,) = one_space([texts(sheet, name)])
    told = value_of_row >= 0
    if name in MINOR and (whole := _whole(values)) is not None:
        return np.append(whole, 0)[value_of_row], told
    pair = np.where(told & (of_row >= 0), value_of_row.astype(np.int64) * len(currencies) + of_row, -1)
    distinct, place = np.unique(pair, return_inverse=True)
    words = values.to_pylist()
    heard = [_hear(one, words, currencies, minor=name in MINOR) for one in distinct.tolist()]
    bad = np.array([money is None for money in heard], np.bool_)[place] & (pair >= 0)
    wrong.note(bad, name, "is no amount of that currency", _STEP, lambda row: _shown(row, words, currencies, pair))
    return np.array([money or 0 for money in heard], np.int64)[place], told


def _whole(values: Any) -> Ints | None:
    """Texts that all are whole numbers, at once: the same in every currency. None where one is anything else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pc.all(pc.match_substring_regex(values, _PLAIN)).as_py():
        return None
    return np.asarray(pc.utf8_ltrim(values, "+").cast(pa.int64()))


def _known(currency: str) -> bool:
    try:
        hear_minor("0", currency)
    except NotMoney:
        return False
    return True


def check_countable(amounts: Ints, where: str) -> None:
    """Raises Refused where the sums could be larger than a whole number of 64 bits holds."""
    if float(np.abs(amounts.astype(np.float64)).sum()) >= 2**62:
        step = "Check the column: are these really minor units of a month?"
        raise Refused(Problem(where, "holds more money than there is", step))


def _currencies(sheet: Sheet, rows_count: int, currency: str | None) -> tuple[Sequence[str], Codes]:
    if "currency" in sheet.names:
        distinct, (codes,) = one_space([texts(sheet, "currency")])
        names = [str(one).upper() for one in distinct.to_pylist()]
        ordered = sorted(set(names)) or ["EUR"]
        unnamed = -1
        if currency is not None and (codes < 0).any():
            ordered = sorted({*names, currency.upper()})
            unnamed = ordered.index(currency.upper())
        turned = np.array([*(ordered.index(name) for name in names), unnamed], np.int32)
        return ordered, turned[codes]
    if currency is None:
        step = "Add a column `currency`, or say it for the whole file with --currency EUR"
        raise Refused(Problem(sheet.where, "has amounts and no currency", step, line=1))
    return [currency.upper()], np.zeros(rows_count, np.int32)


def _hear(pair: int, words: Sequence[str], currencies: Sequence[str], *, minor: bool) -> int | None:
    """Minor units; None for what is no amount."""
    if pair < 0:
        return 0
    text, currency = words[pair // len(currencies)], currencies[pair % len(currencies)]
    try:
        return (hear_minor if minor else hear_money)(text, currency).amount_minor
    except NotMoney:
        return None if _known(currency) else 0


def _shown(row: int, words: Sequence[str], currencies: Sequence[str], pair: Ints) -> str:
    value, currency = divmod(int(pair[row]), len(currencies))
    return f"{words[value]} {currencies[currency]}"
