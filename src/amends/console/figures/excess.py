"""Where negative answers come from beyond the usual: bars with intervals, the largest first. They are no people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.scores.system import Excess

from .axis import Scale, Tick, round_values
from .labels import short

WIDTH: Final = 720
LEFT, RIGHT, TOP, BOTTOM = 210, 20, 26, 8
LINE: Final = 24
BARS_MAX: Final = 12
_NAME: Final = 30
_THICK: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One source: the bar from zero, the ends of its interval."""

    words: str
    y: float
    x: float
    width: float
    low: float
    high: float

    thick = _THICK

    @property
    def top(self) -> float:
        """The upper edge of the bar."""
        return self.y - _THICK / 2


@dataclass(frozen=True, slots=True)
class Bars:
    """All shapes, in the units of the view box."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero: float
    height: int

    width, left, top = WIDTH, LEFT, TOP
    right = WIDTH - RIGHT

    @property
    def bottom(self) -> int:
        """The foot of the plot."""
        return self.height - BOTTOM


def excess_words(one: Excess) -> str:
    """`reason refund`, `hand-over wrong information`."""
    return f"{one.what} {one.name}" if one.name else f"{one.what} not told"


def excess_bars(sources: Sequence[Excess]) -> Bars | None:
    """The largest of those that bring more than the usual, as they stand; None where there is none."""
    shown = [one for one in sources if one.excess > 0][:BARS_MAX]
    if not shown:
        return None
    low, high = min(0.0, *(one.low for one in shown)), max(one.high for one in shown)
    values = round_values(low, max(high, low + 1.0), 6)
    scale = Scale(values[0], values[-1], LEFT, WIDTH - RIGHT)
    return Bars(
        bars=tuple(_bar(one, scale, number) for number, one in enumerate(shown)),
        ticks=tuple(Tick(scale.at(value), f"{value:+g}" if value else "0") for value in values),
        zero=scale.at(0.0),
        height=TOP + BOTTOM + LINE * len(shown),
    )


def _bar(one: Excess, scale: Scale, number: int) -> Bar:
    zero = scale.at(0.0)
    return Bar(
        short(excess_words(one), _NAME),
        TOP + LINE * number + LINE / 2,
        zero,
        round(scale.at(one.excess) - zero, 1),
        scale.at(one.low),
        scale.at(one.high),
    )
