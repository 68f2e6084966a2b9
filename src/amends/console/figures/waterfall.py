"""One case as a waterfall: for each contact, the chance of a negative end before it and after it. Pure geometry.

The contact that is looked at has a full bar, all others an empty one with a dashed edge; an arrow says which way it
went. Names of people are in none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .axis import Scale, Tick

HEIGHT: Final = 280
LEFT, RIGHT, TOP, BOTTOM = 46, 24, 34, 44
STEPS_MAX: Final = 10
_ROOM: Final = 104  # for one contact
_WIDTH_MIN: Final = 720
_BAR: Final = 26  # half the width of a bar
_CAP: Final = 5
_LEAST: Final = 2.0  # a bar that can be seen where nothing moved
_ARROW: Final = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """One contact: in a hundred, `before` with its interval and `after` it, None where that is not known. `words` are
    lines below it, `end` what stands at its end where the case ended with an answer.
    """

    words: tuple[str, ...]
    before: float
    low: float
    high: float
    after: float | None
    own: bool
    end: str = ""


@dataclass(frozen=True, slots=True)
class Fall:
    """The shapes of one contact. `bar_y` is None where nobody knows what came after it: then there is only the line of
    what was expected before, with its interval.
    """

    x: float
    left: float
    width: float
    before: float
    whisker_x: float
    low: float
    high: float
    cap_left: float
    cap_right: float
    bar_y: float | None
    bar_height: float
    own: bool
    arrow: str
    link: str  # dotted, from its end to the beginning of the next
    lines: tuple[tuple[float, str], ...]
    end: str
    end_y: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All shapes, in the units of the view box. `left_out` contacts are in the table only."""

    falls: tuple[Fall, ...]
    ticks: tuple[Tick, ...]
    width: int
    left_out: int

    height, left, top = HEIGHT, LEFT, TOP
    bottom = HEIGHT - BOTTOM

    @property
    def right(self) -> int:
        """The right edge of the plot."""
        return self.width - RIGHT


def waterfall(stages: Sequence[Stage]) -> Waterfall | None:
    """The picture of a case, around the contact that is looked at where there are many; None of nothing."""
    if not stages:
        return None
    shown = _around(stages)
    scale = Scale(0.0, 100.0, HEIGHT - BOTTOM, TOP)
    width = max(_WIDTH_MIN, LEFT + RIGHT + _ROOM * len(shown))
    room = (width - LEFT - RIGHT) / len(shown)
    middles = [round(LEFT + room * (number + 0.5), 1) for number in range(len(shown))]
    return Waterfall(
        falls=tuple(
            _fall(one, x, scale, middles[number + 1] if number + 1 < len(shown) else None)
            for number, (one, x) in enumerate(zip(shown, middles, strict=True))
        ),
        ticks=tuple(Tick(scale.at(float(value)), str(value)) for value in (0, 25, 50, 75, 100)),
        width=width,
        left_out=len(stages) - len(shown),
    )


def _around(stages: Sequence[Stage]) -> Sequence[Stage]:
    own = next((number for number, one in enumerate(stages) if one.own), 0)
    first = min(max(own - STEPS_MAX // 2, 0), max(len(stages) - STEPS_MAX, 0))
    return stages[first : first + STEPS_MAX]


def _fall(one: Stage, x: float, scale: Scale, following: float | None) -> Fall:
    before = scale.at(one.before)
    after = None if one.after is None else scale.at(one.after)
    top = None if after is None else min(before, after)
    tall = 0.0 if after is None else max(abs(after - before), _LEAST)
    whisker = round(x - _BAR - 8, 1)
    link = "" if after is None or following is None else f"M{x + _BAR:.1f} {after}H{following - _BAR:.1f}"
    return Fall(
        x=x,
        left=round(x - _BAR, 1),
        width=2 * _BAR,
        before=before,
        whisker_x=whisker,
        low=scale.at(one.low),
        high=scale.at(one.high),
        cap_left=round(whisker - _CAP, 1),
        cap_right=round(whisker + _CAP, 1),
        bar_y=top,
        bar_height=round(tall, 1),
        own=one.own,
        arrow=_arrow(x, before, after),
        link=link,
        lines=tuple((HEIGHT - BOTTOM + 18.0 + 15 * number, words) for number, words in enumerate(one.words)),
        end=one.end if after is not None else "",
        end_y=_end_y(before, after),
    )


def _arrow(x: float, before: float, after: float | None) -> str:
    """A triangle at the end of the bar, pointing the way it went; none where it hardly moved."""
    if after is None or abs(after - before) < 3 * _ARROW:
        return ""
    back = _ARROW if after < before else -_ARROW
    return f"{x},{after + 0.3 * back:.1f} {x - _ARROW},{after + 2 * back:.1f} {x + _ARROW},{after + 2 * back:.1f}"


def _end_y(before: float, after: float | None) -> float:
    """Above the bar, whichever way it went: below it stand the words of the contact."""
    return 0.0 if after is None else round(min(before, after) - 8, 1)
