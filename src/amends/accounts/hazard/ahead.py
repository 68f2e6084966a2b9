"""The hazard of each of the next twelve months, from what is known now.

Held for a year, a bad month makes twelve bad months. So for each quarter ahead there is a fit of its own, in which the
outcome of a month stands beside what was known 2, 5, 8 or 11 months before, and beside its own calendar (landmarking:
van Houwelingen 2007, Scandinavian Journal of Statistics 34:70). What fades, fades as it was seen to fade.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, Mask, Numeric, Rows
from .draws import DRAWS, effects_drawn
from .gate import enough_events
from .model import Hazard
from .newton import logistic
from .observed import Observed
from .terms import Design, Terms

MONTHS_AHEAD: Final = 12
TENURE: Final = ("tenure_months", "tenure")
RENEWAL: Final = ("months_to_renewal",)
MOVED: Final = (*TENURE, *RENEWAL)
TERM: Final = "term_months"
_TERM_USUAL: Final = 12.0
_LAGS: Final = (2, 5, 8, 11)  # the middle months of the quarters ahead
_QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Ahead:
    """One hazard for all months (what is known is `held`), or one for each quarter. `drawn` are its drawn effects."""

    hazards: tuple[Hazard, ...]
    drawn: tuple[NDArray[np.float64], ...]

    @property
    def held(self) -> bool:
        """What was lived through is taken to go on as it is."""
        return len(self.hazards) == 1

    def quarter(self, month: int) -> int:
        """Which of the hazards is that of a month from 1 on."""
        return min((month - 1) // _QUARTER, len(self.hazards) - 1)


def held(hazard: Hazard, observed: Observed, design: Design, seed: int, draws: int = DRAWS) -> Ahead:
    """All goes on as it is. `design` is that of the rows that the hazard was fitted to."""
    return Ahead((hazard,), (effects_drawn(hazard.fitted, design, observed.event, observed.entity, seed, draws),))


def fading(hazard: Hazard, observed: Observed, design: Design, seed: int, draws: int = DRAWS) -> Ahead | None:
    """A fit for each quarter ahead, as far as there are events enough; further ones are like the last.

    None where an account has several rows in a month, so that nobody can tell which continues which, or where there
    are too few events a quarter ahead. The first quarter has a fit of its own, too: its middle month is not the next.
    """
    keys = _keys(observed)
    if keys is None:
        return None
    hazards, drawn = [], []
    for lag in _LAGS:
        earlier, later = _pairs(observed, keys, lag)
        event = observed.event[later]
        if not enough_events(int(event.sum())):
            break
        told = _set_beside(hazard.terms, design, earlier, later)
        fitted = logistic(told, event, start=hazard.fitted.effects)
        hazards.append(replace(hazard, fitted=fitted))
        drawn.append(effects_drawn(fitted, told, event, observed.entity[later], seed, draws))
    return Ahead(tuple(hazards), tuple(drawn)) if len(hazards) > 1 else None


def months_on(columns: Columns, months: int) -> Columns:
    """The same rows so many months later, with nothing but the calendar moved: tenure grows, and renewal comes nearer
    and begins anew.
    """
    term = next((column.values for column in columns if column.name == TERM and isinstance(column, Numeric)), None)
    found = []
    for column in columns:
        if isinstance(column, Numeric) and column.name in TENURE:
            column = replace(column, values=column.values + months)
        elif isinstance(column, Numeric) and column.name in RENEWAL:
            lasting = np.full(len(column.values), _TERM_USUAL) if term is None else term
            lasting = np.where(np.isnan(lasting) | (lasting < 1), _TERM_USUAL, lasting)
            column = replace(column, values=np.mod(column.values - months, lasting))
        found.append(column)
    return tuple(found)


def of_calendar(terms: Terms) -> Mask:
    """Which numbers of the design move with the calendar."""
    moving = np.zeros(len(terms.centre), np.bool_)
    for shape in terms.shapes:
        moving[terms.places[shape.name]] = shape.name in MOVED
    return moving


def _set_beside(terms: Terms, design: Design, earlier: Rows, later: Rows) -> Design:
    """The calendar of the later month, and all else of the earlier."""
    moving = of_calendar(terms)
    told = design[earlier]
    told[:, moving] = design[later][:, moving]
    return told


def _keys(observed: Observed) -> tuple[Rows, Rows] | None:
    """A number for each account and month, sorted, and where it stands; None where one stands twice."""
    key = _key(observed, 0)
    order = np.argsort(key, kind="stable")
    return None if (key[order][1:] == key[order][:-1]).any() else (key[order], order)


def _key(observed: Observed, lag: int) -> Rows:
    assert observed.month is not None, "a cross-section has no months"
    span = int(np.ptp(observed.month)) + 1 + MONTHS_AHEAD
    return np.asarray(observed.entity * span + (observed.month - observed.month.min()) + lag, np.int64)


def _pairs(observed: Observed, keys: tuple[Rows, Rows], lag: int) -> tuple[Rows, Rows]:
    """Places of two rows of one account, so many months apart, the earlier one without the event."""
    sorted_keys, order = keys
    wanted = _key(observed, lag)
    place = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    there = (sorted_keys[place] == wanted) & ~observed.event
    return np.flatnonzero(there), order[place[there]]
