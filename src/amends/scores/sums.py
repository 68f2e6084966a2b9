"""What one pass over the rows brings home: sums, however many rows there are and wherever they stand."""

from dataclasses import dataclass
from typing import Protocol

from .layout import Layout, Numbers


@dataclass(frozen=True)
class Leverage:
    """The inverse of the curvature over all effects, X held: what the variance of a row's predictor is made of."""

    first: Numbers  # (first,): its diagonal
    cross: Numbers  # (first, further levels)
    further: Numbers  # (further levels, further levels)


@dataclass(frozen=True)
class Point:
    """Where the sums are taken: effects of the first factor, and the rest (coefficients of X, then further effects)."""

    first: Numbers
    rest: Numbers
    leverage: Leverage | None = None


@dataclass(frozen=True)
class Sums:
    """With mean m, w = trials m (1 - m) and w' = w (1 - 2 m) of each row at its predictor.

    `loss`: the negative log likelihood without its constant. `weight_first`, `weight_cross`, `weight_rest`: sums of w
    over products of columns. `score_*`: sums of y - trials m. `turn_*`: sums of w' times the variance of the row's
    predictor, which is how the log determinant of the curvature turns with the predictor; 0 without a leverage.
    """

    loss: float
    weight_first: Numbers  # (first,)
    weight_cross: Numbers  # (first, rest)
    weight_rest: Numbers  # (rest, rest)
    score_first: Numbers  # (first,)
    score_rest: Numbers  # (rest,)
    turn_first: Numbers  # (first,)
    turn_rest: Numbers  # (rest,)


class Pass(Protocol):
    """Rows somewhere: in memory, in DuckDB, on Spark. All that a fit ever asks of them is this."""

    @property
    def layout(self) -> Layout:
        """Levels and cells of these rows."""

    def sums(self, point: Point) -> Sums:
        """The sums at this point."""
