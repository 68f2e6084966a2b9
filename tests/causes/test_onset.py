"""Since when and until when: the day is found, its interval holds it, and steady slices have no onset."""

import numpy as np
import pytest

from amends.causes import find_spell
from amends.causes.onset import turns
from amends.facts.moments import DAY_US, iso

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
    assert abs(spell.onset.at - 3_000 * DAY_US) <= 3 * DAY_US  # so long a time is seen in bins of three days
