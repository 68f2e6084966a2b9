"""How far each factor's sigma is from the minimum of the Laplace deviance: one scoring step, all factors at once."""

from dataclasses import dataclass

import numpy as np

from .layout import Layout, Numbers
from .sums import Leverage, Point

LOG_SIGMA_MIN = float(np.log(1e-3))  # as good as none: the levels do not differ
LOG_SIGMA_MAX = float(np.log(30.0))
LOG_STEP_MAX = 1.0
INFORMATION_MIN = 1e-12
AT_BOUND = 0.05  # of log sigma: as near to a bound counts as there
ALIKE_MIN = 0.9  # cosine of two steps that follow one line
STRETCH_MIN, STRETCH_MAX = 0.4, 10.0


@dataclass(frozen=True)
class SigmaStep:
    """The change of each log sigma, and half of what it takes off the deviance."""

    change: Numbers
    decrement: float


def sigma_step(
    layout: Layout, log_sigma: Numbers, mode: Point, leverage: Leverage, turned: tuple[Numbers, Numbers]
) -> SigmaStep:
    """`turned`: curvature^-1 times the sums `turn`. A sigma at its bound stays where it is pushed out."""
    gradient = _gradient(layout, log_sigma, mode, leverage, turned)
    information = _information(layout, log_sigma, leverage)
    low, high = log_sigma < LOG_SIGMA_MIN + AT_BOUND, log_sigma > LOG_SIGMA_MAX - AT_BOUND
    free = np.flatnonzero(~(low & (gradient > 0) | high & (gradient < 0)))
    change = np.zeros_like(log_sigma)
    change[free] = -np.linalg.solve(information[np.ix_(free, free)], gradient[free])
    decrement = float(-gradient @ change) / 2
    return SigmaStep(np.clip(change, -LOG_STEP_MAX, LOG_STEP_MAX), decrement)


def bounded(log_sigma: Numbers, change: Numbers) -> Numbers:
    """The sigmas after the change, which is never a large one, within their bounds."""
    return np.clip(log_sigma + np.clip(change, -LOG_STEP_MAX, LOG_STEP_MAX), LOG_SIGMA_MIN, LOG_SIGMA_MAX)


def stretch(change: Numbers, before: Numbers | None) -> float:
    """How much of a step to take after the one `before` (Aitken): more where steps follow one another slowly along a
    line, less where they go to and fro. Scoring expects an information that few levels do not have.
    """
    if before is None or not (lengths := float(np.linalg.norm(change) * np.linalg.norm(before))):
        return 1.0
    along = float(change @ before)
    ratio = along / float(before @ before)
    if abs(along) < ALIKE_MIN * lengths or ratio >= 1:
        return 1.0
    return float(np.clip(1 / (1 - ratio), STRETCH_MIN, STRETCH_MAX))


def _gradient(
    layout: Layout, log_sigma: Numbers, mode: Point, leverage: Leverage, turned: tuple[Numbers, Numbers]
) -> Numbers:
    """dD / d log sigma = 2 (levels - (u'u + trace of C^-1 - turned'u) / sigma^2), of each factor."""
    diagonal = np.diag(leverage.further)
    effects, traces, turns = [mode.first], [leverage.first.sum()], [turned[0]]
    for block in layout.blocks():
        effects.append(mode.rest[block])
        traces.append(diagonal[block.start - layout.fixed : block.stop - layout.fixed].sum())
        turns.append(turned[1][block])
    parts = [u @ u + trace - t @ u for u, trace, t in zip(effects, traces, turns, strict=True)]
    return np.asarray(2 * (np.array(layout.levels) - np.array(parts) * np.exp(-2 * log_sigma)), np.float64)


def _information(layout: Layout, log_sigma: Numbers, leverage: Leverage) -> Numbers:
    """4 ||I - C^-1 / sigma^2||^2 of each factor, and 4 ||C^-1||^2 / (sigma sigma)^2 of two: expected curvature of D.

    Of the first factor only the diagonal is counted; its levels hardly share anything.
    """
    precisions, blocks = np.exp(-2 * log_sigma), layout.blocks()
    own = [slice(block.start - layout.fixed, block.stop - layout.fixed) for block in blocks]
    found = np.zeros((len(log_sigma), len(log_sigma)))
    found[0, 0] = np.square(1 - leverage.first * precisions[0]).sum()
    for k, part in enumerate(own, 1):
        kept = np.eye(part.stop - part.start) - leverage.further[part, part] * precisions[k]
        found[k, k] = np.square(kept).sum()
        found[0, k] = found[k, 0] = np.square(leverage.cross[:, part]).sum() * precisions[0] * precisions[k]
        for j, other in enumerate(own[: k - 1], 1):
            shared = np.square(leverage.further[part, other]).sum() * precisions[k] * precisions[j]
            found[k, j] = found[j, k] = shared
    diagonal = np.diag_indices_from(found)
    found[diagonal] = np.maximum(found[diagonal], INFORMATION_MIN) * (1 + 1e-9)
    return 4 * found
