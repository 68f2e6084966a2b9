"""The promise: a statement tells the same in any order, any number of times, and by whichever message."""

import io
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Entry, Refused
from amends.intake.heard import Heard
from amends.intake.statement import Bank, hear_statement
from bank_files import camt, heard, line, mt940, ofx, ofx_line, part, postings

CAMT = [line("129.00", part("129.00", f"R-{n}"), ref=f"REF{n}") for n in range(3)] + [
    line("x"),
    line("5.00"),
    line("5.00"),
]
MT940 = [f":61:2605040504D{n},00NTRFR-{n}//B{n}\n:86:Refund {n}" for n in range(1, 4)] + [":61:broken"]
OFX = [ofx_line(f"F{n}", f"-{n}.00", f"Refund {n}") for n in range(1, 4)]


def same_set(done: Heard) -> tuple[dict[str, Entry], set[str]]:
    assert all(bad.source_id for bad in done.not_understood)
    return {entry.id: entry for entry in done.entries}, {bad.source_id for bad in done.not_understood}


@pytest.mark.promise
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_lines_in_any_order_are_the_same_entries(seed: int) -> None:
    for lines, wrap in ((CAMT, camt), (MT940, mt940), (OFX, ofx)):
        mixed = Random(seed).sample(lines, len(lines))
        assert same_set(heard(wrap(*mixed))) == same_set(heard(wrap(*lines)))


def test_two_equal_lines_are_two_payments_and_the_file_again_is_none() -> None:
    once = same_set(heard(camt(line("5.00"), line("5.00"))))[0]
    assert len(once) == 2
    assert same_set(heard(camt(line("5.00"), line("5.00"))))[0] == once


def by_what_it_says(raw: bytes) -> int:
    """The broken twin: two lines that say the same are one."""
    return len({(told.money, told.text) for told in postings(raw)})


def test_the_twin_that_makes_equal_lines_one_is_caught() -> None:
    raw = camt(line("5.00"), line("5.00"))
    assert by_what_it_says(raw) == 1
    assert len(postings(raw)) == 2


def test_the_notification_and_the_statement_tell_one_booking() -> None:
    told = line("300.00", part("129.00", "R-1"), part("171.00", "R-2"))
    assert same_set(heard(camt(told, kind="054", version="001.08"))) == same_set(heard(camt(told)))


def accounted_for(raw: bytes) -> tuple[int, int]:
    """How many entries and problems; a refusal is a problem. Any other error is a failure of the test."""
    try:
        done = sum(hear_statement(io.BytesIO(raw), "f", Bank()), Heard())
    except Refused:
        return 0, 1
    return len(done.entries), len(done.problems)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_or_kept(raw: bytes) -> None:
    entries, problems = accounted_for(raw)
    assert problems
    assert not entries


@pytest.mark.promise
@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 2_000), junk=st.binary(max_size=6), cut=st.integers(0, 6))
def test_damage_anywhere_is_said_and_never_raises(at: int, junk: bytes, cut: int) -> None:
    for whole in (camt(*CAMT[:3]), mt940(*MT940[:3]), ofx(*OFX)):
        place = at % len(whole)
        damaged = whole[:place] + junk + whole[place + cut :]
        entries, _ = accounted_for(damaged)
        assert entries <= 4


def test_a_large_statement_comes_in_few_portions() -> None:
    raw = camt(*(line("1.00", ref=f"REF{n}") for n in range(2_500)))
    sizes = [len(done.entries) for done in hear_statement(io.BytesIO(raw), "f", Bank())]
    assert sizes == [1_000, 1_000, 500]
