"""A funnel: what was seen beyond what was expected, against how many answers tell it, with the limits of chance.

Spiegelhalter 2005 (doi 10.1002/sim.1970): in place of a table that puts people in an order. Limits hold 95 % and 99.8 %
of what chance does, and are widened by the root of the over-dispersion. Only who lies outside 99.8 % is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amends.scores.pictured import Pictured

from .axis import Scale, Tick, round_values, signed
from .intervals import diamond
from .labels import LINE, Box, Label, labelled, short

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 46, 74, 16, 44
Z_INNER: Final = 1.959963984540054  # 95 %
Z_OUTER: Final = 3.090232306167813  # 99.8 %
_STEPS: Final = 64
_NAME: Final = 18


class Where(StrEnum):
    """Against the limits of one's own answers."""

    INSIDE = "inside"
    BETWEEN = "between"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Dot:
    """One person: a ring inside, a filled circle between the limits, a diamond outside."""

    x: float
    y: float
    where: Where
    diamond: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """All shapes, in the units of the view box. `limits` are lines as an SVG writes them: 95 % and then 99.8 %, each
    above and below. `unlabelled` is how many outside found no room for their label.
    """

    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    inner: tuple[str, str]
    outer: tuple[str, str]
    limit_labels: tuple[tuple[str, float], ...]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    zero: float
    unlabelled: int

    width, height = WIDTH, HEIGHT
    left, top = LEFT, TOP
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class _Limits:
    """`sd` is that of one average answer, in percentage points, already widened."""

    sd: float

    def at(self, answers: float, z: float) -> float:
        return float(z * self.sd / answers**0.5)


def where(one: Pictured, dispersion: float) -> Where:
    """By the chance of his own answers, widened."""
    far = abs(one.excess_pp) / (one.excess_sd_pp * dispersion**0.5)
    return Where.OUTSIDE if far > Z_OUTER else Where.BETWEEN if far > Z_INNER else Where.INSIDE


def weighed(one: Pictured, sd: float) -> float:
    """His answers in units of average ones. An answer that could go either way tells less than one that could not, so
    that the same limits hold for people of every burden. `sd` is of one average answer.
    """
    return float((sd / one.excess_sd_pp) ** 2)


def answer_sd(people: Sequence[Pictured]) -> float:
    """The chance deviation of one answer, in percentage points, on the average of people."""
    squares = [one.excess_sd_pp**2 * one.answers for one in people]
    return float((sum(squares) / len(squares)) ** 0.5)


def funnel(people: Sequence[Pictured], dispersion: float) -> Funnel | None:
    """Everybody with enough answers; None of nobody."""
    people = [one for one in people if one.excess_sd_pp > 0]
    if not people:
        return None
    sd = answer_sd(people)
    limits = _Limits(sd * dispersion**0.5)
    weights = [weighed(one, sd) for one in people]
    across = _across(weights)
    highest = max(max(abs(one.excess_pp) for one in people), limits.at(min(weights), Z_OUTER)) * 1.08
    upwards = round_values(-highest, highest, 7)
    y = Scale(-upwards[-1], upwards[-1], HEIGHT - BOTTOM, TOP)
    x = Scale(across[0], across[-1], LEFT, WIDTH - RIGHT)
    dots = tuple(_dot(one, x.at(weight), y, dispersion) for one, weight in zip(people, weights, strict=True))
    outside = [
        (short(one.agent, _NAME), dot.x, dot.y)
        for one, dot in zip(people, dots, strict=True)
        if dot.where is Where.OUTSIDE
    ]
    labels = labelled(outside, Box(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM))
    return Funnel(
        dots=dots,
        labels=labels,
        inner=_lines(limits, Z_INNER, x, y),
        outer=_lines(limits, Z_OUTER, x, y),
        limit_labels=_limit_labels(limits, across[-1], y),
        ticks_x=tuple(Tick(x.at(value), f"{value:g}") for value in across),
        ticks_y=tuple(Tick(y.at(value), signed(value)) for value in upwards),
        zero=y.at(0.0),
        unlabelled=len(outside) - len(labels),
    )


def _limit_labels(limits: _Limits, last: float, y: Scale) -> tuple[tuple[str, float], ...]:
    """The names of the limits at their right ends, above zero; never on one another."""
    inner, outer = y.at(limits.at(last, Z_INNER)), y.at(limits.at(last, Z_OUTER))
    return (("99.8 %", min(outer, inner - LINE)), ("95 %", inner))


def _across(weights: Sequence[float]) -> tuple[float, ...]:
    """From below the fewest to above the most, at half a width from either where all have the same."""
    least, most = min(weights), max(weights)
    room = max(0.1 * (most - least), 0.05 * most)
    return round_values(max(least - room, 0.0), most + room, 7)


def _dot(one: Pictured, x: float, y: Scale, dispersion: float) -> Dot:
    place = y.at(one.excess_pp)
    return Dot(x, place, where(one, dispersion), diamond(x, place))


def _lines(limits: _Limits, z: float, x: Scale, y: Scale) -> tuple[str, str]:
    """Above and below; closer together where the curve is steep."""
    first = max(x.low, 1.0)
    ratio = (x.high / first) ** (1 / _STEPS)
    numbers = [first * ratio**step for step in range(_STEPS + 1)]
    above = " ".join(f"{x.at(n)},{y.at(limits.at(n, z))}" for n in numbers if y.holds(limits.at(n, z)))
    below = " ".join(f"{x.at(n)},{y.at(-limits.at(n, z))}" for n in numbers if y.holds(-limits.at(n, z)))
    return above, below
