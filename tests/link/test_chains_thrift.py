"""The Thrift of a Parquet footer: what is read is written again as it was."""

from typing import Any

import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from amends.link.chains.thrift import (
    BINARY,
    BYTE,
    DOUBLE,
    FALSE,
    I16,
    I32,
    I64,
    LIST,
    SET,
    STRUCT,
    TRUE,
    Struct,
    read_struct,
    write_struct,
)

_NUMBERS = {I16: 15, I32: 31, I64: 63}
_PLAIN: dict[int, st.SearchStrategy[Any]] = {
    **{kind: st.integers(-(2**bits), 2**bits - 1) for kind, bits in _NUMBERS.items()},
    TRUE: st.none(),
    FALSE: st.none(),
    BYTE: st.integers(0, 255),
    DOUBLE: st.binary(min_size=8, max_size=8),
    BINARY: st.binary(max_size=300),
}


def of_kind(kinds: dict[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[tuple[int, Any]]:
    return st.sampled_from(sorted(kinds)).flatmap(lambda kind: st.tuples(st.just(kind), kinds[kind]))


def lists_of(kinds: dict[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[tuple[int, list[Any]]]:
    several = {
        kind: st.lists(st.sampled_from([1, 2]) if kind in (TRUE, FALSE) else some) for kind, some in kinds.items()
    }
    return of_kind(several)


def deeper(structs: st.SearchStrategy[Struct]) -> st.SearchStrategy[Struct]:
    kinds = {**_PLAIN, STRUCT: structs}
    kinds |= {LIST: lists_of(kinds), SET: lists_of(kinds)}
    return st.dictionaries(st.integers(1, 400), of_kind(kinds), max_size=6)


_STRUCTS = st.recursive(st.just(Struct()), deeper, max_leaves=20)


def check_round_trip(raw: bytes, struct: Struct) -> None:
    assert read_struct(raw) == struct


@given(_STRUCTS)
def test_any_struct_reads_as_it_was_written(struct: Struct) -> None:
    check_round_trip(write_struct(struct), struct)


def test_the_broken_twin_that_counts_the_ids_of_fields_from_nothing_is_caught() -> None:
    first, second = write_struct({1: (BYTE, 7)})[:-1], write_struct({2: (BYTE, 8)})
    with pytest.raises(AssertionError):
        check_round_trip(first + second, {1: (BYTE, 7), 2: (BYTE, 8)})


def test_the_footer_of_a_parquet_file_is_written_byte_for_byte() -> None:
    sink = pa.BufferOutputStream()
    table = pa.table({f"c{i}": pa.array([i, None, 2.5], pa.float64()) for i in range(20)})
    pq.write_table(table, sink, row_group_size=1, write_page_index=True)
    raw = sink.getvalue().to_pybytes()
    footer = raw[-8 - int.from_bytes(raw[-8:-4], "little") : -8]
    assert write_struct(read_struct(footer)) == footer


@pytest.mark.parametrize("raw", [b"", b"\x15", b"\x18\x05ab", b"\x1b\x00", b"\x1d\x00", b"\x15" + b"\xff" * 3])
def test_what_breaks_off_or_is_of_no_known_type_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"breaks off|has a field of type"):
        read_struct(raw)
