"""What moves the odds most: how much each column makes rows differ, and what its steps and words add."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .explained import at_least, spoken
from .model import Hazard
from .shapes import Shape, Spline, Steps
from .terms import BLOCK_ROWS, Design

_NAMED_MAX: Final = 3
_SMALL: Final = 0.05  # on the log odds: not worth a word


@dataclass(frozen=True, slots=True)
class Strength:
    """`spread` is the standard deviation of what the column adds to the log odds, over all rows. `words` say what its
    largest steps or words add, each by itself; of a curve there are none.
    """

    column: str
    spread: float
    words: tuple[str, ...]


def strengths(hazard: Hazard, design: Design) -> tuple[Strength, ...]:
    """Of each column with a term, the strongest first."""
    found = [
        Strength(shape.name, _spread(hazard, design, hazard.terms.places[shape.name]), _words(hazard, shape))
        for shape in hazard.terms.shapes
    ]
    return tuple(sorted(found, key=lambda one: (-one.spread, one.column)))


def _spread(hazard: Hazard, design: Design, place: slice) -> float:
    effects = hazard.fitted.effects[1:][place]
    total = squares = 0.0
    for begin in range(0, len(design), BLOCK_ROWS):
        part = design[begin : begin + BLOCK_ROWS, place].astype(np.float64) @ effects
        total, squares = total + float(part.sum()), squares + float((part**2).sum())
    return float(np.sqrt(max(squares / len(design) - (total / len(design)) ** 2, 0.0)))


def _words(hazard: Hazard, shape: Shape) -> tuple[str, ...]:
    if isinstance(shape, Spline):
        return ()
    place = hazard.terms.places[shape.name]
    added = (hazard.fitted.effects[1:][place] / hazard.terms.scale[place]).tolist()
    name = spoken(shape.name)
    if isinstance(shape, Steps):
        yes_no = len(shape.cuts) == 1
        labels = [f"{name}: {cut:g}" if yes_no else at_least(shape.name, cut) for cut in shape.cuts]
    else:
        labels = [f"{name}: {level}" for level in shape.levels]
    labels += [f"{name} not known"] if shape.gaps else []
    told = sorted(zip(added, labels, strict=True), key=lambda one: -abs(one[0]))
    return tuple(f"{label} {effect:+.1f}" for effect, label in told[:_NAMED_MAX] if abs(effect) >= _SMALL)
