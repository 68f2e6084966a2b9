"""The challenger: small boosted trees, shown beside, and used only where they are calibrated and surely better later.

Boosting with its defaults was miscalibrated on small tables (slope .78), so these are few, small and slow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, Named, Numbers, Rows, length
from .figures import Figures, difference_of, figures_of
from .monitor import calibrated
from .observed import Observed
from .one_thread import one_thread

_TREES: Final = 150
_LEAVES: Final = 8
_RATE: Final = 0.06
_LEAF_ROWS_MIN: Final = 20
_WORDS_MAX: Final = 200  # of a column; the trees take at most 255

Judge = Callable[[Columns], Numbers]


@dataclass(frozen=True, slots=True)
class Challenge:
    """Both on the same later months. `gain` is how much smaller the challenger's Brier score is, with its interval."""

    explainable: Figures
    challenger: Figures
    gain: float
    gain_low: float
    gain_high: float

    @property
    def used(self) -> bool:
        """Calibrated, and surely better: only then its probabilities are worth more than being able to say why."""
        return calibrated(self.challenger) and self.gain_low > 0

    @property
    def words(self) -> str:
        """What came of it, and why."""
        if self.used:
            return "The challenger is calibrated and surely better on later months: its probabilities are used"
        if not calibrated(self.challenger):
            return "The challenger is not calibrated on later months: it is shown, and not used"
        return "The challenger is not surely better on later months: it is shown, and not used"


@one_thread
def boosted(observed: Observed, seed: int) -> Judge:
    """Trees fitted to all rows: what gives a probability for columns of the same kind."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    wordy = [isinstance(column, Named) for column in observed.columns]
    trees = HistGradientBoostingClassifier(
        max_iter=_TREES,
        max_leaf_nodes=_LEAVES,
        learning_rate=_RATE,
        min_samples_leaf=_LEAF_ROWS_MIN,
        early_stopping=False,
        categorical_features=wordy,
        random_state=seed,
    )

    told = _matrix(observed.columns)
    empty = np.isnan(told).all(0)  # here nothing is known of it, and the trees refuse such a column

    def judge(columns: Columns) -> Numbers:
        return np.asarray(trees.predict_proba(np.where(empty, 0.0, _matrix(columns)))[:, 1], np.float64)

    trees.fit(np.where(empty, 0.0, told), observed.event)
    return one_thread(judge)


def boosted_out_of_fold(observed: Observed, folds: Rows, seed: int) -> Numbers:
    """The probability of each row by trees of the accounts of all other folds."""
    found = np.empty(len(observed))
    for fold in np.unique(folds).tolist():
        mine = folds == fold
        found[mine] = boosted(observed.take(~mine), seed)(observed.take(mine).columns)
    return found


def challenge(later: Observed, explainable: Numbers, challenger: Numbers, seed: int) -> Challenge:
    """Both judged on later months that neither saw."""
    gain, low, high = difference_of(later.event, challenger, explainable, later.entity, seed)
    return Challenge(figures_of(later.event, explainable), figures_of(later.event, challenger), gain, low, high)


def _matrix(columns: Columns) -> NDArray[np.float64]:
    found = np.empty((length(columns), len(columns)))
    for place, column in enumerate(columns):
        if isinstance(column, Named):
            found[:, place] = np.where((column.codes < 0) | (column.codes >= _WORDS_MAX), np.nan, column.codes)
        else:
            found[:, place] = column.values
    return found
