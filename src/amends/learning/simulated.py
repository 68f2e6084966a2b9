"""Lessons whose truth is known: contacts by day that fail or not, with a change, and what it truly did.

To hold the judgement against: it must not say "worked" of what did nothing, of a spike that was over before, of a
season that came to all, and must not be moved by people who report more.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US, Moment

from .rows import Rows

SINCE: Final = Moment(1_777_593_600_000_000)  # 2026-05-01T00:00:00Z
RETURN_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Story:
    """`ratio` is the true rate after over that before, until it `returns` after so many days. A spike of `spike` times
    the rate for `spike_days` ended `spike_ended` days before the change. `season` is the amplitude of a wave of a year
    that comes to everybody, the control too.
    """

    ratio: float = 1.0
    returns: int | None = None
    spike: float = 1.0
    spike_days: int = 14
    spike_ended: int = 7
    season: float = 0.0
    control: bool = False
    reports_grow: bool = False


STORIES: Final = {
    "no effect": Story(),
    "half": Story(0.5),
    "full": Story(0.05),
    "return after 60 days": Story(0.05, returns=RETURN_DAYS),
    "spike ended before the fix": Story(spike=5.0),
    "growing self-reporting": Story(0.5, reports_grow=True),
    "season with control": Story(season=0.6, control=True),
    "season with control, half": Story(0.5, season=0.6, control=True),
}


@dataclass(frozen=True, slots=True)
class Size:
    """Contacts a day, their rate of failures in ordinary times, and days before and after the change."""

    per_day: float = 40.0
    rate: float = 0.03
    before: int = 90
    after: int = 90


@dataclass(frozen=True, slots=True)
class Simulated:
    """`rows` as a witness saw them; `reported` is what people reported themselves, which grows where the story says."""

    rows: Rows
    reported: NDArray[np.bool_]


def lesson(story: Story, seed: int, size: Size = Size()) -> Simulated:
    """One lesson, changed at `SINCE`."""
    rng = np.random.default_rng(seed)
    parts = [_contacts(story, size, rng, control=False)]
    if story.control:
        parts.append(_contacts(story, size, rng, control=True))
    at, failed, day = (np.concatenate([part[name] for part in parts]) for name in ("at", "failed", "day"))
    control = np.repeat([False, True][: len(parts)], [len(part["at"]) for part in parts])
    share = 0.1 + (0.6 * (day + size.before) / (size.before + size.after) if story.reports_grow else 0.0)
    reported = failed & (rng.random(len(failed)) < share)
    return Simulated(Rows(at, failed.astype(np.bool_), control if story.control else None), reported)


def rates(story: Story, size: Size, *, control: bool) -> NDArray[np.float64]:
    """The true rate of each day, from the first before the change to the last after it."""
    day = np.arange(-size.before, size.after)
    rate = np.full(len(day), size.rate)
    rate *= 1 + story.season * np.sin(2 * np.pi * (day + 136) / 365)  # highest 45 days before the change
    if control:
        return np.asarray(np.minimum(rate * 0.8, 1.0))
    gone = (day >= 0) & (True if story.returns is None else day < story.returns)
    rate[gone] *= story.ratio
    spike = (day < -story.spike_ended) & (day >= -story.spike_ended - story.spike_days)
    rate[spike] *= story.spike
    return np.asarray(np.minimum(rate, 1.0))


def _contacts(story: Story, size: Size, rng: np.random.Generator, *, control: bool) -> dict[str, NDArray[np.int64]]:
    rate = rates(story, size, control=control)
    many = rng.poisson(size.per_day, len(rate))
    day = np.repeat(np.arange(-size.before, size.after), many)
    at = SINCE + day * DAY_US + (rng.random(len(day)) * DAY_US).astype(np.int64)
    failed = rng.random(len(day)) < np.repeat(rate, many)
    return {"at": at, "failed": failed.astype(np.int64), "day": day}
