"""The mode, the coefficients and the sigmas of the Laplace deviance at once: one pass over the rows for every step.

For sigma given, Newton's method finds the mode of the penalised loss. Coefficients of X and sigmas minimise

    D = 2 (loss + sum of effects^2 / (2 sigma^2)) + log det C + 2 sum of levels x log sigma,

C being the curvature over the effects. Its derivative needs how C turns while the mode moves along: the sums `turn`,
taken with the leverage of the step before, which is the same one when nothing moves any more. So the exact minimum
is reached without a search from outside, which would find the mode anew for every trial.
"""

from dataclasses import dataclass, replace

import numpy as np

from .arrow import Arrow
from .layout import Layout, Numbers
from .sigma import bounded, sigma_step, stretch
from .sums import Pass, Point, Sums

NEAR_MODE = 0.01  # of the decrement, for each level: nearer than this the sigmas may move
LEVERAGE_FROM = 100.0  # times as far, the turn of the curvature is worth its sums
RISE_MAX = 1.0  # of the penalised loss, or of the deviance, in one step: with more, half the step is tried
HALVINGS_MAX = 20
DAMPED_FROM = 40  # passes: where it is still not there by then it goes to and fro, and half of each step is taken


@dataclass(frozen=True)
class Task:
    """What is to be found. `marginal` coefficients minimise the deviance; others stand at the mode of everything."""

    marginal: bool = True
    sigma_fixed: bool = False
    tolerance: float = 1e-9  # of the decrement, in units of the log likelihood
    passes_max: int = 100


@dataclass(frozen=True)
class Place:
    """Where a climb is: a point, and the log of each factor's sigma."""

    point: Point
    log_sigma: Numbers

    @property
    def precisions(self) -> Numbers:
        """1 / sigma^2 of each factor."""
        return np.asarray(np.exp(-2 * self.log_sigma), np.float64)


@dataclass(frozen=True)
class Summit:
    """Where a climb ended. Deviances without the constant of the binomial; `joint` integrates the coefficients too."""

    place: Place
    arrow: Arrow
    deviance: float
    deviance_joint: float
    passes: int
    converged: bool


@dataclass(frozen=True)
class _Step:
    first: Numbers
    rest: Numbers
    log_sigma: Numbers
    decrement: float
    change: Numbers | None = None  # of log sigma, where it was not stretched


def climb(over: Pass, place: Place, task: Task) -> Summit:
    """From `place` to the top. Raises numpy.linalg.LinAlgError where columns of X depend on one another."""
    layout, passes, halvings = over.layout, 0, 0
    before: _Visit | None = None
    while True:
        sums = over.sums(place.point)
        passes += 1
        arrow = Arrow(layout, sums, place.precisions)
        here = _Visit(place, sums.loss, _deviance(sums.loss, place, layout) + arrow.log_determinant)
        if before and here.too_high(before, layout) and halvings < HALVINGS_MAX and passes < task.passes_max:
            place, halvings = _halfway(before.place, place), halvings + 1
            continue
        step = _step(arrow, sums, place, task, layout, before.change if before else None)
        counted = place.point.leverage is not None or (task.sigma_fixed and not task.marginal)
        converged = counted and step.decrement < task.tolerance
        after = _taken(step, place, arrow, layout, 1.0 if passes < DAMPED_FROM else 0.5)
        if converged or passes >= task.passes_max:
            break
        before, place, halvings = replace(here, change=step.change), after, 0
    joint = _deviance(sums.loss, place, layout) + arrow.log_determinant_joint
    return Summit(after, arrow, here.deviance, joint, passes, converged)


@dataclass(frozen=True)
class _Visit:
    """A place that a step began from, and the change of log sigma where that was not stretched."""

    place: Place
    loss: float
    deviance: float
    change: Numbers | None = None

    def too_high(self, before: "_Visit", layout: Layout) -> bool:
        """Whether the step from there went too far: by the deviance near the mode, by the penalised loss elsewhere."""
        if before.place.point.leverage is not None and self.place.point.leverage is not None:
            return self.deviance > before.deviance + RISE_MAX
        there = penalised(before.loss, replace(self.place, point=before.place.point), layout)
        return penalised(self.loss, self.place, layout) > there + RISE_MAX


def _deviance(loss: float, place: Place, layout: Layout) -> float:
    """Without the log determinant."""
    return 2 * penalised(loss, place, layout) + 2 * float(np.dot(layout.levels, place.log_sigma))


def penalised(loss: float, place: Place, layout: Layout) -> float:
    """The loss with the sums of squares of the effects over 2 sigma^2."""
    effects = (place.point.first, *(place.point.rest[block] for block in layout.blocks()))
    return loss + sum(float(p * (u @ u)) / 2 for p, u in zip(place.precisions, effects, strict=True))


def _step(arrow: Arrow, sums: Sums, place: Place, task: Task, layout: Layout, before: Numbers | None) -> _Step:
    """Newton's for effects and coefficients, the scoring step for the sigmas, and how the mode follows those."""
    point, precisions, fixed = place.point, place.precisions, slice(0, layout.fixed)
    first, rest = sums.score_first - precisions[0] * point.first, sums.score_rest.copy()
    for block, precision in zip(layout.blocks(), precisions[1:], strict=True):
        rest[block] -= precision * point.rest[block]
    solve = arrow.solve_random if task.marginal else arrow.solve
    turned = solve(sums.turn_first, sums.turn_rest)
    if task.marginal:
        rest[fixed] -= (sums.turn_rest[fixed] - arrow.on_fixed(*turned)) / 2
    by_first, by_rest = arrow.solve(first, rest)
    decrement = float(first @ by_first + rest @ by_rest)
    step = _Step(by_first, by_rest, place.log_sigma, decrement)
    if task.sigma_fixed or point.leverage is None or decrement > _near(layout):
        return step
    ahead = Point(point.first + by_first, point.rest + by_rest)
    moved = sigma_step(layout, place.log_sigma, ahead, arrow.leverage, turned)
    factor = stretch(moved.change, before)
    log_sigma = bounded(place.log_sigma, factor * moved.change)
    changes = log_sigma - place.log_sigma
    push = np.zeros_like(rest)
    for block, change, precision in zip(layout.blocks(), changes[1:], precisions[1:], strict=True):
        push[block] = 2 * change * precision * ahead.rest[block]
    follow = solve(2 * changes[0] * precisions[0] * ahead.first, push)
    first, rest = by_first + follow[0], by_rest + follow[1]
    return _Step(first, rest, log_sigma, decrement + moved.decrement, moved.change if factor == 1 else None)


def _taken(step: _Step, place: Place, arrow: Arrow, layout: Layout, share: float = 1.0) -> Place:
    near = step.decrement < LEVERAGE_FROM * _near(layout)
    first, rest = place.point.first + share * step.first, place.point.rest + share * step.rest
    log_sigma = place.log_sigma + share * (step.log_sigma - place.log_sigma)
    return Place(Point(first, rest, arrow.leverage if near else None), log_sigma)


def _near(layout: Layout) -> float:
    return 1 + NEAR_MODE * sum(layout.levels)


def _halfway(before: Place, after: Place) -> Place:
    one, other = before.point, after.point
    point = Point((one.first + other.first) / 2, (one.rest + other.rest) / 2, other.leverage)
    return Place(point, (before.log_sigma + after.log_sigma) / 2)
