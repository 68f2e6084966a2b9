"""Read and check the files of lines, payouts and bank lines before anything is compared: Parquet or CSV, by DuckDB."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from amends.facts import Problem, Refused
from amends.reconcile import Columns

from .checking import check_cells, check_currencies, check_once, check_rows
from .columns import Column, quoted, read_column, text_of
from .files import Table, open_table

LINES: Final[Columns] = {
    "n": int, "line_id": str, "payout_ref": str, "kind": str, "refund_ref": str, "amount_minor": int,
    "fee_minor": int, "currency": str, "occurred_at_us": int,
}  # fmt: skip
PAYOUTS: Final[Columns] = {
    "n": int, "payout_ref": str, "amount_minor": int, "currency": str, "occurred_at_us": int, "state": str,
    "word": str, "is_weak": int,
}  # fmt: skip
BANK: Final[Columns] = {
    "n": int, "line_id": str, "amount_minor": int, "currency": str, "booked_at_us": int, "reference": str,
}  # fmt: skip
WORDS: Final[Columns] = {"bank_n": int, "word": str}
SUM_MAX: Final = 1 << 62  # what the lines of one payout come to, and its difference, are 64-bit numbers

# A column that may be missing, and what stands for it then.
_MISSING: Final = {
    "lines": {"payout_ref": "NULL::VARCHAR", "refund_ref": "NULL::VARCHAR", "fee_minor": "0::BIGINT"},
    "payouts": {"state": "'accepted'"},
    "bank": {"reference": "NULL::VARCHAR"},
}
# A payout is named by a whole word of the bank's text, in capitals or not: between blanks and marks, or between the
# colons and slashes inside of that (EREF/po_12). A number of up to five digits stands in many texts: it is weak.
_BETWEEN_WORDS: Final = r"[^\p{L}\p{N}_.:/=-]+"
_EDGES: Final = ".:/=-"
_WEAK: Final = "[0-9]{1,5}"


@dataclass(frozen=True, slots=True)
class PayoutFile:
    """A checked file, which stands in DuckDB under `name` with these columns."""

    name: str
    columns: Columns
    rows_count: int

    def batches(self, connection: Any) -> Iterator[Any]:
        """The rows as Arrow, for another engine."""
        yield from connection.sql(f"SELECT * FROM {self.name}").to_arrow_reader(100_000)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was told about a file: other names of columns, other words for states and kinds."""

    renamed: Mapping[str, str]
    words: Mapping[str, str]


def read_lines(connection: Any, file: Path, folder: Path, heard: Heard) -> PayoutFile:
    """The lines of payouts as `all_lines`. Raises Refused for a file with anything wrong, with its line."""
    table, found, rows = _read(connection, file, folder, "lines", LINES, heard)
    total = f"sum(abs({found['amount_minor']}::HUGEINT) + abs({found['fee_minor']}::HUGEINT))"
    ((together,),) = connection.execute(f"SELECT {total} FROM {table.relation}").fetchall()
    if together > SUM_MAX:
        what, step = "has amounts that come to more money than there is", "See that they are in minor units"
        raise Refused(Problem(table.where, what, step, column="amount_minor"))
    return _view(connection, table, "all_lines", LINES, found, rows)


def read_payouts(connection: Any, file: Path, folder: Path, heard: Heard) -> PayoutFile:
    """The payouts as `all_payouts`. Raises Refused for a file with anything wrong, with its line."""
    table, found, rows = _read(connection, file, folder, "payouts", PAYOUTS, heard)
    found["word"] = f"upper({found['payout_ref']})"
    found["is_weak"] = f"CASE WHEN regexp_full_match({found['payout_ref']}, '{_WEAK}') THEN 1 ELSE 0 END"
    return _view(connection, table, "all_payouts", PAYOUTS, found, rows)


