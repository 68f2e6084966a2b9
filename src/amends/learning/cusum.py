"""Bernoulli CUSUM: contact after contact, has the mistake come back?

After each contact the evidence that the rate is p1 instead of p0 (log of the likelihood ratio) is added, and never
falls below zero; at the limit h it signals (Page, Biometrika 41:100, 1954; Reynolds and Stoumbos, J Quality Technology
31:87, 1999). A signal is a day to look, found soon, and not a proof.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .false_alarms import limit_for

TUNED_TO: Final = 2.0  # times the usual rate
_QUARTER_DAYS: Final = 91.3


@dataclass(frozen=True, slots=True)
class Chart:
    """`usual` is p0, `watched_for` p1, `limit` is h: with it a false alarm comes once in so many contacts."""

    usual: float
    watched_for: float
    limit: float
    false_alarm_contacts: float


@dataclass(frozen=True, slots=True)
class Signal:
    """`at` is the contact (from 0) at which the limit was reached; `since` the first of those that led there."""

    at: int
    since: int


def doubled(usual: float) -> float:
    """The rate that a chart looks for: twice the usual one, and half as much good where that would be beyond all."""
    return min(TUNED_TO * usual, 1 - (1 - usual) / 2)


def chart_for(usual: float, false_alarm_contacts: float) -> Chart:
    """A chart of this usual rate, above 0 and below 1, with its limit found by simulation."""
    watched_for = doubled(usual)
    return Chart(usual, watched_for, limit_for(usual, watched_for, false_alarm_contacts), false_alarm_contacts)


def family_distance(contacts: int, days: float, charts: int) -> float:
    """Contacts between false alarms of one chart, so that over all `charts` there is one expected in a quarter."""
    return max(contacts / max(days, 1.0) * _QUARTER_DAYS * charts, 1.0)


def path(failed: NDArray[np.bool_], usual: float, watched_for: float) -> NDArray[np.float64]:
    """The evidence after each contact."""
    walk = np.cumsum(np.where(failed, math.log(watched_for / usual), math.log((1 - watched_for) / (1 - usual))))
    return np.asarray(walk - np.minimum(np.minimum.accumulate(walk), 0.0), np.float64)


def first_signal(failed: NDArray[np.bool_], chart: Chart) -> Signal | None:
    """Where the chart signals first, over contacts in the order in which they happened."""
    evidence = path(failed, chart.usual, chart.watched_for)
    reached = np.flatnonzero(evidence >= chart.limit)
    if not len(reached):
        return None
    at = int(reached[0])
    zeros = np.flatnonzero(evidence[:at] <= 0.0)
    return Signal(at, int(zeros[-1]) + 1 if len(zeros) else 0)
