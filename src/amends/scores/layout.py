"""Rows of answers without the rows: levels, and the combinations of everything but the first factor."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.integer]


@dataclass(frozen=True)
class Layout:
    """What a pass is taken over, without its rows.

    A *cell* is a combination of a row of X and one level of each further factor. All rows of a cell differ only in
    the level of the first factor, so that a pass needs two numbers for each row: its cell's and its first level's.
    """

    first: int  # levels of the first factor
    further: tuple[int, ...]  # levels of each further factor
    x: Numbers  # (cells, p): the row of X of each cell
    codes: tuple[NDArray[np.int64], ...]  # for each further factor: the level of each cell

    @property
    def fixed(self) -> int:
        """Columns of X."""
        return int(self.x.shape[1])

    @property
    def rest(self) -> int:
        """Everything but the first factor: columns of X, then the levels of each further factor."""
        return self.fixed + sum(self.further)

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels of each factor, the first one first."""
        return (self.first, *self.further)

    def blocks(self) -> list[slice]:
        """Where the levels of each further factor stand among the rest."""
        ends = np.cumsum([self.fixed, *self.further]).tolist()
        return [slice(start, end) for start, end in pairwise(ends)]

    def predictor(self, rest: Numbers) -> Numbers:
        """(cells,): the linear predictor of each cell without the first factor, in log odds."""
        found = self.x @ rest[: self.fixed]
        for block, codes in zip(self.blocks(), self.codes, strict=True):
            found += rest[block][codes]
        return np.asarray(found, np.float64)

    def variance(self, covariance: Numbers) -> Numbers:
        """(cells,): the variance of the sum of a cell's further effects; `covariance` is theirs, without X."""
        starts = [block.start - self.fixed for block in self.blocks()]
        found = np.zeros(len(self.x))
        for start, codes in zip(starts, self.codes, strict=True):
            for other, others in zip(starts, self.codes, strict=True):
                found += covariance[start + codes, other + others]
        return found

    def totals(self, cells: Numbers) -> Numbers:
        """(rest,): numbers of cells, added up by column of X and by level."""
        parts: list[Numbers] = [cells @ self.x]
        parts += [
            np.asarray(np.bincount(codes, cells, n), np.float64)
            for codes, n in zip(self.codes, self.further, strict=True)
        ]
        return np.concatenate(parts)

    def products(self, weights: Numbers) -> Numbers:
        """(rest, rest): the weighted products of all columns, as of a design matrix with a column for each level."""
        found = np.zeros((self.rest, self.rest))
        fixed = slice(0, self.fixed)
        weighted = self.x * weights[:, None]
        found[fixed, fixed] = self.x.T @ weighted
        factors = list(zip(self.blocks(), self.codes, self.further, strict=True))
        for number, (block, codes, n) in enumerate(factors):
            for column in range(self.fixed):
                found[column, block] = np.bincount(codes, weighted[:, column], n)
            found[block, fixed] = found[fixed, block].T
            found[block, block] = np.diag(np.bincount(codes, weights, n))
            for other, others, m in factors[:number]:
                found[block, other] = np.bincount(codes * m + others, weights, n * m).reshape(n, m)
                found[other, block] = found[block, other].T
        return found
