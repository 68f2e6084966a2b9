"""Ids as numbers: the same number for the same id and for no other."""

from collections.abc import Callable, Sequence

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from amends.link.chains.ids import codes_of_ids

_IDS = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.text("AC019", min_size=width, max_size=width), min_size=1, max_size=40)
)


def codes(ids: Sequence[str]) -> list[int] | None:
    """In two chunks, the second a slice of something larger."""
    half = len(ids) // 2
    second = pa.array(["other", *ids[half:]], pa.string()).slice(1)
    found = codes_of_ids([pa.array(ids[:half], pa.string()), second], len(ids))
    if found is None:
        return None
    assert all(0 <= code < found[1] for code in found[0])
    return [int(code) for code in found[0]]


def check_told_apart(number: Callable[[Sequence[str]], list[int] | None], ids: list[str]) -> None:
    found = number(ids)
    assert found is not None
    assert len(set(zip(ids, found, strict=True))) == len(set(ids)) == len(set(found))


@pytest.mark.promise
@given(_IDS)
def test_ids_are_told_apart_and_only_ids(ids: list[str]) -> None:
    check_told_apart(codes, ids)


def test_the_broken_twin_that_looks_at_the_last_places_only_is_caught() -> None:
    with pytest.raises(AssertionError):
        check_told_apart(lambda ids: codes([text[-2:] for text in ids]), ["A10", "B10"])


@pytest.mark.parametrize(
    "ids", [["a", "bb"], ["", ""], ["  ", "  "], ["x" * 25], ["0a9zQ1zz", "zz0aA019"], ["ab", "ä"], ["  ", "C1"]]
)
def test_what_cannot_be_numbered_so_is_left_to_a_dictionary(ids: list[str]) -> None:
    assert codes(ids) is None


def test_an_id_that_is_missing_is_left_to_a_dictionary() -> None:
    assert codes_of_ids([pa.array(["a", None])], 2) is None
    assert codes_of_ids([pa.array([1, 2])], 2) is None
