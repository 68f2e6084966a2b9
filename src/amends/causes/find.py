"""The causes: slices that fail beyond what was to be expected, one after the other until no further one is sure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US

from .aliases import find_aliases
from .baseline import Baseline, fitted, no_baseline
from .coded import Coded, Literal, Mask, Numbers, count
from .cubes import Cubes
from .evidence import lift_interval, log_tail
from .onset import Spell, find_spell
from .scan import Found, Scan, penalties

FAILED: Final = 1
GOOD: Final = 0
UNKNOWN: Final = -1
Outcomes = NDArray[np.int8]
Literals = tuple[Literal, ...]
_SMALLEST = 1e-300  # what is less is said as this: no data are that sure


@dataclass(frozen=True, slots=True)
class Cause:
    """A slice that explains failures. Counts are of all its rows with a known outcome, also those of other causes.

    `rate` is failures over rows and `expected_rate` what the rest of the table, and the reference, lead one to expect;
    `lift` is their ratio. `adj_p` is the chance that any slice at all looks so bad by chance. `overlaps` are the other
    causes (by number, from 0) with the rows shared with each.
    """

    literals: Literals
    failures: int
    rows: int
    unknown: int
    share_of_failures: float
    rate: float
    expected_rate: float
    lift: float
    lift_lo: float
    lift_hi: float
    adj_p: float
    spell: Spell
    aliases: tuple[Literals, ...]
    overlaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One table and what came of each row: FAILED, GOOD or UNKNOWN. `at` are microseconds; those below 0 are none.

    Each row may stand for `counts` of them that are alike, at whatever time: then there is no `at`.
    """

    table: Coded
    outcomes: Outcomes
    at: NDArray[np.int64] | None = None
    counts: Numbers | None = None

    def known(self) -> "_Known":
        """The rows with a known outcome."""
        known = self.outcomes != UNKNOWN
        counts = None if self.counts is None else self.counts[known].astype(np.float64)
        return _Known(self.table.take(known), self.outcomes[known] == FAILED, counts)


@dataclass(frozen=True, slots=True)
class _Known:
    table: Coded
    failed: Mask
    counts: Numbers | None

    def count(self, rows: Mask) -> int:
        return count(rows, self.counts)

    def expected(self, rows: Mask, baseline: Baseline) -> float:
        """Failures that the baseline leads one to expect in these rows."""
        some = baseline.expected[rows]
        return float((some if self.counts is None else some * self.counts[rows]).sum())


def find_causes(
    told: Told,
    reference: Told | None = None,
    *,
    max_literals: int = 3,
    failures_min: int = 5,
    alpha: float = 0.05,
    max_causes: int = 5,
    bin_us: int = DAY_US,
) -> tuple[Cause, ...]:
    """The causes, surest first. Rows with an unknown outcome are in no count but `Cause.unknown`. The spell of each is
    found by the day, or by what `bin_us` says.

    With a `reference` (same attributes, same codes; better five times the rows) only what is worse than it leads one
    to expect counts. Without one, whatever fails more than the rest does, also what always did. With no cause in the
    data something is found with a chance of at most `alpha`; the search goes by a ratio that bounds the exact chance
    from above, which leaves room for what a baseline cannot know. Raises Refused for a reference with too few failures.
    """
    known = told.known()
    if not known.failed.any():
        return ()
    baseline = no_baseline(known.table) if reference is None else _fitted(known.table, reference.known())
    losses = penalties(known.table.cards, max_literals)
    found = sorted(
        _one_after_the_other(known, baseline, losses, failures_min, -math.log(alpha), max_causes), key=_log_chance
    )
    masks = [known.table.inside(one.literals) for one in found]
    rest = ~np.logical_or.reduce(masks) if masks else np.ones(known.table.rows_count, np.bool_)
    level = (known.count(known.failed & rest) + 0.5) / max(known.expected(rest, baseline), 1e-9)
    causes = []
    for number, (one, inside) in enumerate(zip(found, masks, strict=True)):
        expected = known.expected(inside, baseline) * level * one.factor
        cause = _cause(told, known, one, inside, expected)
        causes.append(
            replace(
                cause,
                spell=_spell(told, one.literals, bin_us),
                aliases=find_aliases(known.table, one.literals, max_literals, known.counts),
                overlaps=_overlaps(number, masks, known),
            )
        )
    return tuple(causes)


def _fitted(table: Coded, reference: _Known) -> Baseline:
    return fitted(table, reference.table, reference.failed, reference.counts)


def _one_after_the_other(
    known: _Known, baseline: Baseline, losses: Sequence[float], failures_min: int, bar: float, max_causes: int
) -> list[Found]:
    """Each found slice is taken out with all its rows, so that its parts and its shadows are not blamed again."""
    found: list[Found] = []
    failing = known.table.take(known.failed)
    weights = np.ones(failing.rows_count) if known.counts is None else known.counts[known.failed]
    usual = _usual(known, baseline)
    while len(found) < max_causes and weights.sum() >= failures_min:
        one = Scan(failing, weights, usual, baseline, losses, failures_min).best(bar)
        if one is None:
            break
        found.append(one)
        left = ~failing.inside(one.literals)
        failing, weights = failing.take(left), weights[left]
        usual.take_out(one.literals)
    return found


def _usual(known: _Known, baseline: Baseline) -> Cubes:
    if baseline.reference is None:
        return Cubes(known.table, known.counts)
    weights = baseline.expected if known.counts is None else baseline.expected * known.counts
    return Cubes(known.table, weights, float(baseline.expected.min()))


def _cause(told: Told, known: _Known, found: Found, inside: Mask, expected: float) -> Cause:
    """`expected` are the failures to be expected in all rows of the slice at the level of the rest."""
    rows, failures = known.count(inside), known.count(known.failed & inside)
    lift_lo, lift_hi = lift_interval(failures, expected, found.known, rows)
    return Cause(
        literals=found.literals,
        failures=failures,
        rows=rows,
        unknown=count(told.table.inside(found.literals) & (told.outcomes == UNKNOWN), told.counts),
        share_of_failures=failures / known.count(known.failed),
        rate=failures / rows,
        expected_rate=expected / rows,
        lift=failures / expected,
        lift_lo=lift_lo,
        lift_hi=lift_hi,
        adj_p=max(math.exp(min(_log_chance(found), 0.0)), _SMALLEST),
        spell=Spell(None, None),
        aliases=(),
        overlaps=(),
    )


def _spell(told: Told, literals: Literals, bin_us: int) -> Spell:
    if told.at is None:
        return Spell(None, None)
    rows = np.flatnonzero(told.table.inside(literals) & (told.outcomes != UNKNOWN) & (told.at >= 0))
    return find_spell(told.at[rows], told.outcomes[rows] == FAILED, bin_us=bin_us)


def _log_chance(found: Found) -> float:
    """That any of the slices looked at is so bad by chance: the exact tail, times their number."""
    return log_tail(found.failures, found.expected, found.known) + found.penalty


def _overlaps(number: int, masks: Sequence[Mask], known: _Known) -> tuple[tuple[int, int], ...]:
    shared = [(other, known.count(masks[number] & mask)) for other, mask in enumerate(masks) if other != number]
    return tuple((other, rows) for other, rows in shared if rows)
