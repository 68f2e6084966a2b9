"""One export in CSV (four delimiters), JSON lines and Parquet tells the same entries, whatever the bytes."""

import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from amends.facts import Money, MoneyState, Refused, entry_of, head_and_body
from amends.facts.kinds import RefundTold
from amends.intake.table import hear_table
from table_rows import SHOP, hear

ROWS = [
    {"refund_id": "R-1", "amount": "129.00", "currency": "EUR", "state": "asked", "customer_id": "Zoë Müller"},
    {"refund_id": "R-1", "amount": "129.00", "currency": "EUR", "state": "accepted", "customer_id": "Zoë Müller"},
    {"refund_id": "R-2", "amount": "5000", "currency": "JPY", "state": "settled", "customer_id": ""},
    {"refund_id": "R-3", "amount": "1.250", "currency": "BHD", "state": "failed", "customer_id": "a, b; c|\td"},
]
TIMES = [datetime(2026, 5, 3, 14, 20, tzinfo=UTC), datetime(2026, 5, 3, 14, 20, 0, 250000, tzinfo=UTC)] * 2


def as_csv(delimiter: str, *, bom: bytes = b"", encoding: str = "utf-8", ending: str = "\n") -> bytes:
    names = [*ROWS[0], "occurred_at"]
    lines = [delimiter.join(names)]
    for row, at in zip(ROWS, TIMES, strict=True):
        lines.append(delimiter.join(f'"{value}"' for value in (*row.values(), at.isoformat())))
    return bom + (ending.join(lines) + ending).encode(encoding)


def as_json_lines() -> bytes:
    return "".join(
        json.dumps(row | {"occurred_at": at.isoformat()}) + "\n" for row, at in zip(ROWS, TIMES, strict=True)
    ).encode()


def as_parquet(unit: str = "us") -> bytes:
    table = pa.Table.from_pylist(ROWS).append_column("occurred_at", pa.array(TIMES, pa.timestamp(unit, tz="UTC")))
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


FORMATS = {
    "comma": as_csv(","),
    "semicolon": as_csv(";"),
    "tab": as_csv("\t"),
    "bar": as_csv("|"),
    "byte order mark": as_csv(",", bom=b"\xef\xbb\xbf"),
    "Latin-1": as_csv(";", encoding="latin-1"),
    "Windows lines": as_csv(",", ending="\r\n"),
    "JSON lines": as_json_lines(),
    "Parquet": as_parquet(),
    "Parquet in nanoseconds": as_parquet("ns"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_the_same_entries(name: str) -> None:
    heard = hear(FORMATS[name])
    assert not heard.problems
    assert heard.entries == hear(FORMATS["comma"]).entries
    first, last = heard.entries[0], heard.entries[3]
    assert first.source_id == "refund:R-1:asked:2026-05-03T14:20:00Z"
    assert isinstance(last.what, RefundTold)
    assert last.what.money == Money(1250, "BHD")
    assert last.what.state is MoneyState.FAILED
    assert last.what.customer_id == "a, b; c|\td"
    assert len({entry.id for entry in heard.entries}) == 4


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_heard_survives_storage(name: str) -> None:
    for entry in hear(FORMATS[name]).entries:
        assert entry_of(*head_and_body(entry)) == entry


@pytest.mark.parametrize("name", ["comma", "JSON lines", "Parquet"])
def test_small_chunks_tell_the_same_as_one_large(name: str) -> None:
    assert hear(FORMATS[name], rows_max=1).entries == hear(FORMATS[name]).entries


def test_a_number_in_json_keeps_its_digits() -> None:
    row = {
        "refund_id": "R",
        "currency": "EUR",
        "occurred_at": "2026-05-03T14:20:00Z",
        "state": "accepted",
        "livemode": False,
    }
    line = json.dumps(row)[:-1] + ', "amount": 4503599627370497.10}\n'  # a float would round it to .00
    (entry,) = hear(line).entries
    assert isinstance(entry.what, RefundTold)
    assert entry.what.money == Money(450359962737049710, "EUR")
    assert entry.what.livemode is False


def test_money_as_floats_in_parquet_is_refused_before_anything_is_read() -> None:
    table = pa.Table.from_pylist([{"refund_id": "R-1", "amount": 129.1, "currency": "EUR"}])
    out = io.BytesIO()
    pq.write_table(table, out)
    with pytest.raises(Refused, match=r"column amount: is a column of floating-point numbers\. Write int64"):
        hear(out.getvalue())


def test_whole_minor_units_and_decimals_in_parquet_are_exact() -> None:
    from decimal import Decimal

    when = {"occurred_at_us": 1777818000000000, "state": "settled", "currency": "EUR"}
    table = pa.Table.from_pylist([{"refund_id": "R-1", "amount_minor": 12910, "amount": Decimal("129.10")} | when])
    out = io.BytesIO()
    pq.write_table(table, out)
    (entry,) = hear(out.getvalue()).entries
    assert isinstance(entry.what, RefundTold)
    assert entry.what.money == Money(12910, "EUR")
    assert entry.source_id == "refund:R-1:settled:2026-05-03T14:20:00Z"


def test_a_parquet_time_without_a_zone_is_refused_for_its_row() -> None:
    table = pa.Table.from_pylist([ROWS[0] | {"occurred_at": datetime(2026, 5, 3, 14, 20)}])
    out = io.BytesIO()
    pq.write_table(table, out)
    heard = hear(out.getvalue())
    assert not heard.entries
    assert "has no time zone" in str(heard.problems[0])


@pytest.mark.parametrize("body", [b"PAR1 and then nothing", as_parquet()[:-9]])
def test_half_a_parquet_file_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="is not a whole Parquet file"):
        hear_table(io.BytesIO(body), where="r.parquet", kind="refunds", source=SHOP)


def test_a_parquet_file_that_is_damaged_in_the_middle_says_how_far_it_got() -> None:
    sound = as_parquet()
    damaged = bytearray(sound)
    damaged[4:60] = b"\xff" * 56
    table = hear_table(io.BytesIO(bytes(damaged)), where="r.parquet", kind="refunds", source=SHOP)
    with pytest.raises(Refused, match="is damaged after row 0"):
        list(table.chunks())


def test_line_breaks_inside_a_quoted_cell_belong_to_the_cell() -> None:
    header = "contact_id,channel,occurred_at,from,subject,text"
    chat = 'K-1,chat,2026-05-20T09:00:00Z,m@example.org,"Refund","Hello\nwhere is ""it""?\n"'
    body = f"{header}\n{chat}\nK-2,phone,2026-05-20T09:00:00Z,+49301234567,,\n"
    heard = hear(body, "contacts")
    assert [entry.what.text for entry in heard.entries] == ['Hello\nwhere is "it"?', ""]  # type: ignore[attr-defined]
    assert [entry.subject_key for entry in heard.entries] == ["email:m@example.org", "phone:+49301234567"]
