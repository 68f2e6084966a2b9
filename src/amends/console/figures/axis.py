"""Scales and their ticks: how a value becomes a place."""

import math
from dataclasses import dataclass
from typing import Final

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, with its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` at places from `start` to `end`; `end` lies before `start` where values go up."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where it is; what lies outside is at the edge."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 1)

    def holds(self, value: float) -> bool:
        """Whether it lies within."""
        return self.low <= value <= self.high


def round_values(low: float, high: float, count: int) -> tuple[float, ...]:
    """About `count` round values (1, 2, 5 times a power of ten) that hold low and high between the first and the last.

    Raises ValueError where there is nothing between them.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high) or count < 2:
        raise ValueError("an axis needs two ends")
    rough = (high - low) / (count - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * step for step in _STEPS if rough <= power * step * (1 + 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def signed(value: float, unit: str = "") -> str:
    """With its sign, as on an axis around zero: "+2", "0", "-5"."""
    words = f"{value:+g}".replace("+0", "0") if value == 0 else f"{value:+g}"
    return f"{words}{unit}"
