"""Do failures come in bursts? Then a rate is known less well than its counts say."""

from typing import Final

import numpy as np

from .days import Days

EXPECTED_MIN: Final = 5.0  # failures in a cell of the chi-square
_SURE: Final = 0.05
_CELLS_MIN: Final = 5


def dispersion(days: Days) -> float:
    """The variance of failures from day to day over that of independent contacts, at least 1: Pearson's chi-square over
    its degrees of freedom (McCullagh and Nelder 1989, 4.5). 1 where chance alone would give as much one time in twenty,
    so that ordinary data are told as they are. Neighbouring days are put together until 5 failures are expected.
    """
    from scipy.special import chdtrc

    failed, rows = days.failed.sum(), days.rows.sum()
    if not 0 < failed < rows:
        return 1.0
    rate = failed / rows
    cell = ((np.cumsum(days.rows) - days.rows / 2) * rate // EXPECTED_MIN).astype(np.int64)
    cells = int(cell.max()) + 1
    if cells < _CELLS_MIN:
        return 1.0
    bad, of = np.bincount(cell, days.failed, cells), np.bincount(cell, days.rows, cells)
    bad, of = bad[of > 0], of[of > 0]
    chi_square = float(((bad - of * rate) ** 2 / (of * rate * (1 - rate))).sum())
    freedom = len(of) - 1
    if freedom < _CELLS_MIN - 1 or chdtrc(freedom, chi_square) >= _SURE:
        return 1.0
    return chi_square / freedom
