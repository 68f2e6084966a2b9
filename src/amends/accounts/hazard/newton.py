"""Logistic regression with a ridge, by Newton steps over blocks of rows: the whole design is never in memory twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .columns import Mask, Numbers, Rows
from .one_thread import one_thread
from .terms import BLOCK_ROWS, Design

RIDGE: Final = 1.0  # on effects of one standard deviation: C = 1 of scikit-learn
_STEPS_MAX: Final = 60
_HALVINGS_MAX: Final = 40
_GOOD: Final = 1e-6  # what another step would add to the log likelihood, twice: far below what a sample can tell


@dataclass(frozen=True, slots=True)
class Logistic:
    """`effects[0]` is the log odds of an average row. `curvature` is minus the second derivative, with the ridge."""

    effects: Numbers
    curvature: Numbers


@one_thread
def logistic(design: Design, event: Mask, rows: Rows | None = None, start: Numbers | None = None) -> Logistic:
    """The effects of greatest penalised likelihood over these rows of the design, all without `rows`.

    Raises AssertionError where none or all of the rows have the event. With the ridge there is always one maximum,
    also where a column separates the two.
    """
    chosen = np.arange(len(event)) if rows is None else rows
    came = event[chosen]
    count, events = len(chosen), int(came.sum())
    assert 0 < events < count, "both outcomes are needed"
    ridge = np.full(design.shape[1] + 1, RIDGE)
    ridge[0] = 0.0
    effects = np.zeros(len(ridge)) if start is None else start.copy()
    if start is None:
        effects[0] = np.log(events / (count - events))
    odds = _along(design, chosen, effects)
    for _ in range(_STEPS_MAX):
        slope, curvature = _look(design, came, chosen, odds)
        slope, curvature = slope - ridge * effects, curvature + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        if slope @ step < _GOOD:
            break
        way = _along(design, chosen, step)
        part = _length(came, odds, way, effects, step, ridge)
        effects, odds = effects + part * step, odds + part * way
    return Logistic(effects, curvature)


@one_thread
def log_odds(design: Design, effects: Numbers) -> Numbers:
    """Of each row; one column for each column of `effects` where there are several."""
    found = np.empty((len(design), *effects.shape[1:]))
    for begin in range(0, len(design), BLOCK_ROWS):
        block = slice(begin, begin + BLOCK_ROWS)
        found[block] = design[block].astype(np.float64) @ effects[1:] + effects[0]
    return found


def blocks(design: Design, rows: Rows) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    """Some rows at a time, with a first column of ones."""
    for begin in range(0, len(rows), BLOCK_ROWS):
        some = rows[begin : begin + BLOCK_ROWS]
        whole = np.ones((len(some), design.shape[1] + 1))
        whole[:, 1:] = design[some]
        yield some, whole


def _along(design: Design, rows: Rows, effects: Numbers) -> Numbers:
    """What these effects add up to in each row."""
    return np.concatenate([whole @ effects for _, whole in blocks(design, rows)])


def _length(came: Mask, odds: Numbers, way: Numbers, effects: Numbers, step: Numbers, ridge: Numbers) -> float:
    """How much of the step to take: all of it, or half and half again until it is a gain. Rare columns overshoot."""

    def loss(part: float) -> float:
        moved = odds + part * way
        held = float((ridge * (effects + part * step) ** 2).sum())
        return 0.5 * held + float(np.logaddexp(0, moved).sum() - moved[came].sum())

    now, part = loss(0.0), 1.0
    for _ in range(_HALVINGS_MAX):
        if loss(part) <= now:
            return part
        part /= 2
    return 0.0


def _look(design: Design, came: Mask, rows: Rows, odds: Numbers) -> tuple[Numbers, Numbers]:
    """The slope and the curvature of the log likelihood, without the ridge.

    The curvature is summed in single precision within a block: it only says how far to go.
    """
    width = design.shape[1] + 1
    slope, curvature = np.zeros(width), np.zeros((width, width))
    begin = 0
    for some, whole in blocks(design, rows):
        chance = expit(odds[begin : begin + len(some)])
        slope += whole.T @ (came[begin : begin + len(some)] - chance)
        weighted = (whole * np.sqrt(chance * (1 - chance))[:, None]).astype(np.float32)
        curvature += weighted.T @ weighted
        begin += len(some)
    return slope, curvature
