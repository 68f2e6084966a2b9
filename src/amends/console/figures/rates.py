"""A rate of the whole system, window by window, each with its 90 % interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.scores.system import Share

from .axis import Scale, Tick, round_values

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 26
WINDOWS_MAX: Final = 12
_LABELS_MAX: Final = 4  # along the foot
_MARK: Final = 3.4


@dataclass(frozen=True, slots=True)
class Mark:
    """One window: its rate, and the ends of the interval."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rates:
    """All shapes, in the units of the view box. `line` joins the marks."""

    marks: tuple[Mark, ...]
    line: str
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]

    width, height = WIDTH, HEIGHT
    left, top = LEFT, TOP
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    size = _MARK


def rates(told: Sequence[tuple[str, Share]]) -> Rates | None:
    """(window, rate), oldest first. A window of which nothing is known has no mark; None where none has one."""
    known = [(number, share) for number, (_, share) in enumerate(told) if share.of]
    if not known:
        return None
    low, high = min(share.low for _, share in known), max(share.high for _, share in known)
    values = round_values(100 * low, max(100 * high, 100 * low + 1), 4)
    values = tuple(value for value in values if 0 <= value <= 100)
    y = Scale(values[0], values[-1], HEIGHT - BOTTOM, TOP)
    step = (WIDTH - LEFT - RIGHT) / len(told)
    places = [round(LEFT + (number + 0.5) * step, 1) for number in range(len(told))]
    marks = tuple(_mark(share, places[number], y) for number, share in known)
    every = max(-(-len(told) // _LABELS_MAX), 1)
    return Rates(
        marks=marks,
        line=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        ticks_x=tuple(Tick(places[at], told[at][0]) for at in range(len(told) - 1, -1, -every)),
        ticks_y=tuple(Tick(y.at(value), f"{value:g} %") for value in values),
    )


def _mark(share: Share, x: float, y: Scale) -> Mark:
    return Mark(x, y.at(100 * share.share), y.at(100 * share.low), y.at(100 * share.high))
