"""The chance of leaving within twelve months: 1 - prod(1 - h), month by month, with its interval."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from .ahead import MONTHS_AHEAD, MOVED, Ahead, months_on, of_calendar
from .columns import Columns, Mask, Numbers, length, taken
from .newton import log_odds
from .one_thread import one_thread

INTERVAL: Final = (0.05, 0.95)
_ROWS_AT_ONCE: Final = 4_096


@dataclass(frozen=True, slots=True)
class Forecast:
    """`probability` of each row with its 90 % interval, which knows the doubt of the sample. `moved` are the columns
    of the calendar; the `others` are held as they are where `held`, and else count for as much as they were seen to.
    """

    probability: Numbers
    low: Numbers
    high: Numbers
    moved: tuple[str, ...]
    others: tuple[str, ...]
    held: bool


@one_thread
def forecast(ahead: Ahead, columns: Columns, months: int = MONTHS_AHEAD) -> Forecast:
    """For rows that are the newest of their accounts."""
    rows = length(columns)
    probability, low, high = np.empty(rows), np.empty(rows), np.empty(rows)
    effects = tuple(hazard.fitted.effects for hazard in ahead.hazards)
    drawn = tuple(draws.T for draws in ahead.drawn)
    for begin in range(0, rows, _ROWS_AT_ONCE):
        block = slice(begin, begin + _ROWS_AT_ONCE)
        some = taken(columns, block)
        probability[block] = 1 - _staying(ahead, some, effects, months)
        low[block], high[block] = np.quantile(1 - _staying(ahead, some, drawn, months), INTERVAL, axis=1)
    moved = tuple(column.name for column in columns if column.name in MOVED)
    others = tuple(column.name for column in columns if column.name not in MOVED)
    return Forecast(probability, low, high, moved, others, ahead.held)


def _staying(ahead: Ahead, columns: Columns, effects: tuple[Numbers, ...], months: int) -> Numbers:
    """The chance of each row to stay so many months: prod(1 - h). One column for each column of the `effects`."""
    terms, shift = ahead.hazards[0].terms, ahead.hazards[0].shift
    moving = of_calendar(terms)
    now = terms.design(columns)
    told = [log_odds(now[:, ~moving], _some(each, ~moving)) for each in effects]
    kept = np.ones(told[0].shape)
    for month in range(1, months + 1):
        quarter = ahead.quarter(month)
        then = terms.design(months_on(columns, month))[:, moving]
        clock = then.astype(np.float64) @ effects[quarter][1:][moving]
        kept *= 1 - expit(told[quarter] + clock + shift)
    return kept


def _some(effects: Numbers, chosen: Mask) -> Numbers:
    """The intercept, and the effects of these numbers."""
    return np.concatenate([effects[:1], effects[1:][chosen]])
