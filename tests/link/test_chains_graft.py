"""Parquet to Parquet: what was in the file is copied as it stands, whoever wrote it, and any reader finds all of it."""

import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from amends.link.chains import ADDED, Chained, chain, hear_keys, hear_sheet, write_sheet
from amends.link.chains import write as write_module
from amends.link.chains.footer import Group
from amends.link.chains.graft import footer_of

ROWS = 1_000
WINDOW_US = 14 * 86_400 * 10**6


def contacts(rows: int = ROWS) -> pa.Table:
    """Of every type that is stored in its own way."""
    chance = np.random.default_rng(5)
    at = 1_750_000_000_000_000 + chance.integers(0, 10**14, rows)
    texts = [None if i % 7 == 0 else f"wörds {i % 90}" for i in range(rows)]
    return pa.table(
        {
            "customer": [f"C{i:04d}" for i in chance.integers(0, rows // 5 + 1, rows)],
            "at": pa.array(at, pa.timestamp("us", "Europe/Berlin")),
            "text": texts,
            "large": pa.array(texts, pa.large_string()),
            "few": pa.array(texts).dictionary_encode(),
            "raw": pa.array([text and text.encode() for text in texts], pa.binary()),
            "money": pa.array(range(rows), pa.decimal128(12, 2)),
            "tags": [["a"] * (i % 3) if i % 5 else None for i in range(rows)],
            "place": [{"x": i, "y": [{"z": str(i)}]} for i in range(rows)],
            "nothing": pa.nulls(rows),
        },
        metadata={"made by": "the shop"},
    )


def chains(file: Path, out: Path) -> Chained:
    with file.open("rb") as stream, out.open("wb") as to:
        sheet = hear_sheet(stream, file.name)
        keys = hear_keys(sheet, customer="customer", at="at")
        chained = chain(keys.who, keys.at, keys.agents, WINDOW_US)
        write_sheet(sheet, chained, to, ".parquet", lambda _: None)
    return chained


def check_same_and_five_more(file: Path, out: Path) -> None:
    before, after = pq.ParquetFile(file), pq.ParquetFile(out)
    assert after.schema_arrow.names == [*before.schema_arrow.names, *ADDED]
    count = len(before.schema_arrow)
    assert list(after.schema_arrow)[:count] == list(before.schema_arrow)
    assert after.schema_arrow.metadata == before.schema_arrow.metadata
    assert after.read().select(before.schema_arrow.names).equals(before.read())
    assert [str(field.type) for field in after.schema_arrow][count:] == ["int64", "int32", "bool", "bool", "double"]


def bytes_of_columns(file: Path, columns: int) -> list[bytes]:
    raw, found = file.read_bytes(), []
    meta = pq.ParquetFile(file).metadata
    for number in range(meta.num_row_groups):
        for place in range(columns):
            chunk = meta.row_group(number).column(place)
            begin = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
            found.append(raw[begin : begin + chunk.total_compressed_size])
    return found


_WRITERS: dict[str, dict[str, Any]] = {
    "plainly": {},
    "in many row groups": {"row_group_size": 13},
    "with indexes": {"write_page_index": True, "row_group_size": 300},
    "in pages of the second version": {"data_page_version": "2.0", "data_page_size": 1_000},
    "without dictionaries or statistics": {"use_dictionary": False, "write_statistics": False},
    "without the types of Arrow": {"store_schema": False},
    "without compression": {"compression": "none"},
    **{f"with {name}": {"compression": name} for name in ("gzip", "brotli", "lz4", "zstd")},
    "by an old version": {"version": "1.0", "use_deprecated_int96_timestamps": True},
}


@pytest.mark.promise
@pytest.mark.parametrize("how", _WRITERS)
def test_all_that_was_in_the_file_is_in_it_still(tmp_path: Path, how: str) -> None:
    file, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(contacts(), file, **_WRITERS[how])
    chained = chains(file, out)
    check_same_and_five_more(file, out)
    assert pq.read_table(out)["case_id"].to_pylist() == chained.case_id.tolist()
    columns = pq.ParquetFile(file).metadata.num_columns
    assert bytes_of_columns(out, columns) == bytes_of_columns(file, columns)


@pytest.mark.promise
def test_the_broken_twin_that_tells_the_old_places_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(contacts(), file, row_group_size=13)
    monkeypatch.setattr(Group, "move", lambda *_: None)
    chains(file, out)
    with pytest.raises((AssertionError, OSError, pa.ArrowInvalid)):
        check_same_and_five_more(file, out)


def test_another_reader_finds_the_same(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    with duckdb.connect() as database:
        database.execute(
            "COPY (SELECT 'C' || (i * 7919 % 400) AS customer, TIMESTAMPTZ '2026-01-01' + INTERVAL (i) MINUTE AS at, "
            f"[i, NULL] AS many FROM range(5000) r(i)) TO '{file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )
        chained = chains(file, out)
        check_same_and_five_more(file, out)
        rows = database.execute(f"SELECT case_id FROM '{out}' WHERE seq > 1 AND repeat").fetchall()
        lost = database.execute(f"SELECT * FROM '{file}' EXCEPT SELECT * EXCLUDE ({', '.join(ADDED)}) FROM '{out}'")
        assert lost.fetchall() == []
    assert sorted(case for (case,) in rows) == sorted(chained.case_id[chained.seq > 1].tolist())


def test_row_groups_stand_one_after_the_other_with_all_their_columns(tmp_path: Path) -> None:
    """Readers that split a file among machines, or read ahead, expect a row group to be in one piece."""
    file, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(contacts(), file, row_group_size=300)
    chains(file, out)
    meta = pq.ParquetFile(out).metadata
    groups = [meta.row_group(number) for number in range(meta.num_row_groups)]
    places = [[group.column(i).data_page_offset for i in range(group.num_columns)] for group in groups]
    assert [group.num_rows for group in groups] == [300, 300, 300, 100]
    assert all(max(before) < min(after) for before, after in pairwise(places))


@pytest.mark.parametrize("how", ["encrypted", "no row groups", "an empty row group", "too large a footer"])
def test_what_cannot_be_copied_is_written_anew(tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    table = contacts(0 if how == "no row groups" else ROWS)
    with pq.ParquetWriter(file, table.schema) as writer:
        writer.write_table(table)
        if how == "an empty row group":
            writer.write_table(table.slice(0, 0))
            writer.write_table(table)
    if how == "too large a footer":
        monkeypatch.setattr("amends.link.chains.graft.LENGTH_BYTES_MAX", 100)
    if how == "encrypted":
        monkeypatch.setattr("amends.link.chains.footer._ENCRYPTION", 3)
    if how != "an empty row group":
        assert footer_of(pa.OSFile(str(file))) is None
    chains(file, out)
    check_same_and_five_more(file, out)


def test_copied_and_written_anew_the_values_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "in.parquet"
    table = contacts()
    none = pa.array([None if i % 3 == 0 else text for i, text in enumerate(table["customer"].to_pylist())])
    pq.write_table(table.set_column(0, "customer", none), file, row_group_size=99)
    chains(file, tmp_path / "copied.parquet")
    monkeypatch.setattr(write_module, "footer_of", lambda _: None)
    chains(file, tmp_path / "anew.parquet")
    copied, anew = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("copied", "anew"))
    assert copied.equals(anew)
    assert copied["case_id"].null_count == copied["repeat"].null_count == -(-ROWS // 3)


def test_a_file_that_is_not_on_the_disk_is_copied_too() -> None:
    file, out = io.BytesIO(), io.BytesIO()
    pq.write_table(contacts(), file)
    file.seek(0)
    sheet = hear_sheet(file, "memory")
    keys = hear_keys(sheet, customer="customer", at="at")
    write_sheet(sheet, chain(keys.who, keys.at, None, WINDOW_US), out, ".parquet", lambda _: None)
    assert pq.read_table(pa.BufferReader(out.getvalue())).num_rows == ROWS


def damaged(change: Callable[[bytes], bytes]) -> Any:
    sink = pa.BufferOutputStream()
    pq.write_table(contacts(), sink)
    return footer_of(pa.BufferReader(change(sink.getvalue().to_pybytes())))


def test_a_footer_that_is_not_understood_is_not_changed() -> None:
    assert damaged(lambda raw: raw) is not None
    assert damaged(lambda raw: raw[:-1] + b"E") is None
    assert damaged(lambda raw: raw[:-8] + (10**9).to_bytes(4, "little") + b"PAR1") is None
    assert damaged(lambda raw: raw[:-8] + (40).to_bytes(4, "little") + b"PAR1") is None
