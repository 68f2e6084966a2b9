"""What the two files must and may hold, and each column as DuckDB reads it into text or whole numbers."""

from dataclasses import dataclass, replace
from typing import Final

from amends.facts import MoneyState
from amends.reconcile import Columns

OURS: Final[Columns] = {
    "n": int, "refund_id": str, "gateway_ref": str, "our_ref": str, "payment_ref": str, "customer": str,
    "amount_minor": int, "currency": str, "requested_at_us": int,
}  # fmt: skip
WITNESS: Final[Columns] = {
    "n": int, "record_id": str, "refund_ref": str, "our_ref": str, "payment_ref": str, "customer": str,
    "amount_minor": int, "currency": str, "state": str, "occurred_at_us": int, "livemode": int,
    "fee_minor": int,
}  # fmt: skip
OPTIONAL: Final = frozenset(
    {"gateway_ref", "refund_ref", "our_ref", "payment_ref", "customer", "livemode", "fee_minor"}
)
AMOUNT_MAX: Final = 10**14  # beyond it, times 1,000 would not be a 64-bit number
FIRST_US: Final = 631_152_000_000_000  # 1990: an earlier number was not microseconds
LAST_US: Final = 4_102_444_800_000_000  # 2100
_FALSE, _TRUE = "('false', 'f', '0', 'no')", "('true', 't', '1', 'yes')"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ours: the expression that reads it, and the condition under which a cell is wrong, with the words.

    `bare` is their column itself, where an empty text in it stands for nothing: `value` then makes it null.
    """

    name: str
    value: str
    wrong: str = "false"
    what: str = ""
    next_step: str = ""
    bare: str = ""


def read_column(name: str, theirs: str, kind: str, states: dict[str, str]) -> Column:
    """How to read their column, of this DuckDB type, as ours."""
    cell = '"' + theirs.replace('"', '""') + '"'
    if name == "amount_minor":
        return _amount(cell, kind)
    if name == "fee_minor":
        return _fee(cell, kind)
    if name.endswith("_at_us"):
        return _moment(name, cell, kind)
    if name == "livemode":
        return _livemode(cell, kind)
    text = text_of(cell, kind)
    if name == "state":
        return _state(cell if kind == "VARCHAR" else text, states)
    bare = cell if kind == "VARCHAR" else ""
    if name in OPTIONAL:
        return Column(name, text, bare=bare)
    # Said of the cell and not of `text`, Parquet's own figures show without reading it that none is empty.
    wrong = f"({bare} IS NULL OR {bare} = '')" if bare else f"{text} IS NULL"
    return Column(name, bare or text, wrong, "is empty", "Every row needs one: export the file again")


def text_of(cell: str, kind: str) -> str:
    """A cell as text; an empty one is null. A number that a table tool made a float is the whole number again."""
    if kind == "VARCHAR":
        return f"nullif({cell}, '')"
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"CAST(TRY_CAST({cell} AS HUGEINT) AS VARCHAR)"  # of no number and of the endless ones, nothing
        return f"CASE WHEN {cell} = floor({cell}) THEN {whole} ELSE CAST({cell} AS VARCHAR) END"
    if kind.startswith("DECIMAL") and not kind.endswith(",0)"):
        whole = f"CAST(CAST({cell} AS HUGEINT) AS VARCHAR)"
        return f"CASE WHEN {cell} = floor({cell}) THEN {whole} ELSE CAST({cell} AS VARCHAR) END"
    return f"CAST({cell} AS VARCHAR)"


def given_back(amount: Column) -> Column:
    """An amount of a refund, of which nobody can say whether one below 0 was given back or taken back."""
    step = "Write what was given back as a positive number: 12900 for 129.00 EUR"
    what = f"is no whole number of minor units from 0 to {AMOUNT_MAX:,}"
    return replace(amount, wrong=f"{amount.wrong} OR {amount.value} < 0", what=what, next_step=step)


def _amount(cell: str, kind: str) -> Column:
    what, step = f"is no whole number of minor units up to {AMOUNT_MAX:,}", "Write 12900 for 129.00 EUR"
    if kind == "VARCHAR":
        value = f"TRY_CAST({cell} AS BIGINT)"
        wrong = f"NOT coalesce(regexp_full_match({cell}, '[+-]?[0-9]{{1,15}}'), false) OR abs({value}) > {AMOUNT_MAX}"
    elif kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        value = f"TRY_CAST({cell} AS BIGINT)"
        wrong = f"{cell} IS NULL OR {cell} <> floor({cell}) OR {value} IS NULL OR abs({value}) > {AMOUNT_MAX}"
    else:
        value = f"CAST({cell} AS BIGINT)"
        wrong = f"{cell} IS NULL OR {cell} > {AMOUNT_MAX} OR {cell} < -{AMOUNT_MAX}"
    return Column("amount_minor", value, wrong, what, step)


def _fee(cell: str, kind: str) -> Column:
    """As an amount, where there is one."""
    amount = _amount(cell, kind)
    nothing = f"{cell} IS NULL OR {cell} = ''" if kind == "VARCHAR" else f"{cell} IS NULL"
    return replace(amount, name="fee_minor", wrong=f"NOT ({nothing}) AND ({amount.wrong})")


def _moment(name: str, cell: str, kind: str) -> Column:
    if kind.startswith(("TIMESTAMP", "DATE")):
        value = f"epoch_us(CAST({cell} AS TIMESTAMPTZ))"
    else:
        value = f"TRY_CAST({cell} AS BIGINT)"
    wrong = f"{value} IS NULL OR {value} < {FIRST_US} OR {value} > {LAST_US}"
    step = "Write microseconds since 1970 in UTC, for example 1767225600000000"
    return Column(name, value, wrong, "is no time between 1990 and 2100 in microseconds", step)


def _livemode(cell: str, kind: str) -> Column:
    text = f"lower(CAST({cell} AS VARCHAR))"
    value = f"CASE WHEN {text} IN {_FALSE} THEN 0 ELSE 1 END"
    if kind == "BOOLEAN":
        return Column("livemode", f"CASE WHEN NOT {cell} THEN 0 ELSE 1 END")
    wrong = f"coalesce({text}, '') NOT IN ('', {_FALSE[1:-1]}, {_TRUE[1:-1]})"
    return Column("livemode", value, wrong, "is neither true nor false", "Write true for real money, false for a test")


def _state(text: str, states: dict[str, str]) -> Column:
    known = [str(state) for state in MoneyState]
    words = {**{state: state for state in known}, **states}
    renamed = {theirs: ours for theirs, ours in words.items() if theirs != ours}
    value = text
    if renamed:
        cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in renamed.items())
        value = f"CASE {text} {cases} ELSE {text} END"
    wrong = f"coalesce({text}, '') NOT IN ({', '.join(quoted(word) for word in words)})"
    return Column(
        "state",
        value,
        wrong,
        "is no state that is known here",
        f"Say which of {', '.join(known)} it is: --map-state theirs=ours",
    )


def quoted(text: str) -> str:
    """As a text in SQL."""
    return "'" + text.replace("'", "''") + "'"
