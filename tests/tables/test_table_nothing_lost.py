"""Whatever the bytes of a table, every line that is not empty is either an entry or in quarantine with its bytes."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Refused
from amends.intake.table import hear_table
from amends.intake.table.delimited import look_over_csv
from table_rows import REFUND_COLUMNS, SHOP, hear, refund_row, refunds

CELL = st.text(st.sampled_from('ab,;"\t \r\u00e9\u20ac0129.-:TZ'), max_size=8)
LINES = st.lists(
    st.one_of(st.just(refund_row().rstrip("\n")), CELL, st.lists(CELL, max_size=12).map(",".join)), max_size=12
)


def lost_by(raws: list[bytes], body: str) -> bool:
    """Whether any line with content is in none of the rows."""
    given_lines = [line for line in body.encode().split(b"\n")[1:] if line.strip()]
    told_lines = [line for raw in raws for line in raw.split(b"\n") if line.strip()]
    return told_lines != given_lines


@pytest.mark.promise
@settings(max_examples=400, deadline=None)
@given(LINES)
def test_every_line_of_any_csv_is_accounted_for(lines: list[str]) -> None:
    body = "\n".join([REFUND_COLUMNS, *lines]) + "\n"
    sheet = look_over_csv(io.BytesIO(body.encode()), "refunds.csv")
    assert not lost_by([row.raw for row in sheet.read()], body)


@pytest.mark.promise
def test_a_reader_that_lets_a_quote_swallow_lines_is_caught() -> None:
    """The broken twin: the standard reader makes one cell of everything after an unclosed quote."""
    broken = refund_row("R-2").replace("10-4471", '"10-4471')
    body = refunds(refund_row("R-1"), broken, refund_row("R-3"), refund_row("R-4"))
    naive = [row for row in csv.reader(io.StringIO(body)) if len(row) == len(REFUND_COLUMNS.split(","))]
    assert len(naive) == 2  # the header and R-1: three rows are gone without a word
    heard = hear(body)
    assert len(heard.entries) + len(heard.not_understood) == 4
    assert len(heard.entries) == 3


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PAR1", b"{", REFUND_COLUMNS.encode() + b"\n", b"\xef\xbb\xbf"]))
def test_no_bytes_make_it_fall_over(body: bytes, start: bytes) -> None:
    try:
        table = hear_table(io.BytesIO(start + body), where="any", kind="refunds", source=SHOP)
        chunks = list(table.chunks(3))
    except Refused:
        return
    rows = sum(chunk.rows_count for chunk in chunks)
    assert rows == sum(len(chunk.heard.entries) + len(chunk.heard.not_understood) for chunk in chunks)


@pytest.mark.parametrize("break_", ["\r", "\x0b", "\x1c", "\u2028", "\x85"])
def test_a_stray_line_break_drops_no_cells_behind_it(break_: str) -> None:
    """In an unquoted cell only a carriage return is a break for CSV; then the row is named, not cut off."""
    body = refunds(refund_row().replace("C-17", f"C-{break_}17"), refund_row("R-2"))
    heard = hear(body)
    assert len(heard.entries) == (1 if break_ == "\r" else 2)
    assert len(heard.entries) + len(heard.not_understood) == 2
