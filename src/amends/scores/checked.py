"""What a fit is given, checked: shapes, codes, answers, and whether the columns of X can be told apart."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from amends.facts import Problem, Refused

from .layout import Codes, Layout, Numbers

CROSS_MAX = 1 << 27  # levels of the first factor times the rest, 8 bytes each: 1 GiB, and some of them are held
LEVELS_PER_ROW_MAX = 10
LEVELS_MAX = 1_000_000
DEPENDENT = 1e-10  # what is left of a column beside the others, as a share
DOUBT_MAX = 100.0  # in log odds over the range of a column of X: no answers support it


@dataclass(frozen=True)
class Checked:
    """`x`: (n, p); `groups`: for each factor the level of each row, below its `levels`; `trials` None: one each."""

    y: NDArray[Any]
    x: NDArray[Any]
    groups: tuple[Codes, ...]
    levels: tuple[int, ...]
    trials: Numbers | None


def check_rows(y: Any, x: Any, groups: Any, trials: Any = None) -> Checked:
    """Raises Refused, with the row or the column, for what cannot be fitted."""
    answers, design, codes = np.asarray(y), np.asarray(x), np.asarray(groups)
    codes = codes[:, None] if codes.ndim == 1 else codes
    if answers.ndim != 1 or design.ndim != 2 or codes.ndim != 2 or not len(answers) == len(design) == len(codes):
        shapes = f"{answers.shape}, {design.shape}, {codes.shape}"
        raise _refused("y, X, groups", "do not have one row for each answer", "Pass (n,), (n, p), (n, factors)", shapes)
    if not len(answers) or not codes.shape[1]:
        raise _refused("y, groups", "have no rows or no factor", "Pass at least one factor and some answers")
    tried = None if trials is None else _trials(np.asarray(trials), len(answers))
    _check_answers(answers, tried)
    for column in range(design.shape[1]):
        _check_finite(f"X, column {column}", design[:, column])
    columns = tuple(codes[:, factor] for factor in range(codes.shape[1]))
    levels = tuple(_levels(f"groups, column {factor}", column) for factor, column in enumerate(columns))
    if levels[0] * (sum(levels[1:]) + design.shape[1]) > CROSS_MAX:
        step = (
            "Put the factor with the most levels first, and keep the levels of the others together below some thousand"
        )
        raise _refused("groups", "have too many levels to be crossed", step, " x ".join(map(str, levels)))
    return Checked(answers, design, columns, levels, tried)


def check_independent(layout: Layout) -> None:
    """Raises Refused where a column of X follows from the others."""
    if not layout.fixed:
        return
    scale = np.sqrt(np.square(layout.x).sum(axis=0))
    for column in np.flatnonzero(scale == 0):
        raise _refused(f"X, column {column}", "is 0 everywhere", "Leave it out")
    triangle, pivots = scipy.linalg.qr(layout.x / scale, mode="r", pivoting=True, check_finite=False)
    left = np.abs(np.diag(triangle))
    if len(left) < layout.fixed or left[-1] < DEPENDENT * left[0]:
        last = int(pivots[min(len(left), layout.fixed - 1)])
        raise _refused(f"X, column {last}", "follows from the other columns", "Leave it out")


def check_supported(layout: Layout, beta: Numbers, deviations: Numbers) -> None:
    """Raises Refused where the answers leave a coefficient without any bound: its column tells them apart."""
    spread = np.ptp(layout.x, axis=0)
    spread = np.where(spread > 0, spread, np.abs(layout.x).max(axis=0))
    endless = ~(deviations * spread <= DOUBT_MAX)
    if endless.any():
        raise separated(f"X, column {int(np.argmax(np.where(endless, np.abs(beta) * spread, -1.0)))}")


def separated(where: str) -> Refused:
    """The refusal of a column that tells the answers apart."""
    what = "tells the two answers apart without exception, so that its coefficient has no end"
    return _refused(where, what, "Leave it out, or join its levels with others until both answers occur on either side")


def _check_answers(y: NDArray[Any], trials: Numbers | None) -> None:
    _check_finite("y", y)
    most: Any = 1 if trials is None else trials
    wrong = (y < 0) | (y > most) | (y != np.floor(y))
    if wrong.any():
        row = int(np.argmax(wrong))
        what = "is neither 0 nor 1" if trials is None else "is not a whole number from 0 to its trials"
        raise _refused("y", what, "Pass 1 for a negative answer and 0 for another", str(y[row]), row)
    if not y.any() or (y == most).all():
        same = "0: there was no negative answer" if not y.any() else "1: all answers were negative"
        raise _refused(
            "y", f"is always {same}", "There is nothing to compare yet; take a longer time, or more contacts"
        )


def _trials(trials: NDArray[Any], rows: int) -> Numbers:
    if trials.shape != (rows,):
        raise _refused("trials", "do not have one number for each answer", "Pass (n,), or None", str(trials.shape))
    _check_finite("trials", trials)
    wrong = (trials < 1) | (trials != np.floor(trials))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise _refused(
            "trials", "is not a whole number from 1 up", "Leave rows without a trial out", str(trials[row]), row
        )
    return np.asarray(trials, np.float64)


def _check_finite(where: str, column: NDArray[Any]) -> None:
    if column.dtype.kind not in "biuf":
        raise _refused(where, "does not hold numbers", "Pass an array of numbers", str(column.dtype))
    if column.dtype.kind == "f" and not np.isfinite(column).all():
        row = int(np.argmin(np.isfinite(column)))
        raise _refused(
            where, "is not a number", "Leave the row out, or say it in a column of its own", str(column[row]), row
        )


def _levels(where: str, codes: NDArray[Any]) -> int:
    """How many levels there are. A level without a row counts: its effect is 0, and its doubt is the factor's sigma."""
    if codes.dtype.kind not in "iu":
        raise _refused(where, "does not hold whole numbers", "Number the levels from 0", str(codes.dtype))
    low, high = int(codes.min()), int(codes.max())
    if low < 0:
        raise _refused(where, "is below 0", "Number the levels from 0", str(low), int(np.argmin(codes)))
    if high >= max(LEVELS_PER_ROW_MAX * len(codes), LEVELS_MAX):
        row = int(np.argmax(codes))
        raise _refused(
            where, "is far above the number of rows", "Number the levels from 0 without gaps", str(high), row
        )
    if low == high:
        step = "Leave the factor out, or take rows of several levels"
        raise _refused(where, "has one level only: there is nothing to compare it with", step, str(low))
    return high + 1


def _refused(where: str, what: str, step: str, value: str | None = None, row: int | None = None) -> Refused:
    return Refused(Problem(where, what, step, line=row if row is None else row + 1, value=value))
