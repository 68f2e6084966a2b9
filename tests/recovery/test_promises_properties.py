"""Order of arrival and repetition change nothing, and a promise never leaves the list but by one of its ends."""

import random
from dataclasses import replace
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Call, CallOutcome, Entry, Moment, Promise, PromiseState, hear_moment
from amends.facts.conversation import ENDED
from amends.facts.kinds import CallTried, PromiseMade
from amends.facts.moments import HOUR_US, MINUTE_US
from amends.recovery import promises
from amends.recovery.hours.quiet_hours import may_dial
from promise_stories import DESK, POLICY, at, call, complete, moved, promised, tried

available = [*sorted(available_timezones())[::37], "Middle/Earth", ""]
ENDS_OF_TIME = (hear_moment("0001-01-02T00:00:00Z"), hear_moment("9999-12-29T00:00:00Z"))
START = at("2026-05-20 10:00")
NEW_TIME = {"window_from": "2026-05-23T10:00", "window_to": "2026-05-23T11:00"}
HAPPENINGS = [
    moved("2026-05-20 12:00", "handed_over", owner="Tom"),
    moved("2026-05-20 13:00", "rescheduled", **NEW_TIME),
    moved("2026-05-21 12:00", "rescheduled", **NEW_TIME),
    moved("2026-05-21 11:00", "owned", words="Told her that we forgot"),
    moved("2026-05-21 07:00", "released", words="Never mind"),
    moved("2026-05-21 07:10", "released"),
    tried("2026-05-21 07:15", "no_answer"),
    tried("2026-05-21 08:15", "reached"),
    tried("2026-05-23 08:15", "busy"),
    complete("2026-05-21 00:00", "2026-05-21 08:00"),
    complete("2026-05-21 00:00", "2026-05-24 00:00"),
    promised("2026-05-21 12:30", "2026-05-22T09:00", "2026-05-22T10:00", id_="P-2", supersedes="P-1"),
    promised("2026-05-20 12:30", "2026-05-22T09:00", "2026-05-22T10:00", id_="P-3", supersedes="P-1", offered=True),
    moved("2026-05-20 12:40", "accepted", id_="P-3"),
]
CALLS = [
    call("2026-05-21 07:20", CallOutcome.NO_ANSWER),
    call("2026-05-21 08:20", CallOutcome.REACHED),
    call("2026-05-21 09:20", CallOutcome.MACHINE),
    call("2026-05-22 09:20", CallOutcome.REACHED),
    call("2026-05-21 06:20", CallOutcome.REACHED, "inbound"),
    call("2026-05-22 06:20", CallOutcome.REACHED, "inbound"),
]
MADE = promised()
stories = st.tuples(
    st.lists(st.sampled_from(HAPPENINGS), unique_by=id),
    st.lists(st.sampled_from(CALLS), unique_by=id),
    st.integers(0, 120).map(lambda hours: Moment(START + hours * HOUR_US)),
)


def outcome(entries: list[Entry], calls: list[Call], now: Moment) -> tuple[Promise, ...]:
    return promises(entries, calls=tuple(calls), now=now, policy=POLICY)


def by_arrival(entries: list[Entry], calls: list[Call], now: Moment) -> list[str]:
    """The broken twin: it believes the last word that arrived, as a status column does."""
    del calls, now
    return [e.what.outcome for e in entries if isinstance(e.what, CallTried)][-1:]


def is_steady(judge, entries: list[Entry], calls: list[Call], now: Moment, seed: int) -> bool:
    shuffled, again = [*entries, *random.Random(seed).choices(entries, k=3)], [*calls]
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(again)
    return judge(entries, calls, now) == judge(shuffled, again, now)


@pytest.mark.promise
@settings(max_examples=200)
@given(stories, st.integers(0, 1000))
def test_order_of_arrival_and_repetition_change_nothing(story, seed):
    happenings, calls, now = story
    assert is_steady(outcome, [MADE, *happenings], calls, now, seed)


def test_the_twin_that_believes_the_last_arrival_is_caught():
    assert not all(is_steady(by_arrival, [MADE, *HAPPENINGS], CALLS, at("2026-05-24 10:00"), s) for s in range(20))


def ends_only_by_what_ends_it(found: Promise, happenings: list[Entry], calls: list[Call]) -> bool:
    """Every end can be shown by something that happened, and what is open is said to be."""
    if found.state not in ENDED:
        return found.open and found.ended is None
    shown = {e.id for e in happenings} | {id_ for one in calls for id_ in one.entries}
    return bool(found.evidence) and set(found.evidence) <= shown and found.ended is not None


@pytest.mark.promise
@settings(max_examples=200)
@given(stories)
def test_it_never_ends_without_something_that_happened(story):
    happenings, calls, now = story
    found = next(one for one in outcome([MADE, *happenings], calls, now) if one.id == "P-1")
    assert ends_only_by_what_ends_it(found, happenings, calls)
    assert not found.reached or any(c.outcome is CallOutcome.REACHED and c.direction == "outbound" for c in calls)


def test_the_twin_that_closes_after_three_attempts_is_caught():
    nobody = [call(f"2026-05-21 0{h}:00", CallOutcome.NO_ANSWER) for h in (7, 8, 9)]
    (found,) = outcome([MADE], nobody, at("2026-05-21 12:00"))
    assert ends_only_by_what_ends_it(found, [], nobody)
    closed_in_silence = replace(found, state=PromiseState.KEPT, evidence=(), ended=at("2026-05-21 09:00"))
    assert not ends_only_by_what_ends_it(closed_in_silence, [], nobody)


@settings(max_examples=200)
@given(stories)
def test_the_next_call_is_never_at_night_and_never_too_soon(story):
    happenings, calls, now = story
    for found in outcome([MADE, *happenings], calls, now):
        if found.next_try is None:
            continue
        assert found.next_try >= now
        assert may_dial(found.next_try, found.zones, POLICY)
        dialled = [c.began for c in calls if c.direction == "outbound" and c.began <= now]
        after_window = [d for d in dialled if found.due_from is not None and d >= found.due_from]
        assert all(found.next_try - d >= 15 * MINUTE_US for d in after_window)


@settings(max_examples=100)
@given(stories, st.integers(1, 60))
def test_a_clock_that_was_set_back_and_comes_right_again_changes_nothing(story, hours):
    happenings, calls, now = story
    before = outcome([MADE, *happenings], calls, now)
    earlier = outcome([MADE, *happenings], calls, Moment(now - hours * HOUR_US))
    assert {one.id for one in earlier} == {one.id for one in before}
    assert outcome([MADE, *happenings], calls, now) == before


moments = st.one_of(st.integers(START - 400 * 24 * HOUR_US, START + 400 * 24 * HOUR_US), st.sampled_from(ENDS_OF_TIME))
walls = st.one_of(
    st.text(max_size=20),
    st.datetimes().map(lambda wall: wall.isoformat(timespec="minutes")),
    st.dates().map(str),
    st.just("2026-05-21T09:00+02:00"),
)


@settings(max_examples=200)
@given(moments, moments, walls, walls, st.lists(st.sampled_from(available), max_size=4))
def test_whatever_was_written_down_it_can_be_said_where_it_stands(made, now, window_from, window_to, zones):
    what = PromiseMade("P-1", "callback", window_from, window_to, tuple(zones), about="customer:C-1")
    entries = [Entry(DESK, "1", Moment(made), what)]
    (found,) = outcome(entries, CALLS, Moment(now))
    assert found.due_from is not None
    assert found.due_to is not None
    assert found.due_from <= found.due_to
    assert found.sentence.startswith("Promised a call")
