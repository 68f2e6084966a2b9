"""Scores of a slice, and the best that a slice with such errors, or any part of it, could score.

All three fall with the size of the slice where its errors stay the same. So the smallest possible size gives an upper
bound that needs nothing but the failing rows.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from .coded import Numbers


@dataclass(frozen=True)
class Score(ABC):
    """`rows` and `errors` are of the whole table, `error_max` of one row; a slice needs `support` rows to count."""

    rows: int
    errors: float
    error_max: float
    support: int
    alpha: float = 0.95

    @abstractmethod
    def of(self, errors: Numbers, sizes: Numbers) -> Numbers:
        """The score of slices with these sums of errors and numbers of rows."""

    def bound(self, errors: Numbers) -> Numbers:
        """No slice with these errors, and no part of one, scores more."""
        return self.of(errors, np.maximum(self.support, errors / self.error_max))


class SliceLine(Score):
    """alpha (mean error / mean error of all - 1) - (1 - alpha) (rows of all / rows - 1): SliceLine, equation 1."""

    def of(self, errors: Numbers, sizes: Numbers) -> Numbers:
        """With alpha 0.6 nothing is found that holds less than two thirds of the errors; 0.95 asks for 5.3 %."""
        mean = self.errors / self.rows
        return self.alpha * (errors / sizes / mean - 1) - (1 - self.alpha) * (self.rows / sizes - 1)


class LikelihoodRatio(Score):
    """Log of how much better two failure rates, in the slice and outside, explain the rows than one. Errors 0 or 1."""

    def of(self, errors: Numbers, sizes: Numbers) -> Numbers:
        """In nats; 0 where the slice is no worse than the rest."""
        rest, others = self.errors - errors, self.rows - sizes
        together = _entropy(np.array(self.errors), np.array(float(self.rows)))
        gain = _entropy(errors, sizes) + _entropy(rest, others) - together
        return np.where(errors * others > rest * sizes, gain, 0.0)


class WeightedAccuracy(Score):
    """WRAcc: share of rows times (mean error - mean error of all). Lavrac, Flach, Zupan, ILP 1999."""

    def of(self, errors: Numbers, sizes: Numbers) -> Numbers:
        """Between -1 and 1 for errors of 0 and 1."""
        return (errors - sizes * (self.errors / self.rows)) / self.rows


SCORES: dict[str, type[Score]] = {"sliceline": SliceLine, "llr": LikelihoodRatio, "wracc": WeightedAccuracy}


def _entropy(failures: Numbers, rows: Numbers) -> Numbers:
    """The largest log likelihood of so many failures in so many rows."""
    return _x_log(failures, rows) + _x_log(rows - failures, rows)


def _x_log(part: Numbers, whole: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(part > 0, part * np.log(part / whole), 0.0)
