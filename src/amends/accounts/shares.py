"""Which part of the whole, in whole percent that a person can say, and that never come to more than 100 together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LITTLE: Final = "less than 1 %"
NEARLY_ALL: Final = "more than 99 %"


@dataclass(frozen=True, slots=True)
class Share:
    """`percent` of the whole; `words` are what is said of it."""

    percent: int
    words: str


def shares(parts: Mapping[str, int]) -> dict[str, Share]:
    """The share of each part, by largest remainder: they add up to 100. Parts below zero count as nothing, since a
    credit is no part of what is paid. Empty where there is nothing to share.
    """
    counted = {name: max(part, 0) for name, part in parts.items()}
    whole = sum(counted.values())
    if not whole:
        return {}
    percent = {name: part * 100 // whole for name, part in counted.items()}
    left = 100 - sum(percent.values())
    by_rest = sorted(counted, key=lambda name: (-(counted[name] * 100 % whole), name))
    for name in by_rest[:left]:
        percent[name] += 1
    return {name: Share(percent[name], _words(counted[name], percent[name], whole)) for name in parts}


def _words(part: int, percent: int, whole: int) -> str:
    """Rounding never turns something into nothing, nor most into all."""
    if part == 0:
        return "none"
    if percent == 0 or part * 100 < whole:
        return LITTLE
    if part < whole and (percent == 100 or part * 100 > whole * 99):
        return NEARLY_ALL
    return "all" if part == whole else f"{percent} %"
