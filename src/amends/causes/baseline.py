"""How many failures each row leads one to expect, learnt from a reference period: what always was worse is no cause.

Each value of each attribute has a factor on the overall rate (a log-linear model of main effects), fitted by
proportional scaling and drawn towards 1 where the reference holds little. How much each factor can be relied on is
carried along, so that a small reference widens what it says instead of inventing causes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused

from .coded import Coded, Literal, Mask, Numbers

PRIOR_FAILURES = 10.0  # a factor counts as if 10 failures had been seen at the overall rate: 1 give or take a third
FAILURES_MIN = 20  # with fewer in the reference nothing can be said about what is usual
_SWEEPS_MAX = 8
_CHANGE_MIN = 0.005


@dataclass(frozen=True, slots=True)
class Baseline:
    """`expected[i]` failures of row i. `support[j][code]` is how many failures stand behind that factor.

    Without a reference all rows expect the same, and `support` is without end: only the rest of the table is compared.
    """

    expected: Numbers
    support: tuple[Numbers, ...]
    reference: Coded | None = None
    failed: Mask | None = None
    reference_expected: Numbers | None = None

    def take(self, rows: Mask) -> "Baseline":
        """That of these rows only."""
        return Baseline(self.expected[rows], self.support, self.reference, self.failed, self.reference_expected)

    def doubt(self, attributes: tuple[int, ...], codes: NDArray[np.int64]) -> Numbers:
        """The relative variance of what slices over these attributes lead one to expect; `codes` one row each."""
        total = np.zeros(len(codes))
        for place, attribute in enumerate(attributes):
            total += 1 / self.support[attribute][codes[:, place]]
        return total

    def history(self, literals: tuple[Literal, ...]) -> tuple[float, float] | None:
        """Failures of this very slice in the reference, and how many its values led one to expect there."""
        if self.reference is None or self.failed is None or self.reference_expected is None:
            return None
        inside = self.reference.inside(literals)
        return float(np.count_nonzero(self.failed & inside)), float(self.reference_expected[inside].sum())


def no_baseline(table: Coded) -> Baseline:
    """All rows alike: whatever fails more than the rest counts, also what always did."""
    return Baseline(np.ones(table.rows_count), tuple(np.full(card, np.inf) for card in table.cards))


def fitted(table: Coded, reference: Coded, failed: Mask) -> Baseline:
    """What the reference leads one to expect of `table`. Both have the same attributes and the same codes.

    Raises Refused where the reference holds fewer than `FAILURES_MIN` failures.
    """
    failures = int(np.count_nonzero(failed))
    if failures < FAILURES_MIN:
        step = f"Take a longer period: at least {FAILURES_MIN} failures, better five times the rows of the table"
        raise Refused(Problem("--reference", f"holds {failures} failures, too few to say what is usual", step))
    there, here, seen = _scaled(table, reference, failed, failures / reference.rows_count)
    return Baseline(here, tuple(count + PRIOR_FAILURES for count in seen), reference, failed, there)


def _scaled(table: Coded, reference: Coded, failed: Mask, rate: float) -> tuple[Numbers, Numbers, list[Numbers]]:
    """The expectation in the reference and in the table, and the failures of each value in the reference."""
    there, here = np.full(reference.rows_count, rate), np.full(table.rows_count, rate)
    seen = [
        np.bincount(column[failed], minlength=card).astype(np.float64)
        for column, card in zip(reference.columns, table.cards, strict=True)
    ]
    factors = [np.ones(card) for card in table.cards]
    for _ in range(_SWEEPS_MAX):
        change = 0.0
        for place, (column, own) in enumerate(zip(reference.columns, table.columns, strict=True)):
            but_for_it = np.bincount(column, there, minlength=table.cards[place]) / factors[place]
            factor = (seen[place] + PRIOR_FAILURES) / (but_for_it + PRIOR_FAILURES)
            step = factor / factors[place]
            factors[place] = factor
            there *= step[column]
            here *= step[own]
            change = max(change, float(np.abs(step - 1).max()))
        if change < _CHANGE_MIN:
            break
    return there, here, seen