def read_bank(connection: Any, file: Path | None, folder: Path, heard: Heard) -> tuple[PayoutFile, PayoutFile]:
    """The bank's lines as `all_bank`, and the words of their texts as `all_words`; empty where there is no file.

    Raises Refused for a file with anything wrong, with its line.
    """
    if file is None:
        bank = _empty(connection, "all_bank", BANK)
    else:
        table, found, rows = _read(connection, file, folder, "bank", BANK, heard)
        bank = _view(connection, table, "all_bank", BANK, found, rows)
    inner = "list_append(string_split(translate(piece, ':=', '//'), '/'), piece)"
    parts = f"CASE WHEN regexp_matches(piece, '[:/=]') THEN {inner} ELSE [piece] END"
    connection.execute(
        f"CREATE TABLE all_words AS SELECT DISTINCT bank_n, word FROM ("
        f"SELECT bank_n, trim(unnest({parts}), {quoted(_EDGES)}) AS word FROM ("
        f"SELECT n AS bank_n, unnest(string_split_regex(upper(reference), {quoted(_BETWEEN_WORDS)})) AS piece "
        "FROM all_bank WHERE reference IS NOT NULL)) WHERE word IN (SELECT word FROM all_payouts)"
    )
    return bank, PayoutFile("all_words", WORDS, 0)


def _read(
    connection: Any, file: Path, folder: Path, side: str, columns: Columns, heard: Heard
) -> tuple[Table, dict[str, str], int]:
    table = open_table(connection, file, folder / f"{side}.parquet")
    found = list(_columns(table, columns, _MISSING[side], heard))
    row_id = found[0]
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {table.relation}").fetchall()
    check_rows(table, rows)
    check_cells(connection, table, found)
    check_currencies(connection, table, next(c for c in found if c.name == "currency"))
    check_once(connection, table, row_id.value, row_id.name, rows)
    return table, {column.name: column.value for column in found} | {"n": table.row}, rows


def _columns(table: Table, columns: Columns, missing: Mapping[str, str], heard: Heard) -> Iterator[Column]:
    for name in columns:
        theirs = heard.renamed.get(name, name)
        if name in ("n", "word", "is_weak"):
            continue
        if theirs in table.kinds:
            yield _column(name, theirs, table.kinds[theirs], name in missing, heard.words)
        elif name in missing and name not in heard.renamed:
            yield Column(name, missing[name])
        else:
            there = ", ".join(table.kinds)
            step = f"Its columns are {there}. Name the right one with --map {name}=COLUMN"
            raise Refused(Problem(table.where, "is not in the file", step, column=theirs))


def _column(name: str, theirs: str, kind: str, may_be_empty: bool, words: Mapping[str, str]) -> Column:
    text = text_of('"' + theirs.replace('"', '""') + '"', kind)
    if name == "fee_minor":
        fee = read_column("amount_minor", theirs, kind, {})
        wrong = f"{text} IS NOT NULL AND ({fee.wrong})"
        return replace(fee, name=name, value=f"coalesce({fee.value}, 0)", wrong=wrong)
    if name == "state":
        return read_column(name, theirs, kind, dict(words))
    if may_be_empty:
        return Column(name, text)
    plain = read_column(name, theirs, kind, {})
    if name != "kind":
        return plain
    cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in words.items())
    return replace(plain, value=f"lower(CASE {text} {cases} ELSE {text} END)" if cases else f"lower({text})")


def _view(
    connection: Any, table: Table, name: str, columns: Columns, found: Mapping[str, str], rows: int
) -> PayoutFile:
    chosen = ", ".join(f"{found[column]} AS {column}" for column in columns)
    connection.execute(f"CREATE VIEW {name} AS SELECT {chosen} FROM {table.relation}")
    return PayoutFile(name, columns, rows)


def _empty(connection: Any, name: str, columns: Columns) -> PayoutFile:
    types = {str: "VARCHAR", int: "BIGINT"}
    chosen = ", ".join(f"CAST(NULL AS {types[kind]}) AS {column}" for column, kind in columns.items())
    connection.execute(f"CREATE VIEW {name} AS SELECT {chosen} WHERE false")
    return PayoutFile(name, columns, 0)
