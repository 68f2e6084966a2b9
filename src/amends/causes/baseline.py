"""How many failures each row leads one to expect, learnt from a reference period: what always was worse is no cause.

Each value of each attribute has a factor on the overall rate (a log-linear model of main effects), fitted by
proportional scaling and drawn towards 1 where the reference holds little. How much each factor can be relied on is
carried along, so that a small reference widens what it says instead of inventing causes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.facts import Problem, Refused

from .coded import Coded, Codes, Literal, Mask, Numbers, count

PRIOR_FAILURES = 10.0  # a factor counts as if 10 failures had been seen at the overall rate: 1 give or take a third
FAILURES_MIN = 20  # with fewer in the reference nothing can be said about what is usual
_CELLS_MAX = 1 << 16
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
    reference_counts: Numbers | None = None

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
        return float(count(self.failed & inside, self.reference_counts)), float(self.reference_expected[inside].sum())


def no_baseline(table: Coded) -> Baseline:
    """All rows alike: whatever fails more than the rest counts, also what always did."""
    return Baseline(np.ones(table.rows_count), tuple(np.full(card, np.inf) for card in table.cards))


def fitted(table: Coded, reference: Coded, failed: Mask, counts: Numbers | None = None) -> Baseline:
    """What the reference leads one to expect of `table`. Both have the same attributes and the same codes. Each row of
    the reference stands for so many as `counts` says.

    Raises Refused where the reference holds fewer than `FAILURES_MIN` failures.
    """
    failures = count(failed, counts)
    if failures < FAILURES_MIN:
        step = f"Take a longer period: at least {FAILURES_MIN} failures, better five times the rows of the table"
        raise Refused(Problem("--reference", f"holds {failures} failures, too few to say what is usual", step))
    there, here, seen = _scaled(table, reference, failed, failures, counts)
    return Baseline(here, tuple(of + PRIOR_FAILURES for of in seen), reference, failed, there, counts)


def _scaled(
    table: Coded, reference: Coded, failed: Mask, failures: int, counts: Numbers | None
) -> tuple[Numbers, Numbers, list[Numbers]]:
    """The expectation in the reference, of a row of the table, and the failures of each value in the reference."""
    there = np.ones(reference.rows_count) if counts is None else counts.astype(np.float64)
    rate = failures / float(there.sum())
    there *= rate
    here, weights = np.full(table.rows_count, rate), None if counts is None else counts[failed]
    seen = [
        np.bincount(column[failed], weights, minlength=card).astype(np.float64)
        for column, card in zip(reference.columns, table.cards, strict=True)
    ]
    factors = [np.ones(card) for card in table.cards]
    blocks = _blocks(table.cards)
    cells = [_cells(reference, block) for block in blocks]
    for _ in range(_SWEEPS_MAX):
        change = 0.0
        for block, cell in zip(blocks, cells, strict=True):
            steps = _stepped(block, cell, there, seen, factors)
            there *= steps[cell]
            change = max(change, float(np.abs(steps - 1).max()))
        if change < _CHANGE_MIN:
            break
    for block in blocks:
        here *= _product([factors[place] for place in block])[_cells(table, block)]
    return there, here, seen


def _stepped(
    block: tuple[int, ...], cell: Codes, there: Numbers, seen: Sequence[Numbers], factors: list[Numbers]
) -> Numbers:
    """Fit the factors of these attributes, one after the other; says by what each cell's expectation is multiplied."""
    cards = [len(factors[place]) for place in block]
    expected = np.bincount(cell, there, minlength=math.prod(cards)).reshape(cards)
    steps = []
    for axis, place in enumerate(block):
        others = tuple(other for other in range(len(block)) if other != axis)
        but_for_it = expected.sum(axis=others) / factors[place]
        factor = (seen[place] + PRIOR_FAILURES) / (but_for_it + PRIOR_FAILURES)
        step = factor / factors[place]
        factors[place] = factor
        expected *= np.expand_dims(step, others)
        steps.append(step)
    return _product(steps)


def _blocks(cards: Sequence[int]) -> list[tuple[int, ...]]:
    """Attributes whose cells are so few together that they are fitted in one pass over the rows."""
    blocks: list[tuple[int, ...]] = []
    for place, card in enumerate(cards):
        if blocks and card * math.prod(cards[other] for other in blocks[-1]) <= _CELLS_MAX:
            blocks[-1] += (place,)
        else:
            blocks.append((place,))
    return blocks


def _cells(table: Coded, block: tuple[int, ...]) -> Codes:
    cell = table.columns[block[0]].astype(np.uint32)
    for place in block[1:]:
        cell *= table.cards[place]
        np.add(cell, table.columns[place], out=cell, casting="unsafe")  # codes are small, whatever holds them
    return cell


def _product(factors: Sequence[Numbers]) -> Numbers:
    """Of one value for each attribute, for every cell."""
    found = np.ones(1)
    for factor in factors:
        found = (found[:, None] * factor).ravel()
    return found
