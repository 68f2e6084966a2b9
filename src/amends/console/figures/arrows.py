"""From raw to fair: where raw NRR would have put each person, and where the fair score does, with both intervals.

It is shown to show why raw NRR misleads, and for nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .axis import Scale, Tick, signed
from .intervals import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Ranged, scale_values
from .labels import short

LINE: Final = 26
_APART: Final = 5.0  # raw above the middle of the line, fair below it
_HEAD: Final = 4.0
_NAME: Final = 18


@dataclass(frozen=True, slots=True)
class Arrow:
    """One person's: the raw mark and whisker, the fair ones, the head of the arrow between them as a polygon."""

    name: str
    raw_y: float
    raw_x: float
    raw_low: float
    raw_high: float
    fair_y: float
    fair_x: float
    fair_low: float
    fair_high: float
    head: str

    @property
    def name_y(self) -> float:
        """Between the two."""
        return (self.raw_y + self.fair_y) / 2


@dataclass(frozen=True, slots=True)
class Arrows:
    """All shapes of a page, in the units of the view box."""

    arrows: tuple[Arrow, ...]
    ticks: tuple[Tick, ...]
    zero: float
    height: int

    width, left, top = WIDTH, LEFT, TOP
    right = WIDTH - RIGHT

    @property
    def bottom(self) -> int:
        """The foot of the plot."""
        return self.height - BOTTOM


Pair = tuple[Ranged, Ranged]


def arrows(page: Sequence[Pair], everybody: Sequence[Pair]) -> Arrows | None:
    """One page of (raw, fair), both as differences from everybody, on the scale of everybody; None of nobody."""
    if not page:
        return None
    values = scale_values([one for pair in everybody for one in pair], 0.0)
    scale = Scale(values[0], values[-1], LEFT, WIDTH - RIGHT)
    return Arrows(
        arrows=tuple(_arrow(pair, scale, number) for number, pair in enumerate(page)),
        ticks=tuple(Tick(scale.at(value), signed(value)) for value in values),
        zero=scale.at(0.0),
        height=TOP + BOTTOM + LINE * len(page),
    )


def _arrow(pair: Pair, scale: Scale, number: int) -> Arrow:
    raw, fair = pair
    middle = TOP + LINE * number + LINE / 2
    above, below = middle - _APART, middle + _APART
    from_x, to_x = scale.at(raw.value), scale.at(fair.value)
    return Arrow(
        name=short(fair.name, _NAME),
        raw_y=above,
        raw_x=from_x,
        raw_low=scale.at(raw.low),
        raw_high=scale.at(raw.high),
        fair_y=below,
        fair_x=to_x,
        fair_low=scale.at(fair.low),
        fair_high=scale.at(fair.high),
        head=_head(from_x, above, to_x, below),
    )


def _head(from_x: float, from_y: float, to_x: float, to_y: float) -> str:
    """A triangle whose point is at the fair mark."""
    long = ((to_x - from_x) ** 2 + (to_y - from_y) ** 2) ** 0.5
    along_x, along_y = (to_x - from_x) / long, (to_y - from_y) / long
    back_x, back_y = to_x - 2 * _HEAD * along_x, to_y - 2 * _HEAD * along_y
    one = (back_x - _HEAD * along_y, back_y + _HEAD * along_x)
    other = (back_x + _HEAD * along_y, back_y - _HEAD * along_x)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in ((to_x, to_y), one, other))
