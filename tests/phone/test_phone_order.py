"""The promise: what a call comes to is a function of the set of what was told, in any order, any number of times."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Call, CallOutcome, Entry
from amends.intake.heard import Heard
from phone_logs import RUTH, TRUNK, cdr, cdr_row, cel, put_together, spoke_with_ruth, told
from test_asterisk_cel import handed_over_and_back, our_call
from test_cti_events import SPOKE as CTI
from test_cti_events import taken as cti
from test_twilio_calls import SPOKE as TWILIO
from test_twilio_calls import taken as twilio

CALLS: dict[str, tuple[Entry, ...]] = {
    "cdr": cdr(cdr_row(), cdr_row(sequence=2, disposition="NO ANSWER", billsec=0)).entries,
    "cel": cel(*spoke_with_ruth(RUTH)).entries,
    "handed over": cel(*handed_over_and_back()).entries,
    "ours": cel(*our_call()).entries,
    "twilio": twilio(*TWILIO).entries,
    "cti": cti(*CTI).entries,
}
EVERYTHING = tuple(entry for entries in CALLS.values() for entry in entries)
STATES = ("started", "ringing", "answered", "joined", "left", "ended", "row")


def shuffled_with_repeats(entries: Sequence[Entry], seed: int, repeats: int) -> list[Entry]:
    chance = Random(seed)
    told = [*entries, *chance.choices(entries, k=repeats)]
    chance.shuffle(told)
    return told


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), repeats=st.integers(0, 30))
def test_order_and_repetition_change_nothing(seed: int, repeats: int) -> None:
    assert put_together(shuffled_with_repeats(EVERYTHING, seed, repeats)) == put_together(EVERYTHING)


def last_word(entries: Sequence[Entry]) -> str:
    """The broken twin: believes whatever arrived last."""
    return told(entries[-1]).event


def test_the_twin_that_believes_what_came_last_is_caught() -> None:
    told = {last_word(shuffled_with_repeats(CALLS["twilio"], seed, 0)) for seed in range(20)}
    assert len(told) > 1


@pytest.mark.promise
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_lines_of_a_file_in_any_order_and_twice_are_the_same_entries(data: st.DataObject) -> None:
    lines = [*spoke_with_ruth(TRUNK), *handed_over_and_back(), "broken\n"]
    order = data.draw(st.permutations([*lines, *data.draw(st.lists(st.sampled_from(lines), max_size=5))]))
    heard, plain = cel(*order), cel(*lines)
    assert same_set(heard) == same_set(plain)


def same_set(heard: Heard) -> tuple[dict[str, Entry], set[str]]:
    return {entry.id: entry for entry in heard.entries}, {one.source_id for one in heard.not_understood}


@pytest.mark.promise
@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(range(len(EVERYTHING)))))
def test_nobody_is_reached_before_somebody_of_ours_was_told_of(kept: set[int]) -> None:
    """Whatever part has arrived so far: `reached` needs one of us by name, and nobody else ends a call."""
    for call in put_together([EVERYTHING[index] for index in sorted(kept)]):
        if call.outcome is CallOutcome.REACHED:
            assert call.agents
        assert call.ended_by in ("", "us", "customer", "system")


def believes_answered(entries: Sequence[Entry]) -> bool:
    """The broken twin: whatever says "answered" was a person."""
    return any("answered" in (told(entry).event, told(entry).outcome) for entry in entries)


def test_the_twin_that_takes_answered_for_a_person_is_caught() -> None:
    queue = cdr(cdr_row(lastapp="Queue", dstchannel="")).entries
    (call,) = put_together(queue)
    assert believes_answered(queue)
    assert (call.outcome, call.agents) == (CallOutcome.MENU, ())


def test_calls_come_in_order_of_happening() -> None:
    found: tuple[Call, ...] = put_together(EVERYTHING)
    assert [call.began for call in found] == sorted(call.began for call in found)
    assert len(found) == len(CALLS) - 2  # the three event logs of Asterisk share one number of a call
