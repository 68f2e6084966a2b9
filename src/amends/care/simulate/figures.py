"""What a run comes to, as numbers: for customers, for the people, and for promises. One name, one meaning, one unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .tally import Tally

PEAK_HIGH: Final = 2.0
LATE_MINUTES: Final = 10.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the words and the unit in which people read it, and how many decimals mean anything."""

    words: str
    unit: str
    decimals: int
    of: Callable[[Tally], float | None]


def gini(values: ArrayLike) -> float:
    """How unevenly shared: 0 where all have the same, near 1 where one has all. 0 where there is nothing to share."""
    ordered = np.sort(np.asarray(values, np.float64))
    total, count = float(ordered.sum()), len(ordered)
    if total <= 0:
        return 0.0
    return float(((2 * np.arange(1, count + 1) - count - 1) * ordered).sum() / (count * total))


def figures_of(tally: Tally) -> dict[str, float | None]:
    """Every figure of one run, by name; None where there was nothing to measure."""
    return {name: figure.of(tally) for name, figure in FIGURES.items()}


def _mean(values: list[float], unit: float = 1.0) -> float | None:
    return float(np.mean(values)) / unit if values else None


def _at(values: list[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None


def _percent(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def _above(values: list[float], limit: float) -> float | None:
    return _percent(sum(value > limit for value in values), len(values))


def _gave_up(tally: Tally) -> float | None:
    gone = tally.gave_up + tally.turned_away
    return _percent(gone, gone + tally.calls_served)


def _kept(tally: Tally) -> float | None:
    return _percent(tally.called_in_window, tally.called_back)


FIGURES: Final[Mapping[str, Figure]] = {
    "mean_wait_minutes": Figure("mean wait", "min", 2, lambda tally: _mean(tally.waits)),
    "p95_wait_minutes": Figure("95 % wait less than", "min", 2, lambda tally: _at(tally.waits, 95)),
    "gave_up_percent": Figure("gave up waiting", "%", 1, _gave_up),
    "mail_hours": Figure("mail answered after", "h", 2, lambda tally: _mean(tally.mail_minutes, 60.0)),
    "hostile_gini_day": Figure("unevenness of hostile talk a day (Gini)", "", 3, lambda tally: gini(tally.hard_days)),
    "hostile_p95_day": Figure("hostile points a day, 95 % below", "", 2, lambda tally: _at(tally.hard_days, 95)),
    "peak_above_2_percent": Figure(
        "days with a peak load above 2", "%", 1, lambda tally: _above(tally.peaks, PEAK_HIGH)
    ),
    "back_to_back_percent": Figure(
        "hostile calls soon after another", "%", 1, lambda tally: _percent(tally.back_to_back, tally.hostile)
    ),
    "past_shift_minutes_day": Figure("worked past the shift a day", "min", 2, lambda tally: _mean(tally.late_minutes)),
    "days_late_percent": Figure(
        "days more than 10 min late", "%", 1, lambda tally: _above(tally.late_minutes, LATE_MINUTES)
    ),
    "late_call_outlasted_percent": Figure(
        "calls of the last half hour that outlasted the shift",
        "%",
        1,
        lambda tally: _percent(tally.handed_late_outlasted, tally.handed_late),
    ),
    "same_agent_percent": Figure(
        "who called again reached the same", "%", 1, lambda tally: _percent(tally.returned_to_known, tally.returned)
    ),
    "promise_in_window_percent": Figure("promised calls made in time", "%", 1, _kept),
    "called_back_percent": Figure(
        "calls that became call-backs", "%", 1, lambda tally: _percent(tally.called_back, tally.calls_served)
    ),
    "callback_minutes": Figure("called back after", "min", 0, lambda tally: _mean(tally.callback_minutes)),
    "hostile_percent": Figure(
        "calls that were hostile", "%", 1, lambda tally: _percent(tally.hostile, tally.calls_served)
    ),
    "pause_minutes_day": Figure(
        "pauses a day", "min", 2, lambda tally: tally.pause_minutes / len(tally.hard_days) if tally.hard_days else 0.0
    ),
    "busy_percent": Figure(
        "of paid time at work on contacts", "%", 1, lambda t: _percent(t.busy_minutes, t.paid_minutes)
    ),
}
ACCOUNT: Final = (
    "arrived", "served", "gave_up", "turned_away", "not_reached", "waiting", "in_hand", "promised"
)  # fmt: skip
