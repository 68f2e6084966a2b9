"""The own contact: what an agent adds to the answer after it, given what he inherited.

A crossed random-effects logistic of the answer on the inherited state, with agents, reasons and products.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .predicted import AGENT_FACTOR, Fitter, Predicted, fit_here, predict
from .state import State

Numbers = NDArray[np.float64]

INTEGRATED_BELOW_AGENTS = 300  # with fewer, how much they differ is not known well enough to be taken as known
FACTORS: Final = (AGENT_FACTOR, "reason", "product")
_ODDS_SHOWN = 3_000  # contacts over which an effect is averaged to percentage points
_GRID = np.linspace(-4, 4, 161)


@dataclass(frozen=True, slots=True)
class Own:
    """By agent, in shares (0.03 is 3 pp) over the mix of contacts of all: `effect`, mean 0, and `sd`. `odds` and
    `odds_sd` are the same as log-odds. `expected` is the chance with an average agent, for every contact.
    """

    effect: Numbers
    sd: Numbers
    odds: Numbers
    odds_sd: Numbers
    expected: Predicted


def own_of(contacts: Contacts, state: State, answered: NDArray[np.int64], fitter: Fitter = fit_here) -> Own:
    """Fit over the `answered` rows. Raises Refused, in the words of the model, where they tell nothing."""
    few = len(contacts.agent) < INTEGRATED_BELOW_AGENTS
    y = contacts.answer[answered].astype(np.float64)
    expected = predict(contacts, state, y, answered, FACTORS, fitter, integrated=few)
    return own_from(expected, expected.effects[AGENT_FACTOR], expected.effects_sd[AGENT_FACTOR], answered)


def own_from(expected: Predicted, odds: Numbers, odds_sd: Numbers, answered: NDArray[np.int64]) -> Own:
    """The same from effects in log-odds and their deviations, in shares over the mix of the `answered` rows."""
    low, middle, high = (_in_shares(expected.odds[answered], odds + step * odds_sd) for step in (-1.0, 0.0, 1.0))
    return Own(middle - middle.mean(), (high - low) / 2, odds, odds_sd, expected)


def _in_shares(case_mix: Numbers, effects: Numbers) -> Numbers:
    """The mean chance over the case mix if an agent of this effect had taken it all."""
    every = max(len(case_mix) // _ODDS_SHOWN, 1)
    some = np.sort(case_mix)[::every]
    table = expit(some[None, :] + _GRID[:, None]).mean(axis=1)
    found: Numbers = np.interp(effects, _GRID, table)
    return found
