"""One person's own interval over the windows of time: an upright line for each window, and around zero a band within
which differences do not matter. Pure geometry; no point stands without its interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .axis import Scale, Tick, round_values, signed

WIDTH: Final = 720
HEIGHT: Final = 250
LEFT, RIGHT, TOP, BOTTOM = 46, 20, 30, 30
_CAP: Final = 7  # half the width of the end of an interval
_MARK: Final = 6.0
_TICKS: Final = 6
_LETTER: Final = 6.4
_LINE: Final = 14


@dataclass(frozen=True, slots=True)
class Span:
    """One window: the estimate with its 90 % interval, or the few words why there is none."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval: upright line, its ends, and a diamond at the estimate."""

    x: float
    low: float
    high: float
    left: float
    right: float
    diamond: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A window without a figure: its words, one line below the other, as (y, words)."""

    x: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """All shapes, in the units of the view box."""

    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    zero: float
    band_y: float
    band_height: float

    width, height = WIDTH, HEIGHT
    left, top = LEFT, TOP
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    plot_width = WIDTH - LEFT - RIGHT


def over_time(spans: Sequence[Span], band: float) -> OverTime | None:
    """The picture, oldest window first; None where there is no figure at all. `band` is half the width of the band."""
    known = [one for one in spans if one.low is not None and one.high is not None]
    if not known:
        return None
    low = min(-band, *(one.low for one in known if one.low is not None))
    high = max(band, *(one.high for one in known if one.high is not None))
    values = round_values(low, high, _TICKS)
    scale = Scale(values[0], values[-1], HEIGHT - BOTTOM, TOP)
    room = (WIDTH - LEFT - RIGHT) / len(spans)
    places = [(one, round(LEFT + room * (number + 0.5), 1)) for number, one in enumerate(spans)]
    top, foot = scale.at(band), scale.at(-band)
    return OverTime(
        bars=tuple(bar for one, x in places if (bar := _bar(one, x, scale)) is not None),
        gaps=tuple(_gap(one.why, x) for one, x in places if one.low is None),
        ticks_x=_names(places, room),
        ticks_y=tuple(Tick(scale.at(value), signed(value)) for value in values),
        zero=scale.at(0.0),
        band_y=top,
        band_height=round(foot - top, 1),
    )


def _bar(one: Span, x: float, scale: Scale) -> Bar | None:
    if one.value is None or one.low is None or one.high is None:
        return None
    y = scale.at(one.value)
    shape = f"{x},{y - _MARK:.1f} {x + _MARK:.1f},{y} {x},{y + _MARK:.1f} {x - _MARK:.1f},{y}"
    return Bar(x, scale.at(one.low), scale.at(one.high), round(x - _CAP, 1), round(x + _CAP, 1), shape)


def _gap(words: str, x: float) -> Gap:
    """A word on each line, around the middle of the plot."""
    told = words.split()
    first = (TOP + HEIGHT - BOTTOM) / 2 - _LINE * (len(told) - 1) / 2
    return Gap(x, tuple((round(first + _LINE * number, 1), word) for number, word in enumerate(told)))


def _names(places: Sequence[tuple[Span, float]], room: float) -> tuple[Tick, ...]:
    """As many names as find room, the latest among them."""
    longest = max(len(one.name) for one, _ in places) * _LETTER + 8
    step = max(1, math.ceil(longest / room))
    return tuple(Tick(x, one.name) for one, x in places[::-1][::step][::-1])
