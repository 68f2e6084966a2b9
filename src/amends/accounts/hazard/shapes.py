"""The shapes an effect may have: steps of a count, a smooth curve, a word of its own."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .columns import NOT_KNOWN, Column, Named, Numbers, Numeric

STEPS_MAX: Final = 12  # different numbers, or cuts of a count
KNOTS: Final = 8
LEVEL_ROWS_MIN: Final = 10  # a word or a step of fewer rows has no effect of its own
_RARE: Final = 1_000  # and of fewer than one row in so many
_COUNT_SHARE: Final = 0.9  # a count is mostly small


@dataclass(frozen=True, slots=True)
class Steps:
    """One number for each cut: 1 from the cut on. `gaps` has one more: 1 where the value is not known."""

    name: str
    cuts: tuple[float, ...]
    gaps: bool

    @property
    def width(self) -> int:
        """Numbers it makes of a value."""
        return len(self.cuts) + self.gaps

    def raw(self, column: Column) -> Numbers:
        """A row of 0 and 1 for each value; nothing is reached where it is not known."""
        assert isinstance(column, Numeric)
        with np.errstate(invalid="ignore"):
            reached = column.values[:, None] >= np.array(self.cuts)[None, :]
        return _with_gaps(reached.astype(np.float64), column, self.gaps)


@dataclass(frozen=True, slots=True)
class Spline:
    """A cubic B-spline with bends at `knots`, straight beyond the outer ones. What is not known stands at `middle`, and
    has a number of its own.
    """

    name: str
    knots: tuple[float, ...]
    middle: float
    gaps: bool
    basis: Any  # scikit-learn's SplineTransformer

    @property
    def width(self) -> int:
        """Numbers it makes of a value."""
        return len(self.knots) + 1 + self.gaps

    def raw(self, column: Column) -> Numbers:
        """The B-splines of each value, but the last: together they are always 1."""
        assert isinstance(column, Numeric)
        filled = np.where(np.isnan(column.values), self.middle, column.values)
        found = np.asarray(self.basis.transform(filled[:, None]), np.float64)
        return _with_gaps(found, column, self.gaps)


@dataclass(frozen=True, slots=True)
class Levels:
    """One number for each word that is frequent enough, and one for `not known` where that is. The most frequent word,
    rare words and words that come up later have none.
    """

    name: str
    levels: tuple[str, ...]
    gaps: bool

    @property
    def width(self) -> int:
        """Numbers it makes of a value."""
        return len(self.levels) + self.gaps

    def raw(self, column: Column) -> Numbers:
        """1 in the place of the word."""
        assert isinstance(column, Named)
        place = {level: number for number, level in enumerate(self.levels)}
        table = np.array([*(place.get(level, self.width) for level in column.levels), self.width])
        where = table[column.codes]
        if self.gaps:
            where = np.where(column.codes == NOT_KNOWN, self.width - 1, where)
        return np.asarray(where[:, None] == np.arange(self.width)[None, :], np.float64)


Shape = Steps | Spline | Levels


def shape_of(column: Column) -> Shape | None:
    """The shape that a column's values allow; None of a column that says the same in every row."""
    return _of_words(column) if isinstance(column, Named) else _of_numbers(column)


def _of_words(column: Named) -> Levels | None:
    counts = np.bincount(column.codes + 1, minlength=len(column.levels) + 1)
    missing, counts = int(counts[0]), counts[1:]
    frequent = [level for level, count in zip(column.levels, counts, strict=True) if count >= LEVEL_ROWS_MIN]
    if not len(counts) or int(np.count_nonzero(counts)) + bool(missing) < 2:
        return None
    usual = column.levels[int(counts.argmax())]
    shape = Levels(column.name, tuple(level for level in frequent if level != usual), missing >= LEVEL_ROWS_MIN)
    return shape if shape.width else None


def _of_numbers(column: Numeric) -> Steps | Spline | None:
    known = column.values[~np.isnan(column.values)]
    missing = len(column.values) - len(known)
    gaps = missing >= LEVEL_ROWS_MIN
    values = np.unique(known)
    if len(values) < 2:
        return Steps(column.name, (), True) if gaps and len(known) else None
    if len(values) <= STEPS_MAX or _is_count(known):
        cuts = _cuts(known, values[1 : STEPS_MAX + 1])
        return Steps(column.name, cuts, gaps) if cuts or gaps else None
    return _spline(column.name, known, gaps)


def _is_count(known: Numbers) -> bool:
    """Whole numbers from 0, mostly small: what is said of them is "four or more"."""
    whole = bool((known >= 0).all()) and bool((known == np.floor(known)).all())
    return whole and float(np.mean(known <= STEPS_MAX)) >= _COUNT_SHARE


def _cuts(known: Numbers, values: NDArray[Any]) -> tuple[float, ...]:
    ordered = np.sort(known)
    above = len(ordered) - np.searchsorted(ordered, values, "left")
    few = min(max(LEVEL_ROWS_MIN, len(ordered) // _RARE), len(ordered) // 2)
    return tuple(values[(above >= few) & (len(ordered) - above >= few)].tolist())


def _spline(name: str, known: Numbers, gaps: bool) -> Spline:
    from sklearn.preprocessing import SplineTransformer

    knots = np.unique(np.quantile(known, np.linspace(0, 1, KNOTS)))
    if len(knots) < 3:  # nearly all rows hold the same number
        knots = np.unique(np.quantile(np.unique(known), np.linspace(0, 1, KNOTS)))
    basis = SplineTransformer(knots=knots[:, None], degree=3, extrapolation="linear", include_bias=False)
    basis.fit(knots[:, None])
    return Spline(name, tuple(knots.tolist()), float(np.median(known)), gaps, basis)


def _with_gaps(raw: Numbers, column: Numeric, gaps: bool) -> Numbers:
    return np.concatenate([raw, np.isnan(column.values)[:, None]], axis=1) if gaps else raw
