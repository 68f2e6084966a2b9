"""The own contact again, with what is presumed of an agent before his own answers count.

Pooling pulls whoever has few answers towards what is usual. Where able people are given hard contacts, the usual is not
the same for all: pulled towards everybody, whoever is given hard contacts is charged with them. So the burden is a
column of the model (Mundlak 1978, Econometrica 46:69): what is presumed follows it, and the slopes of the state are
those within agents.

Only where that speaks for those with the heavier burden, and no further than the answers bear out. The other way round
is what unseen difficulty looks like, and nobody is presumed worse for having been given more.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .own import FACTORS, INTEGRATED_BELOW_AGENTS, Own, own_from
from .pooling import above_nought, means_of, pooled
from .predicted import AGENT_FACTOR, Fitter, Predicted, fit_here, predict
from .state import State

Numbers = NDArray[np.float64]

_SLOPE = 1.5  # log odds for a burden of 1 against 0: as much as routing by ability makes of skills of usual spread
_SPREAD_MIN = 0.002  # burdens that differ by less are alike
_STEPS = 4.0  # of a standard deviation: states that hardly differ stay one state, which a fit handles at once


def own_presumed(
    contacts: Contacts,
    state: State,
    answered: NDArray[np.int64],
    used: NDArray[np.bool_],
    plain: Own,
    fitter: Fitter = fit_here,
) -> Own:
    """`plain` is what `own_of` found from the `answered` rows; it is given back where the burden says nothing for
    anybody. Burdens are over the `used` contacts, and only as far as they differ by more than chance.
    """
    codes, count = contacts.agent.codes, len(contacts.agent)
    burden = pooled(*means_of(plain.expected.chance[used], codes[used], count)).effect
    spread = float(burden.std())
    if spread < _SPREAD_MIN:
        return plain
    steps = np.round(burden / spread * _STEPS) / _STEPS
    wider = State(np.column_stack([state.columns, steps[codes]]), (*state.names, "burden"))
    y = contacts.answer[answered].astype(np.float64)
    found = predict(contacts, wider, y, answered, FACTORS, fitter, integrated=count < INTEGRATED_BELOW_AGENTS)
    slope, slope_sd, sigma = float(found.beta[-1]), float(found.beta_sd[-1]), found.sigmas[AGENT_FACTOR]
    if slope >= 0 or not sigma:
        return plain
    effects, effects_sd = found.effects[AGENT_FACTOR], found.effects_sd[AGENT_FACTOR]
    kept = np.clip(1 - (effects_sd / sigma) ** 2, 0, 1)
    borne_out, doubt = above_nought(-slope, slope_sd, _SLOPE * spread)
    odds = effects + steps * (kept * slope - (1 - kept) * borne_out)
    odds_sd = np.hypot(effects_sd, (1 - kept) * steps * doubt)
    return own_from(_without(found, slope * steps, codes), odds, odds_sd, answered)


def _without(found: Predicted, along: Numbers, codes: NDArray[np.int32]) -> Predicted:
    """What is told of an average agent has no share in what is presumed of agents: it is part of how they differ."""
    odds = found.odds - along[codes]
    effects = found.effects | {AGENT_FACTOR: found.effects[AGENT_FACTOR] + along}
    sigmas = found.sigmas | {AGENT_FACTOR: float(np.hypot(found.sigmas[AGENT_FACTOR], along.std()))}
    beta, beta_sd = found.beta[:-1], found.beta_sd[:-1]
    return replace(found, chance=expit(odds), odds=odds, beta=beta, beta_sd=beta_sd, effects=effects, sigmas=sigmas)
