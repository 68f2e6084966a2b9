"""Verdicts on lessons whose truth is known, and what must not change them."""

from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Moment, Refused
from amends.facts.moments import DAY_US, MINUTE_US
from amends.learning.judged import Basis, Judged, Verdict, judge, verdict_on
from amends.learning.judged_words import in_words, sentences
from amends.learning.rates import Count, Interval, ratio_interval
from amends.learning.rows import Rows, split
from amends.learning.simulated import RETURN_DAYS, SINCE, STORIES, Size, Story, lesson
from amends.learning.spikes import Spell, gains, needed, spells_before

UTC = ZoneInfo("UTC")
RUNS = 100  # a tenth of bench/lessons.py


def judged(story: Story, seed: int, **size: float) -> Judged:
    return judge(lesson(story, seed, replace(Size(), **size)).rows, SINCE, zone=UTC)  # type: ignore[arg-type]


def said_of(name: str, runs: int = RUNS, **size: float) -> Counter[Verdict]:
    return Counter(judged(STORIES[name], seed, **size).verdict for seed in range(runs))


# The stories


@pytest.mark.promise
@pytest.mark.parametrize("name", ["no effect", "spike ended before the fix", "season with control"])
def test_worked_is_not_said_of_what_did_nothing(name: str) -> None:
    check_not_praised(said_of(name))


def check_not_praised(said: Counter[Verdict]) -> None:
    """ "Worked" in at most one of twenty, and "partly" in hardly more."""
    runs = said.total()
    assert said[Verdict.WORKED] <= 0.05 * runs, said
    assert said[Verdict.WORKED] + said[Verdict.PARTLY] <= 0.09 * runs, said


def without_a_thought(rows: Rows) -> Verdict:
    """The broken twin: all before against all after, whatever else happened."""
    before = rows.at < SINCE
    counts = [Count(int(rows.failed[mask].sum()), int(mask.sum())) for mask in (before, ~before)]
    return verdict_on(ratio_interval(*counts), None)


@pytest.mark.parametrize("name", ["spike ended before the fix", "season with control"])
def test_twin_that_compares_with_the_spike_or_without_the_control_is_caught(name: str) -> None:
    said = Counter(without_a_thought(lesson(STORIES[name], seed, Size(per_day=80)).rows) for seed in range(20))
    with pytest.raises(AssertionError):
        check_not_praised(said)


def test_half_is_partly_and_nearly_all_is_worked() -> None:
    assert said_of("half", 40)[Verdict.PARTLY] >= 30
    assert said_of("full", 40)[Verdict.WORKED] >= 36


@pytest.mark.promise
def test_a_return_is_found_after_it_began_and_soon() -> None:
    began = SINCE // DAY_US + RETURN_DAYS
    days = [judged(STORIES["return after 60 days"], seed, after=120).came_back for seed in range(40)]
    check_found_soon(days, began)


def check_found_soon(days: list[int | None], began: int) -> None:
    """277 contacts are seven days of 40."""
    found = [day - began for day in days if day is not None]
    assert len(found) >= 0.95 * len(days)
    assert sum(day < 0 for day in found) <= 0.05 * len(days)
    assert float(np.mean(found)) <= 7


def test_twin_that_watches_for_twice_the_old_rate_is_caught() -> None:
    """A chart that never learns how good it became sees nothing in what is only as bad as before."""
    never: list[int | None] = []
    for seed in range(40):
        found = judged(STORIES["return after 60 days"], seed, after=120)
        old = found.before.rate
        assert found.watched.chart is not None
        never.append(None if found.watched.chart.watched_for < old else 0)
    with pytest.raises(AssertionError):
        check_found_soon(never, 0)


def test_what_was_told_of_a_return_does_not_change_later() -> None:
    made = lesson(STORIES["return after 60 days"], 5, Size(after=120)).rows
    whole = judge(made, SINCE, zone=UTC)
    assert whole.came_back is not None
    cut = made.at < (whole.came_back + 1) * DAY_US
    assert judge(Rows(made.at[cut], made.failed[cut]), SINCE, zone=UTC).came_back == whole.came_back
    short = made.at < (whole.came_back - 3) * DAY_US
    assert judge(Rows(made.at[short], made.failed[short]), SINCE, zone=UTC).verdict is Verdict.WORKED


