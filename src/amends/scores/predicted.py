"""The chance of a negative answer from a state: fitted where there are answers, told for every contact."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from amends.facts import Refused

from .contacts import Coded, Contacts
from .crossed import CrossedLogistic, Fit
from .state import State

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

AGENT_FACTOR: Final = "agent"
SUPPORT_MIN: Final = 5  # answers of either kind, with and without what a column says


class Fitter(Protocol):
    """Fits a crossed logistic over rows: in this process, or wherever an engine keeps them."""

    def __call__(self, y: Numbers, x: Numbers, groups: Rows, *, integrated: bool) -> Fit:
        """`integrated`: average over how much the levels of the first factor differ. Raises Refused."""
        ...


def fit_here(y: Numbers, x: Numbers, groups: Rows, *, integrated: bool) -> Fit:
    """In this process."""
    return CrossedLogistic(sigma="integrated" if integrated else "laplace").fit(y, x, groups)


@dataclass(frozen=True, slots=True)
class Predicted:
    """`chance` and its log-odds `odds` for an average agent, for each contact. `beta` (with `beta_sd`) belongs to the
    columns of the state; 0 for one that too few answers support. `effects` (with `effects_sd`) are by factor and then
    by code, `sigmas` by factor: how much its levels differ.
    """

    chance: Numbers
    odds: Numbers
    beta: Numbers
    beta_sd: Numbers
    effects: dict[str, Numbers]
    effects_sd: dict[str, Numbers]
    sigmas: dict[str, float]


def predict(
    contacts: Contacts,
    state: State,
    y: Numbers,
    rows: Rows,
    factors: tuple[str, ...],
    fitter: Fitter = fit_here,
    *,
    integrated: bool = False,
) -> Predicted:
    """Fit `y` (0 or 1, one for each of `rows`) on the state and the `factors`, and tell it of every contact.

    A column that too few answers support, and a factor of which only one level occurs, are left out. Raises Refused.
    """
    coded = {name: _factor(contacts, name) for name in factors}
    varied = [name for name in factors if np.ptp(coded[name].codes[rows]) > 0]
    # A fit needs one factor: of one reason and one product, agents are set apart, and left out of what is told.
    grouping = [coded[name].codes[rows] for name in varied] or [contacts.agent.codes[rows]]
    groups = np.column_stack(grouping).astype(np.int64)
    fit, kept = _fitted(y, state.columns[rows], groups, fitter, integrated)
    beta, beta_sd = np.zeros(len(state.names)), np.zeros(len(state.names))
    beta[kept], beta_sd[kept] = fit.beta, fit.beta_sd
    sigmas = dict.fromkeys(factors, 0.0) | {name: float(fit.sigma[at]) for at, name in enumerate(varied)}
    effects = {name: np.zeros(len(coded[name])) for name in factors}
    effects_sd = {name: np.full(len(coded[name]), sigmas[name]) for name in factors}
    for at, name in enumerate(varied):
        effects[name][: len(fit.effects[at])] = fit.effects[at]
        effects_sd[name][: len(fit.effects_sd[at])] = fit.effects_sd[at]
    odds = state.columns @ beta
    for name in factors:
        if name != AGENT_FACTOR:
            odds += effects[name][coded[name].codes]
    return Predicted(expit(odds), odds, beta, beta_sd, effects, effects_sd, sigmas)


def _factor(contacts: Contacts, name: str) -> Coded:
    found: Coded = getattr(contacts, name)
    return found


def _fitted(y: Numbers, columns: Numbers, groups: Rows, fitter: Fitter, integrated: bool) -> tuple[Fit, list[int]]:
    """The fit, and which columns are in it: where some of them together tell the answers apart, the rarest goes."""
    support = _support(columns, y)
    kept = [at for at, often in enumerate(support) if often >= SUPPORT_MIN]
    while True:
        try:
            return fitter(y, columns[:, kept], groups, integrated=integrated), kept
        except Refused:
            if len(kept) == 1:
                raise
            kept.remove(min(kept[1:], key=support.__getitem__))


def _support(columns: Numbers, y: Numbers) -> list[int]:
    """For each column the rarer answer on its rarer side; the first, which is always 1, has all support."""
    found = [len(y)]
    for values in columns[:, 1:].T:
        above, below = values > values.min(), values < values.max()
        found.append(min(int((side & (y == kind)).sum()) for side in (above, below) for kind in (0, 1)))
    return found
