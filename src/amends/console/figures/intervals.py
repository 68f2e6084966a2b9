"""Intervals side by side, a line for each person, in the order of keys and never of what they show.

A picture holds one page of people; the scale is that of all of them, so that pages can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .axis import Scale, Tick, round_values, signed
from .labels import short

WIDTH: Final = 720
LEFT, RIGHT, TOP, BOTTOM = 132, 116, 26, 8
LINE: Final = 18
PAGE: Final = 40  # lines of one picture
_NAME: Final = 18  # letters
_MARK: Final = 3.6  # half the size of a mark
_TICKS: Final = 7


@dataclass(frozen=True, slots=True)
class Ranged:
    """A figure and its interval, whose they are, and a few words beside them."""

    name: str
    value: float
    low: float
    high: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's: the mark, the ends of the whisker, and whether the whole of it lies on one side of the middle."""

    name: str
    y: float
    x: float
    low: float
    high: float
    clear: bool
    words: str
    diamond: str


@dataclass(frozen=True, slots=True)
class Intervals:
    """All shapes of a page, in the units of the view box. `band` is where differences do not matter."""

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    middle: float
    band_x: float
    band_width: float
    height: int

    width, left, top = WIDTH, LEFT, TOP
    right = WIDTH - RIGHT

    @property
    def bottom(self) -> int:
        """The foot of the plot."""
        return self.height - BOTTOM

    @property
    def plot_height(self) -> int:
        """From the axis to the foot."""
        return self.height - TOP - BOTTOM


def intervals(
    page: Sequence[Ranged], everybody: Sequence[Ranged], *, middle: float = 0.0, band: float = 0.0, sign: bool = True
) -> Intervals | None:
    """One page of people on the scale of everybody; None of nobody. `band` is half a width around the middle; `sign`
    writes the axis as differences.
    """
    if not page:
        return None
    values = scale_values(everybody, middle - band, middle + band)
    scale = Scale(values[0], values[-1], LEFT, WIDTH - RIGHT)
    start, end = scale.at(middle - band), scale.at(middle + band)
    return Intervals(
        lines=tuple(_line(one, scale, number, middle) for number, one in enumerate(page)),
        ticks=tuple(Tick(scale.at(value), signed(value) if sign else f"{value:g}") for value in values),
        middle=scale.at(middle),
        band_x=start,
        band_width=round(end - start, 1),
        height=TOP + BOTTOM + LINE * len(page),
    )


def scale_values(everybody: Sequence[Ranged], *further: float) -> tuple[float, ...]:
    """Round values from below the lowest end to above the highest."""
    low = min(*(one.low for one in everybody), *further)
    high = max(*(one.high for one in everybody), *further)
    return round_values(low, max(high, low + 1.0), _TICKS)


def pages_of(count: int) -> int:
    """How many pages so many people fill; one of nobody."""
    return max(-(-count // PAGE), 1)


def diamond(x: float, y: float, half: float = _MARK + 1) -> str:
    """As the points of a polygon."""
    return f"{x:.1f},{y - half:.1f} {x + half:.1f},{y:.1f} {x:.1f},{y + half:.1f} {x - half:.1f},{y:.1f}"


def _line(one: Ranged, scale: Scale, number: int, middle: float) -> Line:
    x, y = scale.at(one.value), TOP + LINE * number + LINE / 2
    clear = one.low > middle or one.high < middle
    return Line(short(one.name, _NAME), y, x, scale.at(one.low), scale.at(one.high), clear, one.words, diamond(x, y))
