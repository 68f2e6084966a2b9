"""One case, told as V before and after each contact. An explanation of the case, and no verdict on anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .predicted import Predicted
from .total import WIDTH

_ROWS_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    """A contact of the case: the chance of a negative end `before` it, with its 90 % interval, and `after` it, which is
    the answer itself (0 or 1) where the case ended with one. None where that is not known.
    """

    contact_id: str
    seq: int
    before: float
    low: float
    high: float
    after: float | None

    @property
    def change(self) -> float | None:
        """What it moved; over a case with an answer these add up to the answer less what was expected at first."""
        return None if self.after is None else self.after - self.before


def case_of(contacts: Contacts, value: Predicted, following: NDArray[np.int64], code: int) -> tuple[Step, ...]:
    """The steps of the case with this code, in order. The interval is that of its reason and product."""
    rows = np.flatnonzero(contacts.case.codes == code)
    return tuple(_steps(contacts, value, following, rows[np.argsort(contacts.seq[rows])]))


def every_step(contacts: Contacts, value: Predicted, following: NDArray[np.int64]) -> Iterator[tuple[str, Step]]:
    """The same of all contacts, each with its case, in order of the rows."""
    for start in range(0, len(contacts), _ROWS_AT_ONCE):
        rows = np.arange(start, min(start + _ROWS_AT_ONCE, len(contacts)))
        cases = (contacts.case.names[code] for code in contacts.case.codes[rows].tolist())
        yield from zip(cases, _steps(contacts, value, following, rows), strict=True)


def _steps(contacts: Contacts, value: Predicted, following: NDArray[np.int64], rows: NDArray[np.int64]) -> list[Step]:
    doubt = WIDTH * np.hypot(
        value.effects_sd["reason"][contacts.reason.codes[rows]],
        value.effects_sd["product"][contacts.product.codes[rows]],
    )
    following, answer = following[rows], contacts.answer[rows]
    ended = np.where((answer >= 0) & (following == -1), answer, np.nan)
    after = np.where(following >= 0, value.chance[following], ended)
    columns = (
        contacts.contact_id[rows],
        contacts.seq[rows],
        value.chance[rows],
        expit(value.odds[rows] - doubt),
        expit(value.odds[rows] + doubt),
        after,
    )
    told = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Step(str(contact), seq, before, low, high, None if isnan(after) else after)
        for contact, seq, before, low, high, after in told
    ]
