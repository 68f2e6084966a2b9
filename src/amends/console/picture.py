"""The picture of a cause: how often it goes wrong in the slice and in all others over time, as shapes of an SVG.

Pure geometry. Slice and others differ by shape and by label, so that nobody needs the colour.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from amends.causes import Point, Spell, Turn
from amends.facts import Moment
from amends.facts.moments import DAY_US, datetime_of, spoken_day

WIDTH: Final = 720
HEIGHT: Final = 250
LEFT, RIGHT, TOP, BOTTOM = 46, 84, 40, 26  # room for the labels
_MARK: Final = 3.2  # half the size of a mark
_SHARES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_TICKS_MAX: Final = 7


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, with its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of the slice: a triangle at its rate, and a whisker for its 95 % interval."""

    x: float
    y: float
    lo: float
    hi: float
    shape: str


@dataclass(frozen=True, slots=True)
class Border:
    """Where the fault began or ended: a line with its words, and a strip for its interval."""

    x: float
    strip_x: float
    strip_width: float
    words: str
    anchor: str
    words_x: float
    words_y: int  # beginning and end have a height each: their words never meet


@dataclass(frozen=True, slots=True)
class Picture:
    """All shapes, in the units of the view box. Lines are points as an SVG writes them, one for each unbroken run."""

    ticks_y: tuple[Tick, ...]
    ticks_x: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    slice_lines: tuple[str, ...]
    rest_lines: tuple[str, ...]
    rest_bands: tuple[str, ...]
    borders: tuple[Border, ...]
    slice_label_y: float
    rest_label_y: float

    width, height = WIDTH, HEIGHT
    left, top = LEFT, TOP
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    plot_height = HEIGHT - TOP - BOTTOM


@dataclass(frozen=True, slots=True)
class _Frame:
    """How a moment and a share become places."""

    first: int
    days: int
    top: float

    def x(self, day: int) -> float:
        return round(LEFT + (day - self.first) / (self.days * DAY_US) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, share: float) -> float:
        return round(HEIGHT - BOTTOM - min(share / self.top, 1.0) * (HEIGHT - TOP - BOTTOM), 1)


def picture(points: Sequence[Point], spell: Spell, days_width: int) -> Picture | None:
    """The picture, or None where there is nothing to draw. Points without rows leave a gap."""
    if not points or not any(point.rows for point in points):
        return None
    frame = _Frame(points[0].day, len(points) * days_width, _top(points))
    middle = days_width * DAY_US // 2
    slice_runs = [[(p, frame.x(p.day + middle)) for p in run] for run in _runs(points, rest=False)]
    rest_runs = [[(p, frame.x(p.day + middle)) for p in run] for run in _runs(points, rest=True)]
    marks = tuple(_mark(frame, point, x) for run in slice_runs for point, x in run)
    rest = [frame.y(p.rest_failures / p.rest_rows) for run in rest_runs for p, _ in run]
    slice_label, rest_label = _apart(marks[-1].y, rest[-1] if rest else frame.y(0))
    return Picture(
        ticks_y=tuple(Tick(frame.y(share), _percent(share)) for share in (0, frame.top / 2, frame.top)),
        ticks_x=_days(frame),
        marks=marks,
        slice_lines=tuple(_line((x, frame.y(p.failures / p.rows)) for p, x in run) for run in slice_runs),
        rest_lines=tuple(_line((x, frame.y(p.rest_failures / p.rest_rows)) for p, x in run) for run in rest_runs),
        rest_bands=tuple(_band(frame, run) for run in rest_runs),
        borders=_borders(frame, spell),
        slice_label_y=slice_label,
        rest_label_y=rest_label,
    )


def described(points: Sequence[Point], spell: Spell) -> str:
    """What the picture shows, for who does not see it. The points are of single days, as the turns are."""
    began = spell.onset.at if spell.onset else None
    ended = spell.end.at if spell.end else None
    before = [p for p in points if began is not None and p.day < began]
    during = [p for p in points if (began is None or p.day >= began) and (ended is None or p.day < ended)]
    after = [p for p in points if ended is not None and p.day >= ended]
    parts = [
        f"{words} {sum(p.failures for p in of)} of {sum(p.rows for p in of)}"
        for words, of in (("before it began", before), ("while it lasts", during), ("after it was over", after))
        if any(p.rows for p in of)
    ]
    rest = f"all others {sum(p.rest_failures for p in points)} of {sum(p.rest_rows for p in points)}"
    return f"This slice: {', '.join(parts)}. Over the whole time {rest}."


def _runs(points: Sequence[Point], *, rest: bool) -> list[list[Point]]:
    """What is drawn in one go: it breaks where there are no rows."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.rest_rows if rest else point.rows:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _top(points: Iterable[Point]) -> float:
    """The share at the top of the axis: the highest rate fits, whiskers may leave."""
    rates = [p.failures / p.rows for p in points if p.rows]
    return next(share for share in _SHARES if share >= min(max(rates) * 1.05, 1.0))


def _mark(frame: _Frame, point: Point, x: float) -> Mark:
    y = frame.y(point.failures / point.rows)
    shape = f"{x - _MARK:.1f},{y + _MARK:.1f} {x + _MARK:.1f},{y + _MARK:.1f} {x:.1f},{y - _MARK:.1f}"
    return Mark(x, y, frame.y(point.lo), frame.y(point.hi), shape)


def _line(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _band(frame: _Frame, run: Sequence[tuple[Point, float]]) -> str:
    above = [(x, frame.y(point.rest_hi)) for point, x in run]
    below = [(x, frame.y(point.rest_lo)) for point, x in reversed(run)]
    return _line([*above, *below])


def _borders(frame: _Frame, spell: Spell) -> tuple[Border, ...]:
    told = (("began", spell.onset, TOP - 24), ("over since", spell.end, TOP - 8))
    return tuple(_border(frame, words, turn, height) for words, turn, height in told if turn is not None)


def _border(frame: _Frame, words: str, turn: Turn, height: int) -> Border:
    """The interval is of days: its strip goes to the end of the last one."""
    x, start, end = frame.x(turn.at), frame.x(turn.lo), frame.x(turn.hi + DAY_US)
    anchor = "end" if x > WIDTH / 2 else "start"
    beside = x - 4 if anchor == "end" else x + 4
    return Border(x, start, round(end - start, 1), f"{words} {spoken_day(turn.at)}", anchor, beside, height)


def _days(frame: _Frame) -> tuple[Tick, ...]:
    """A few days on the axis, evenly."""
    step = max(1, math.ceil(frame.days / _TICKS_MAX))
    days = range(0, frame.days, step)
    moments = [Moment(frame.first + day * DAY_US) for day in days]
    return tuple(Tick(frame.x(moment), _short(moment)) for moment in moments)


def _short(moment: Moment) -> str:
    at = datetime_of(moment)
    return f"{at.day} {at:%b}"


def _apart(one: float, other: float) -> tuple[float, float]:
    """Two labels on one height could not be read."""
    room = 15.0
    if abs(one - other) >= room:
        return one, other
    middle = (one + other) / 2
    return (middle - room / 2, middle + room / 2) if one <= other else (middle + room / 2, middle - room / 2)


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
