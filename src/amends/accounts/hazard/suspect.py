"""Columns that know too much: what tells the outcome by itself was mostly written down after it."""

from typing import Final

import numpy as np

from amends.facts import Problem

from .columns import NOT_KNOWN, Column, Mask, Named, Numbers, Numeric
from .figures import figures_of
from .observed import Observed
from .shapes import LEVEL_ROWS_MIN, Steps, shape_of

AUC_TOO_GOOD: Final = 0.99
_EXPECTED_MIN: Final = 5.0  # of the outcome that is missing: fewer may be chance
_NAMED_MAX: Final = 10


def too_good(observed: Observed, where: str) -> tuple[Problem, ...]:
    """A problem for each column that by itself tells nearly all events from all others."""
    found = []
    for column in observed.columns:
        auc = figures_of(observed.event, _by_itself(column, observed.event)).auc
        if max(auc, 1 - auc) >= AUC_TOO_GOOD:
            what = f"tells the outcome nearly by itself (AUC {max(auc, 1 - auc):.3f})"
            step = "See that it was known before the outcome; if it was not, leave it out with --leave-out"
            found.append(Problem(where, what, step, column=column.name))
    return tuple(found)


def separated(observed: Observed) -> tuple[str, ...]:
    """In words, where a word or a step has only events or none: by the data alone its effect would be endless."""
    share = observed.events / len(observed)
    found = []
    for column in observed.columns:
        for words, inside in _groups(column):
            rows, events = int(inside.sum()), int((observed.event & inside).sum())
            expected = rows * share if events == 0 else rows * (1 - share) if events == rows else 0.0
            if rows >= LEVEL_ROWS_MIN and expected >= _EXPECTED_MIN:
                came = "none" if events == 0 else "all"
                found.append(f"{words}: {came} of {rows:,} rows have the event. Its effect is held by the ridge")
    more = [f"and {len(found) - _NAMED_MAX:,} more groups of that sort"] if len(found) > _NAMED_MAX else []
    return (*found[:_NAMED_MAX], *more)


def _by_itself(column: Column, event: Mask) -> Numbers:
    """A number that orders the rows: the value, or the share of events of the word."""
    if isinstance(column, Numeric):
        known = ~np.isnan(column.values)
        return np.where(known, column.values, column.values[known].mean() if known.any() else 0.0)
    codes = column.codes + 1
    rows = np.bincount(codes, minlength=len(column.levels) + 1)
    return np.asarray((np.bincount(codes, event, len(rows)) / np.maximum(rows, 1))[codes], np.float64)


def _groups(column: Column) -> list[tuple[str, Mask]]:
    if isinstance(column, Named):
        words = [(f"{column.name} {level!r}", column.codes == code) for code, level in enumerate(column.levels)]
        return [*words, (f"{column.name} not known", column.codes == NOT_KNOWN)]
    shape = shape_of(column)
    groups = [(f"{column.name} not known", np.isnan(column.values))]
    if isinstance(shape, Steps):
        with np.errstate(invalid="ignore"):
            groups += [(f"{column.name} {cut:g} or more", column.values >= cut) for cut in shape.cuts]
            groups += [(f"{column.name} less than {cut:g}", column.values < cut) for cut in shape.cuts]
    return groups
