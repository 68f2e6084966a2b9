"""Left behind: what the next person had to inherit, over all contacts and without any survey.

A contact whose customer returns hands on V of the state in which the next one picks it up. Less what the own state
leads one to expect, averaged over an agent's contacts: what he leaves to others beyond what was to be left.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .own import INTEGRATED_BELOW_AGENTS, Own
from .pooling import between_variance, means_of, pooled
from .predicted import Predicted
from .state import State
from .unrecorded import Unrecorded
from .within import within_agents

Numbers = NDArray[np.float64]

_LEAST_SPREAD = 0.1  # of the usual variance: that of a contact on which little can depend


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """By agent, in shares (0.03 is 3 pp): `effect`, mean 0, and its `sd`. `rows` were used; `residual` is what each of
    them handed on beyond what was to be expected. `unrecorded_sd` is in `sd` already: what agents may differ by in
    damage that nobody recorded, and that only shows in the answer after the next contact.
    """

    effect: Numbers
    sd: Numbers
    returned_share: float
    unrecorded_sd: float
    rows: NDArray[np.int64]
    residual: Numbers


def left_behind_of(
    contacts: Contacts,
    state: State,
    own: Own,
    value: Predicted,
    following: NDArray[np.int64],
    used: NDArray[np.bool_],
    unrecorded: Unrecorded | None = None,
) -> LeftBehind:
    """Over the `used` contacts whose next one is known; `following` as told by `Contacts.next_rows`. With `unrecorded`,
    each broken hand-over that was recorded stands for those that were not as well.
    """
    rows = np.flatnonzero(used & (following != -2))
    next_row = following[rows]
    handed = np.where(next_row >= 0, value.chance[np.maximum(next_row, 0)] - own.expected.chance[rows], 0.0)
    recorded = _recorded(state, value, unrecorded, rows, next_row) if unrecorded else np.zeros(len(rows))
    handed = handed + (unrecorded.left if unrecorded else 0.0) * recorded
    residual = handed - within_agents(contacts, state, handed, rows)
    spread = np.maximum(within_agents(contacts, state, residual**2, rows), _LEAST_SPREAD * residual.var())
    agent, count = contacts.agent.codes[rows], len(contacts.agent)
    size = np.bincount(agent, minlength=count)
    variance = np.where(size > 0, np.bincount(agent, spread, count) / np.maximum(size, 1) ** 2, np.inf)
    found = pooled(np.bincount(agent, residual, count) / np.maximum(size, 1), variance)
    returned = next_row >= 0
    share = float(returned.mean()) if len(rows) else 0.0
    further = share * _unrecorded_sd(contacts, own, rows[returned], next_row[returned])
    sd = np.hypot(found.sd, further)
    if unrecorded and unrecorded.left_sd:
        beyond = pooled(*means_of(recorded - within_agents(contacts, state, recorded, rows), agent, count))
        sd = np.hypot(sd, unrecorded.left_sd * np.hypot(beyond.effect, beyond.sd))
    return LeftBehind(found.effect, sd, share, further, rows, residual)


def _recorded(
    state: State, value: Predicted, unrecorded: Unrecorded, rows: NDArray[np.int64], next_row: NDArray[np.int64]
) -> Numbers:
    """Of V handed on, what is due to damage that was recorded since the pick-up."""
    columns = list(unrecorded.columns)
    after = np.maximum(next_row, 0)
    damage = state.columns[:, columns] @ value.beta[columns]
    done = damage[after] - damage[rows]
    return np.where(next_row >= 0, value.chance[after] - expit(value.odds[after] - done), 0.0)


def _unrecorded_sd(contacts: Contacts, own: Own, rows: NDArray[np.int64], next_row: NDArray[np.int64]) -> float:
    """How much the answers after the next contact, beyond its state and its agent, differ by who handed it on.

    It only widens intervals. Adding it to the effect was tried: it gained nothing where damage goes unrecorded, and
    lost where unseen difficulty decides who gets a contact, which looks the same from here.
    """
    answered = contacts.answer[next_row] >= 0
    agent, next_row = contacts.agent.codes[rows[answered]], next_row[answered]
    chance = expit(own.expected.odds[next_row] + own.odds[contacts.agent.codes[next_row]])
    beyond = contacts.answer[next_row] - chance
    count = len(contacts.agent)
    size = np.bincount(agent, minlength=count)
    noise = np.bincount(agent, chance * (1 - chance), count)
    variance = np.where(size > 0, noise / np.maximum(size, 1) ** 2, np.inf)
    mean = np.bincount(agent, beyond, count) / np.maximum(size, 1)
    if count < INTEGRATED_BELOW_AGENTS:
        return float(pooled(mean, variance).sd.mean())
    return float(np.sqrt(between_variance(mean, variance)))