def test_a_return_that_passed_is_withdrawn() -> None:
    """Ten bad days in the middle of a good time since: it is told as what it is by now."""
    rows = lesson(STORIES["full"], 8, Size(after=150)).rows
    day = rows.at // DAY_US - SINCE // DAY_US
    bad = (day >= 60) & (day < 70) & (np.arange(len(day)) % 20 == 0)
    whole = Rows(rows.at, rows.failed | bad)
    early = day < 70
    assert judge(Rows(whole.at[early], whole.failed[early]), SINCE, zone=UTC).verdict is Verdict.CAME_BACK
    assert judge(whole, SINCE, zone=UTC).verdict is Verdict.WORKED


def test_people_who_report_more_make_a_good_lesson_look_bad_so_reports_are_not_judged_on() -> None:
    made = lesson(STORIES["growing self-reporting"], 1)
    assert judge(made.rows, SINCE, zone=UTC).verdict is Verdict.PARTLY
    by_reports = judge(Rows(made.rows.at, made.reported), SINCE, zone=UTC)
    assert by_reports.ratio.value > 1


def test_a_spike_is_named_and_the_rest_compared_with() -> None:
    found = judged(STORIES["spike ended before the fix"], 3)
    (spell,) = found.spells
    assert (spell.first - SINCE // DAY_US, spell.last - SINCE // DAY_US) == (-21, -8)
    assert not spell.lasted
    assert found.before.rows == found.whole_before.rows - spell.rows
    assert any("That was over before the change" in one for one in sentences(found, UTC))


def test_a_fault_that_lasted_until_the_fix_is_compared_with_and_said() -> None:
    found = judged(Story(spike=8.0, spike_days=30, spike_ended=0), 2)
    (spell,) = found.spells
    assert spell.lasted
    assert found.before == found.whole_before
    assert found.verdict is Verdict.WORKED
    assert any("only a control can tell" in one for one in sentences(found, UTC))


def test_a_spike_that_may_have_been_takes_the_praise_away_but_not_the_interval() -> None:
    doubted = [one for seed in range(60) if (one := judged(Story(spike=2.0), seed)).doubted is not None]
    assert doubted
    for one in doubted:
        assert one.verdict in (Verdict.NOT_ENOUGH_YET, Verdict.PARTLY)
        assert one.ratio.hi < 1
        assert one.before == one.whole_before or one.spells


@pytest.mark.promise
@pytest.mark.parametrize(("name", "of"), [("half", "ratio"), ("season with control, half", "did")])
def test_the_interval_holds_the_truth(name: str, of: str) -> None:
    check_coverage([getattr(judged(STORIES[name], seed), of) for seed in range(RUNS)], 0.5)


def check_coverage(found: list[Interval], truth: float) -> None:
    """Of a hundred, 95 are expected; fewer than 89, or all of twice as many, would be no accident."""
    held = sum(one.lo <= truth <= one.hi for one in found)
    assert held >= 0.89 * len(found)


def test_twin_with_an_interval_of_one_standard_error_is_caught() -> None:
    found = []
    for seed in range(RUNS):
        one = judged(STORIES["half"], seed)
        found.append(ratio_interval(one.before, one.after, z=1.0))
    with pytest.raises(AssertionError):
        check_coverage(found, 0.5)


# What must not matter


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 50), shuffle=st.integers(0, 1_000))
def test_the_order_of_the_rows_never_matters(seed: int, shuffle: int) -> None:
    made = lesson(STORIES["season with control, half"], seed, Size(before=30, after=30)).rows
    assert made.control is not None
    order = np.random.default_rng(shuffle).permutation(len(made.at))
    mixed = Rows(made.at[order], made.failed[order], made.control[order])
    assert judge(mixed, SINCE, zone=UTC) == judge(made, SINCE, zone=UTC)


def test_the_very_minute_of_the_change_is_after_it() -> None:
    at = np.array([SINCE - MINUTE_US, SINCE - 1, SINCE, SINCE + MINUTE_US], np.int64)
    here, _ = split(Rows(at, np.array([1, 0, 1, 0], bool)), SINCE, UTC)
    assert (here.before.count, here.after.count) == (Count(1, 2), Count(1, 2))


