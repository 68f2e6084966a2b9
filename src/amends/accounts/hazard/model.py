"""The hazard: the chance that the event comes in a row's month, from effects that can each be read.

Discrete-time logistic hazard on account-months (Allison 1982, Sociological Methodology 13:61; Singer and Willett 1993,
Journal of Educational Statistics 18:155). Tenure and months to renewal are columns like others: they are its baseline.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from .columns import Columns, Numbers, Rows
from .newton import Logistic, log_odds, logistic
from .observed import Observed
from .terms import Design, Terms, terms_of


@dataclass(frozen=True, slots=True)
class Hazard:
    """`shift` is added to the log odds: the intercept, recalibrated since the fit. `constant` are columns without
    effect, because they say the same in every row.
    """

    terms: Terms
    fitted: Logistic
    constant: tuple[str, ...]
    shift: float = 0.0

    def log_odds(self, columns: Columns) -> Numbers:
        """Of each row."""
        return log_odds(self.terms.design(columns), self.fitted.effects) + self.shift

    def probability(self, columns: Columns) -> Numbers:
        """Of each row, for its month, or of a cross-section for its span."""
        return np.asarray(expit(self.log_odds(columns)), np.float64)

    def shifted(self, by: float) -> "Hazard":
        """The same with another intercept, for months in which leaving is as much rarer or more frequent for all."""
        return replace(self, shift=self.shift + by)


def fit(observed: Observed) -> Hazard:
    """Fit all rows. Raises AssertionError where none or all of them have the event."""
    return fit_with_design(observed)[0]


def fit_with_design(observed: Observed) -> tuple[Hazard, Design]:
    """The hazard, and the numbers of its rows for whoever goes over them again."""
    terms, constant = terms_of(observed.columns)
    design = terms.design(observed.columns)
    return Hazard(terms, logistic(design, observed.event), constant), design


def out_of_fold(observed: Observed, design: Design, folds: Rows, start: Numbers) -> Numbers:
    """The probability of each row by a fit of the accounts of all other folds.

    Bends, cuts and scales are those of all rows: they are chosen without looking at the event.
    """
    found = np.empty(len(observed))
    for fold in np.unique(folds).tolist():
        mine = folds == fold
        effects = logistic(design, observed.event, np.flatnonzero(~mine), start).effects
        found[mine] = expit(log_odds(design[mine], effects))
    return found
