"""One bar of what answers differ by: how much of it goes with the agent, and how much does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .labels import spread, width_of

WIDTH, HEIGHT = 720, 84
LEFT, RIGHT = 8, 8
BAR_TOP, BAR_HEIGHT = 40, 30
_GAP: Final = 2.0
_LABEL_GAP: Final = 10.0
SHARE_WORDS: Final = {
    "agent": "agent",
    "reason": "reason",
    "product": "product",
    "inherited": "inherited",
    "unexplained": "chance, or not recorded",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar, with its label above and the line between them."""

    name: str
    words: str
    x: float
    width: float
    label_x: float

    @property
    def middle(self) -> float:
        """Of the part."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Shares:
    """All shapes, in the units of the view box."""

    parts: tuple[Part, ...]

    width, height = WIDTH, HEIGHT
    bar_top, bar_height, label_y = BAR_TOP, BAR_HEIGHT, 14
    bar_bottom = BAR_TOP + BAR_HEIGHT


def shares(told: Mapping[str, float]) -> Shares:
    """Parts in the order of SHARE_WORDS; they add up to 1."""
    room = WIDTH - LEFT - RIGHT
    places, at = [], float(LEFT)
    for name in SHARE_WORDS:
        wide = told.get(name, 0.0) * room
        places.append((name, at, wide))
        at += wide
    words = [f"{SHARE_WORDS[name]} {share_words(told.get(name, 0.0))}" for name, _, _ in places]
    wanted = [(x + wide / 2, width_of(label) + _LABEL_GAP) for (_, x, wide), label in zip(places, words, strict=True)]
    middles = spread(wanted, LEFT, WIDTH - RIGHT)
    return Shares(
        tuple(
            Part(name, label, round(x, 1), round(max(wide - _GAP, 0.5), 1), middle)
            for (name, x, wide), label, middle in zip(places, words, middles, strict=True)
        )
    )


def share_words(share: float) -> str:
    """`2 %`, `0.4 %`."""
    return f"{100 * share:.0f} %" if share >= 0.01 or share == 0 else f"{100 * share:.1f} %"
