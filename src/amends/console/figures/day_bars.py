"""The sums of some days side by side, the latest on the right. Pure geometry: no line joins them and nothing points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .axis import Scale

WIDTH: Final = 480
HEIGHT: Final = 112
TOP, BOTTOM = 18, 22
_GAP: Final = 6.0
_LEAST: Final = 1.0  # a day with next to nothing is not drawn as tall as a hard one


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day: its bar, the figure above it (empty for none) and the day below it."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: str
    name: str

    @property
    def value_y(self) -> float:
        """The foot of the figure above the bar."""
        return round(self.y - 4, 1)


@dataclass(frozen=True, slots=True)
class DayBars:
    """All shapes, in the units of the view box."""

    bars: tuple[DayBar, ...]

    width, height, foot = WIDTH, HEIGHT, HEIGHT - BOTTOM
    name_y = HEIGHT - 6


def day_bars(days: Sequence[tuple[str, float]]) -> DayBars | None:
    """Of (name, sum), the oldest first; None where nothing is to be seen."""
    if not any(total > 0 for _, total in days):
        return None
    room = WIDTH / len(days)
    scale = Scale(0.0, max(_LEAST, *(total for _, total in days)), HEIGHT - BOTTOM, TOP)
    return DayBars(tuple(_bar(number * room, room, name, total, scale) for number, (name, total) in enumerate(days)))


def _bar(left: float, room: float, name: str, total: float, scale: Scale) -> DayBar:
    top = scale.at(total)
    value = f"{total:.1f}" if total > 0 else ""
    x, width = round(left + _GAP / 2, 1), round(room - _GAP, 1)
    return DayBar(x, top, width, round(HEIGHT - BOTTOM - top, 1), round(left + room / 2, 1), value, name)
