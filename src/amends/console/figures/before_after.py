"""How often a mistake happened, week by week, before something was changed and since: pure geometry.

Before and after differ by the shape of the mark and by a line with its words, so that nobody needs the colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.learning.rates import Count, Interval

from .axis import Scale, Tick, round_values

WIDTH: Final = 720
HEIGHT: Final = 250
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 34, 28
_MARK: Final = 3.6
_TICKS_Y: Final = 5
_LABELS_MAX: Final = 7
_TOP_MAX: Final = 100.0
_WHISKERS_MAX: Final = 2.5  # times the highest rate: how far up the axis goes for their sake


@dataclass(frozen=True, slots=True)
class Told:
    """One week: its number counted from the change, its name, its counts, and the 95 % interval of its rate."""

    number: int
    name: str
    count: Count
    interval: Interval
    beside: Count


@dataclass(frozen=True, slots=True)
class Mark:
    """One week: a circle before the change, a diamond (`shape`) since, and a whisker for its interval."""

    x: float
    y: float
    low: float
    high: float
    shape: str


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """All shapes, in the units of the view box. `usual` is the height of the rate before."""

    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    beside_lines: tuple[str, ...]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    change: float
    change_words: str
    change_anchor: str
    change_words_x: float
    usual: float

    width, height = WIDTH, HEIGHT
    left, top = LEFT, TOP
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    size = _MARK


def before_after(weeks: Sequence[Told], usual: float, words: str) -> BeforeAfter | None:
    """The picture, the oldest week first; None of nothing. `usual` is the rate before, 0 to 1; `words` the change."""
    if not weeks:
        return None
    first, last = min(weeks[0].number, 0), max(weeks[-1].number, 0)
    step = (WIDTH - LEFT - RIGHT) / (last - first + 1)
    y = _scale(weeks, usual)
    places = {one.number: round(LEFT + (one.number - first + 0.5) * step, 1) for one in weeks}
    change = round(LEFT - first * step, 1)
    anchor = "end" if change > WIDTH * 0.6 else "start"
    return BeforeAfter(
        marks=tuple(_mark(one, places[one.number], y) for one in weeks if one.count.rows),
        lines=_runs([(one.number, places[one.number], one.count) for one in weeks], y),
        beside_lines=_runs([(one.number, places[one.number], one.beside) for one in weeks], y),
        ticks_x=_ticks(weeks, places, step),
        ticks_y=tuple(Tick(y.at(value), f"{value:g} %") for value in round_values(0, y.high, _TICKS_Y)),
        change=change,
        change_words=words,
        change_anchor=anchor,
        change_words_x=change - 5 if anchor == "end" else change + 5,
        usual=y.at(100 * usual),
    )


def _scale(weeks: Sequence[Told], usual: float) -> Scale:
    """Rates fit; the whisker of a week with very few rows may leave, and is cut off at the edge."""
    rates = [100 * one.rate for week in weeks for one in (week.count, week.beside) if one.rows]
    highest, whiskers = max([*rates, 100 * usual, 0.5]), [100 * week.interval.hi for week in weeks if week.count.rows]
    top = max(highest * 1.25, min(max(whiskers, default=0.0), highest * _WHISKERS_MAX))
    values = round_values(0, min(top, _TOP_MAX), _TICKS_Y)
    return Scale(0.0, values[-1], HEIGHT - BOTTOM, TOP)


def _mark(one: Told, x: float, y: Scale) -> Mark:
    at = y.at(100 * one.count.rate)
    high = y.at(100 * one.interval.hi)
    if one.number < 0:
        return Mark(x, at, y.at(100 * one.interval.lo), high, "")
    half = _MARK + 1.2
    shape = f"{x},{at - half:.1f} {x + half:.1f},{at} {x},{at + half:.1f} {x - half:.1f},{at}"
    return Mark(x, at, y.at(100 * one.interval.lo), high, shape)


def _runs(weeks: Sequence[tuple[int, float, Count]], y: Scale) -> tuple[str, ...]:
    """A line for each run of weeks that have rows; it breaks at the change, and where a week has none."""
    runs: list[list[str]] = []
    before: int | None = None
    for number, x, count in weeks:
        if not count.rows:
            continue
        if before is None or number != before + 1 or number == 0:
            runs.append([])
        runs[-1].append(f"{x},{y.at(100 * count.rate)}")
        before = number
    return tuple(" ".join(run) for run in runs if len(run) > 1)


def _ticks(weeks: Sequence[Told], places: dict[int, float], step: float) -> tuple[Tick, ...]:
    """A few names of weeks, none upon another."""
    found: list[Tick] = []
    room = (WIDTH - LEFT - RIGHT) / _LABELS_MAX
    for one in weeks:
        at = places[one.number]
        if not found or at - found[-1].at >= room:
            found.append(Tick(at, one.name))
    return tuple(tick for tick in found if tick.at + step / 2 >= LEFT + 28 and tick.at <= WIDTH - RIGHT - 20)
