"""The chart that watches whether a mistake comes back: evidence after each contact, and the limit. Pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .axis import Scale, Tick, round_values

WIDTH: Final = 720
HEIGHT: Final = 210
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 26, 28
_TICKS: Final = 6
_MARK: Final = 5.0


@dataclass(frozen=True, slots=True)
class Cusum:
    """All shapes, in the units of the view box. `signal` is where it reached the limit; None where it has not."""

    line: str
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    limit: float
    signal: tuple[float, float] | None
    signal_shape: str
    signal_anchor: str

    width, height = WIDTH, HEIGHT
    left, top = LEFT, TOP
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM


def cusum(at: Sequence[int], evidence: Sequence[float], limit: float, signal: int | None) -> Cusum | None:
    """The path of the evidence over contacts since the change; None of no contact."""
    if not at:
        return None
    x = Scale(at[0] - 1, max(at[-1], at[0]), LEFT, WIDTH - RIGHT)
    tops = round_values(0, max(limit, *evidence) * 1.15, 4)
    y = Scale(0, tops[-1], HEIGHT - BOTTOM, TOP)
    places = [f"{x.at(n)},{y.at(value)}" for n, value in zip(at, evidence, strict=True)]
    known = [value for n, value in zip(at, evidence, strict=True) if n == signal]
    mark = (x.at(signal), y.at(known[0])) if signal is not None and known else None
    return Cusum(
        line=" ".join([f"{LEFT},{y.at(0)}", *places]),
        ticks_x=tuple(Tick(x.at(n), f"{n:,.0f}") for n in _whole(at[0] - 1, at[-1]) if x.low <= n <= x.high),
        ticks_y=tuple(Tick(y.at(value), f"{value:g}") for value in tops),
        limit=y.at(limit),
        signal=mark,
        signal_shape=_triangle(*mark) if mark else "",
        signal_anchor="end" if mark and mark[0] > WIDTH * 0.6 else "start",
    )


def _whole(low: int, high: int) -> tuple[int, ...]:
    """Round numbers of contacts."""
    return tuple(int(value) for value in round_values(low, max(high, low + 1), _TICKS) if value == int(value))


def _triangle(x: float, y: float) -> str:
    return f"{x - _MARK:.1f},{y + _MARK:.1f} {x + _MARK:.1f},{y + _MARK:.1f} {x:.1f},{y - _MARK:.1f}"
