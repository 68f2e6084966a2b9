"""One case, told as V before and after each contact. An explanation of the case, and no verdict on anybody."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .predicted import Predicted
from .total import WIDTH


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
    steps = []
    for row in rows[np.argsort(contacts.seq[rows])].tolist():
        doubt = WIDTH * np.hypot(
            value.effects_sd["reason"][contacts.reason.codes[row]],
            value.effects_sd["product"][contacts.product.codes[row]],
        )
        low, high = (float(expit(value.odds[row] + sign * doubt)) for sign in (-1, 1))
        answer = int(contacts.answer[row])
        ended = float(answer) if answer >= 0 and following[row] == -1 else None
        after = float(value.chance[following[row]]) if following[row] >= 0 else ended
        seq = int(contacts.seq[row])
        steps.append(Step(str(contacts.contact_id[row]), seq, float(value.chance[row]), low, high, after))
    return tuple(steps)