def rows(before: str, after: str) -> Rows:
    """A contact an hour, x for one that failed."""
    marks = before + after
    at = SINCE + (np.arange(len(marks)) - len(before)) * 60 * MINUTE_US
    return Rows(at, np.array([mark == "x" for mark in marks], bool))


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("x", "x", "not enough yet"),
        ("." * 30, "." * 30, "not enough yet: nothing had failed before the change"),
        ("." * 300, "x" * 30, "worse"),
        ("x..." * 100, "." * 200, "worked"),
        ("x" * 80, "x" * 80, "no change"),
        ("x" * 80, "." * 80, "worked"),
    ],
)
def test_the_ends_of_what_can_be(before: str, after: str, verdict: str) -> None:
    found = judge(rows(before, after), SINCE, zone=UTC)
    assert in_words(found).startswith(verdict), in_words(found)
    assert all(sentences(found, UTC))


def test_nothing_before_or_after_or_in_the_control_is_refused() -> None:
    some = rows("x.", ".x")
    with pytest.raises(Refused, match="has no row before"):
        judge(some, Moment(int(some.at.min())), zone=UTC)
    with pytest.raises(Refused, match="has no row after"):
        judge(some, Moment(int(some.at.max()) + 1), zone=UTC)
    beside = Rows(some.at, some.failed, np.array([False, False, True, False]))
    with pytest.raises(Refused, match="the control: has no row before"):
        judge(beside, SINCE, zone=UTC)


@pytest.mark.parametrize(
    ("interval", "expected", "verdict"),
    [
        ((0.3, 0.2, 0.45), None, Verdict.WORKED),
        ((0.5, 0.4, 0.62), None, Verdict.PARTLY),
        ((0.5, 0.4, 0.62), 0.5, Verdict.WORKED),
        ((0.5, 0.4, 0.62), 0.9, Verdict.PARTLY),
        ((0.9, 0.85, 0.95), 0.5, Verdict.PARTLY),
        ((1.0, 0.8, 1.2), None, Verdict.NO_CHANGE),
        ((1.0, 0.4, 2.2), None, Verdict.NOT_ENOUGH_YET),
        ((1.4, 0.8, 2.6), None, Verdict.NOT_ENOUGH_YET),
        ((1.4, 1.1, 2.6), None, Verdict.WORSE),
        ((1.0, 0.8, 1.2), 0.1, Verdict.NOT_ENOUGH_YET),
    ],
)
def test_what_an_interval_says(interval: tuple[float, float, float], expected: float | None, verdict: Verdict) -> None:
    assert verdict_on(Interval(*interval), expected) is verdict


def test_with_a_control_the_verdict_rests_on_it_and_a_season_is_no_return() -> None:
    found = judged(STORIES["season with control"], 0)
    assert found.basis is Basis.CONTROL
    assert found.did is not None
    assert found.rests_on == found.did
    returned = sum(judged(STORIES["season with control"], seed).came_back is not None for seed in range(40))
    assert returned <= 3


def test_a_fall_that_had_begun_before_is_judged_by_its_jump() -> None:
    rng = np.random.default_rng(1)
    day = np.repeat(np.arange(-120, 120), 60)
    at = SINCE + day * DAY_US + (rng.random(len(day)) * DAY_US).astype(np.int64)
    failed = rng.random(len(day)) < 0.06 * np.exp(-day / 100)
    found = judge(Rows(at, failed), SINCE, zone=UTC)
    assert found.basis is Basis.TREND or any(not spell.lasted for spell in found.spells)
    assert found.verdict not in (Verdict.WORKED,)
    assert found.ratio.hi < 1


def test_spells_chance_does_not_make() -> None:
    rng = np.random.default_rng(9)
    rows_ = np.full(90, 40.0)
    highest = [gains(rng.binomial(40, 0.03, 90).astype(float), rows_).max() for _ in range(100)]
    assert sum(one > needed(90) for one in highest) <= 4
    assert spells_before(split(lesson(Story(), 0).rows, SINCE, UTC)[0].before.days) == ()


def test_a_spell_knows_its_counts() -> None:
    days = split(lesson(Story(spike=9.0), 1).rows, SINCE, UTC)[0].before.days
    (spell,) = spells_before(days)
    inside = (days.day >= spell.first) & (days.day <= spell.last)
    assert spell == Spell(spell.first, spell.last, int(days.failed[inside].sum()), int(days.rows[inside].sum()), False)
