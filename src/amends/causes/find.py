"""The causes: slices that fail beyond what was to be expected, one after the other until no further one is sure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .aliases import find_aliases
from .baseline import Baseline, fitted, no_baseline
from .coded import Coded, Literal, Mask
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
    """One table and what came of each row: FAILED, GOOD or UNKNOWN. `at` are microseconds; those below 0 are none."""

    table: Coded
    outcomes: Outcomes
    at: NDArray[np.int64] | None = None


def find_causes(
    told: Told,
    reference: Told | None = None,
    *,
    max_literals: int = 3,
    failures_min: int = 5,
    alpha: float = 0.05,
    max_causes: int = 5,
) -> tuple[Cause, ...]:
    """The causes, surest first. Rows with an unknown outcome are in no count but `Cause.unknown`.

    With a `reference` (same attributes, same codes; better five times the rows) only what is worse than it leads one
    to expect counts. Without one, whatever fails more than the rest does, also what always did. With no cause in the
    data something is found with a chance of at most `alpha`; the search goes by a ratio that bounds the exact chance
    from above, which leaves room for what a baseline cannot know. Raises Refused for a reference with too few failures.
    """
    known = told.outcomes != UNKNOWN
    table, failed = told.table.take(known), told.outcomes[known] == FAILED
    if not failed.any():
        return ()
    baseline = no_baseline(table) if reference is None else _fitted(table, reference)
    losses = penalties(table.cards, max_literals)
    found = _one_after_the_other(table, failed, baseline, losses, failures_min, -math.log(alpha), max_causes)
    masks = [table.inside(one.literals) for one in found]
    rest = ~np.logical_or.reduce(masks) if masks else np.ones(table.rows_count, np.bool_)
    level = (np.count_nonzero(failed & rest) + 0.5) / max(float(baseline.expected[rest].sum()), 1e-9)
    causes = []
    for number, (one, inside) in enumerate(zip(found, masks, strict=True)):
        overlaps = _overlaps(number, masks)
        expected = _expected(one, inside, baseline, level)
        causes.append(_cause(told, table, failed, one, inside, expected, overlaps, max_literals))
    return tuple(causes)


def _fitted(table: Coded, reference: Told) -> Baseline:
    known = reference.outcomes != UNKNOWN
    return fitted(table, reference.table.take(known), reference.outcomes[known] == FAILED)


def _one_after_the_other(
    table: Coded,
    failed: Mask,
    baseline: Baseline,
    losses: Sequence[float],
    failures_min: int,
    bar: float,
    max_causes: int,
) -> list[Found]:
    """Each found slice is taken out with all its rows, so that its parts and its shadows are not blamed again."""
    found: list[Found] = []
    while len(found) < max_causes and np.count_nonzero(failed) >= failures_min:
        one = Scan(table, failed, baseline, losses, failures_min).best(bar)
        if one is None:
            break
        found.append(one)
        left = ~table.inside(one.literals)
        table, failed, baseline = table.take(left), failed[left], baseline.take(left)
    return found


def _expected(found: Found, inside: Mask, baseline: Baseline, level: float) -> tuple[float, float]:
    """Failures to be expected in all rows of the slice at the level of the rest, and as if from how many known ones."""
    return float(baseline.expected[inside].sum() * level * found.factor), found.known


def _cause(
    told: Told,
    table: Coded,
    failed: Mask,
    found: Found,
    inside: Mask,
    expected: tuple[float, float],
    overlaps: tuple[tuple[int, int], ...],
    max_literals: int,
) -> Cause:
    rows, failures = int(inside.sum()), int(np.count_nonzero(failed & inside))
    lift_lo, lift_hi = lift_interval(failures, *expected, rows)
    unknown = np.count_nonzero(told.table.inside(found.literals) & (told.outcomes == UNKNOWN))
    return Cause(
        literals=found.literals,
        failures=failures,
        rows=rows,
        unknown=int(unknown),
        share_of_failures=failures / int(np.count_nonzero(failed)),
        rate=failures / rows,
        expected_rate=expected[0] / rows,
        lift=failures / expected[0],
        lift_lo=lift_lo,
        lift_hi=lift_hi,
        adj_p=max(math.exp(min(_log_chance(found), 0.0)), _SMALLEST),
        spell=_spell(told, found.literals),
        aliases=find_aliases(table, found.literals, max_literals),
        overlaps=overlaps,
    )


def _spell(told: Told, literals: Literals) -> Spell:
    if told.at is None:
        return Spell(None, None)
    rows = np.flatnonzero(told.table.inside(literals) & (told.outcomes != UNKNOWN) & (told.at >= 0))
    return find_spell(told.at[rows], told.outcomes[rows] == FAILED)


def _log_chance(found: Found) -> float:
    """That any of the slices looked at is so bad by chance: the exact tail, times their number."""
    return log_tail(found.failures, found.expected, found.known) + found.penalty


def _overlaps(number: int, masks: Sequence[Mask]) -> tuple[tuple[int, int], ...]:
    shared = [(other, int((masks[number] & mask).sum())) for other, mask in enumerate(masks) if other != number]
    return tuple((other, count) for other, count in shared if count)
