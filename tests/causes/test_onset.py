"""Since when and until when: the day is found, its interval holds it, and steady slices have no onset."""

import numpy as np
import pytest

from amends.causes import find_spell
from amends.causes.onset import turns
from amends.facts.moments import DAY_US, HOUR_US, iso

DAYS = 90
BEFORE = 0.003


def days_of(
    chance: np.random.Generator, onset: int, end: int = DAYS, *, rows: int = 8, rate: float = 0.3
) -> tuple[np.ndarray, np.ndarray]:
    """Failures and rows of each day."""
    day = np.arange(DAYS)
    count = chance.poisson(rows, DAYS)
    return chance.binomial(count, np.where((day >= onset) & (day < end), rate, BEFORE)).astype(float), count.astype(
        float
    )


def measured(seed: int, runs: int) -> tuple[float, float]:
    """Mean error in days, and how often the interval holds the day."""
    chance = np.random.default_rng(seed)
    errors, covered = [], 0
    for _ in range(runs):
        first = int(chance.integers(15, 75))
        found, _ = turns(*days_of(chance, first))
        assert found is not None
        errors.append(abs(found[0] - first))
        covered += found[1] <= first <= found[2]
    return float(np.mean(errors)), covered / runs


@pytest.mark.promise
def test_the_day_is_found_and_its_interval_is_honest() -> None:
    error, covered = measured(0, 400)
    assert error <= 0.25
    assert 0.93 <= covered <= 0.97


@pytest.mark.promise
def test_an_interval_that_is_too_narrow_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin."""
    monkeypatch.setattr("amends.causes.onset.DROP_95", 0.5)
    assert measured(0, 400)[1] < 0.93


def test_a_fault_that_was_mended_has_an_end() -> None:
    onset, end = turns(*days_of(np.random.default_rng(1), 30, 50, rate=0.5))
    assert onset is not None
    assert end is not None
    assert onset[1] <= 30 <= onset[2]
    assert end[1] <= 50 <= end[2]


def test_a_fault_that_was_there_from_the_first_day_has_an_end_only() -> None:
    onset, end = turns(*days_of(np.random.default_rng(2), 0, 40, rate=0.5))
    assert onset is None
    assert end is not None
    assert end[1] <= 40 <= end[2]


def test_a_steady_rate_has_no_onset() -> None:
    chance = np.random.default_rng(3)
    told = [turns(*days_of(chance, 0)) for _ in range(100)]
    assert sum(found != (None, None) for found in told) <= 5


def test_moments_are_whole_days_of_utc() -> None:
    start = 1_767_225_600_000_000  # 1 January 2026
    at = start + np.arange(40 * 10) * (DAY_US // 10)
    failed = at >= start + 25 * DAY_US
    spell = find_spell(at, failed)
    assert spell.onset is not None
    assert iso(spell.onset.at) == iso(spell.onset.lo) == iso(spell.onset.hi) == "2026-01-26T00:00:00Z"
    assert spell.end is None


def test_no_rows_and_years_of_rows() -> None:
    assert find_spell(np.zeros(0, np.int64), np.zeros(0, np.bool_)).onset is None
    at = np.arange(4_000) * DAY_US
    spell = find_spell(at, at >= 3_000 * DAY_US)
    assert spell.onset is not None
    assert abs(spell.onset.at - 3_000 * DAY_US) <= 3 * DAY_US  # so long a time is seen in bins of two days


def deployed(seed: int, at: int, *, rows: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Times over so many days, and which failed: hardly any before the deployment, two of three after it."""
    chance = np.random.default_rng(seed)
    times = np.sort(chance.integers(0, days * DAY_US, rows))
    return times, chance.random(rows) < np.where(times >= at, 0.66, BEFORE)


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(8))
def test_by_the_hour_a_deployment_in_the_afternoon_is_told_as_such(seed: int) -> None:
    at = 25 * DAY_US + 14 * HOUR_US
    told = deployed(seed, at, rows=9_000, days=60)
    hour, day = find_spell(*told, bin_us=HOUR_US).onset, find_spell(*told).onset
    assert hour is not None
    assert day is not None
    assert hour.lo <= at <= hour.hi
    assert hour.at % HOUR_US == 0
    assert abs(hour.at - at) <= HOUR_US
    assert abs(day.at - at) >= 10 * HOUR_US  # the broken twin: a day is too coarse to tell


def test_many_hours_are_seen_by_several_at_once() -> None:
    at = 300 * DAY_US + 14 * HOUR_US
    onset = find_spell(*deployed(1, at, rows=30_000, days=365), bin_us=HOUR_US).onset
    assert onset is not None
    assert abs(onset.at - at) <= 4 * HOUR_US
    assert onset.at % HOUR_US == 0


@pytest.mark.parametrize("at_once", [1, 7, 1_000])
def test_however_many_beginnings_are_tried_at_once_the_turns_are_the_same(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    days = [days_of(np.random.default_rng(seed), seed, seed + 30, rate=0.4) for seed in range(40)]
    told = [turns(*each) for each in days]
    monkeypatch.setattr("amends.causes.onset._AT_ONCE", at_once)
    assert [turns(*each) for each in days] == told
    assert sum(onset is not None for onset, _ in told) > 20
