"""V: the chance that a case ends with a negative answer, from the state in which somebody picks it up."""

import numpy as np
from numpy.typing import NDArray

from .contacts import Contacts
from .predicted import Fitter, Predicted, fit_here, predict
from .state import State

_FACTORS = ("reason", "product")


def value_of(
    contacts: Contacts,
    state: State,
    ended: NDArray[np.float64],
    rows: NDArray[np.int64],
    fitter: Fitter = fit_here,
) -> Predicted:
    """Fit over `rows`, whose cases `ended` with an answer: additive and pooled, because most states are seen once.

    V is what is to be expected with the agents there are. That it adds up over a case is bookkeeping and proves
    nothing: what proves it is that it is calibrated on cases it has not seen, which the gate looks at.
    """
    return predict(contacts, state, ended[rows], rows, _FACTORS, fitter)
