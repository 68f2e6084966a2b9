"""The curvature of the penalised loss: an arrow. Its shaft, the first factor, is diagonal and is eliminated exactly.

What remains is one dense block of the columns of X and the levels of the further factors (Schur complement), so that
the cost is (levels of the first) x (rest)^2 + (rest)^3, and no sparse library is needed.
"""

from functools import cached_property

import numpy as np
import scipy.linalg

from .layout import Layout, Numbers
from .sums import Leverage, Sums


class Arrow:
    """The curvature at a point, factored. Raises numpy.linalg.LinAlgError where columns of X depend on one another."""

    def __init__(self, layout: Layout, sums: Sums, precisions: Numbers) -> None:
        """`precisions`: 1 / sigma^2 of each factor, the first one first."""
        self._fixed = layout.fixed
        self._shaft = sums.weight_first + precisions[0]
        self._over = sums.weight_cross / self._shaft[:, None]
        block = sums.weight_rest - sums.weight_cross.T @ self._over
        for where, precision in zip(layout.blocks(), precisions[1:], strict=True):
            block[where, where] += precision * np.eye(where.stop - where.start)
        self._joint = scipy.linalg.cho_factor(block, lower=True, check_finite=False)
        part = block[self._fixed :, self._fixed :]
        self._random = scipy.linalg.cho_factor(part, lower=True, check_finite=False) if part.size else None
        self._cross = sums.weight_cross
        self._fixed_by_further = sums.weight_rest[: self._fixed, self._fixed :]

    def solve(self, first: Numbers, rest: Numbers) -> tuple[Numbers, Numbers]:
        """Curvature^-1 times a vector, over everything."""
        found = scipy.linalg.cho_solve(self._joint, rest - self._over.T @ first, check_finite=False)
        return first / self._shaft - self._over @ found, found

    def solve_random(self, first: Numbers, rest: Numbers) -> tuple[Numbers, Numbers]:
        """The same over the effects alone, with the coefficients of X held; their places come back as 0."""
        found = np.zeros_like(rest)
        if self._random is not None:
            side = (rest - self._over.T @ first)[self._fixed :]
            found[self._fixed :] = scipy.linalg.cho_solve(self._random, side, check_finite=False)
        return first / self._shaft - self._over @ found, found

    def on_fixed(self, first: Numbers, rest: Numbers) -> Numbers:
        """(p,): what this change of the effects does to the scores of the columns of X."""
        further = rest[self._fixed :]
        return self._cross[:, : self._fixed].T @ first + self._fixed_by_further @ further

    @property
    def log_determinant(self) -> float:
        """Of the curvature over the effects alone, as in the Laplace deviance."""
        shaft = float(np.log(self._shaft).sum())
        return shaft + (0.0 if self._random is None else _log_determinant(self._random))

    @property
    def log_determinant_joint(self) -> float:
        """Over the coefficients of X as well."""
        return float(np.log(self._shaft).sum()) + _log_determinant(self._joint)

    @cached_property
    def leverage(self) -> Leverage:
        """The inverse over the effects alone."""
        over = self._over[:, self._fixed :]
        if self._random is None:
            return Leverage(1 / self._shaft, np.zeros((len(self._shaft), 0)), np.zeros((0, 0)))
        further = scipy.linalg.cho_solve(self._random, np.eye(over.shape[1]), check_finite=False)
        cross = -over @ further
        return Leverage(1 / self._shaft - np.einsum("ij,ij->i", cross, over), cross, further)

    def variances(self) -> tuple[Numbers, Numbers]:
        """The diagonal of the inverse over everything: variances that include the doubt about the coefficients."""
        inverse = scipy.linalg.cho_solve(self._joint, np.eye(self._over.shape[1]), check_finite=False)
        first = 1 / self._shaft + np.einsum("ij,ij->i", self._over @ inverse, self._over)
        return first, np.diag(inverse).copy()


def _log_determinant(factor: tuple[Numbers, bool]) -> float:
    return float(2 * np.log(np.diag(factor[0])).sum())
