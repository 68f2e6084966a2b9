"""Do agents differ in who is asked, and in who answers, by more than a funnel of chance allows?

Answers that depend on the feeling shift everybody alike. Invitations that depend on the agent do not: whoever asks
the content alone looks better than he is (Spiegelhalter 2005, Statistics in Medicine 24:1185, for the funnel).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc  # scipy.stats has the same tail, and takes half a second to load

from .contacts import NOBODY, SYSTEM, Contacts
from .pooling import between_variance
from .state import State
from .within import within_agents

_DIFFERS_MIN = 0.03  # 3 pp as a standard deviation between agents
_CHANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Funnel:
    """A share by agent: `between_sd` is what chance and the contacts themselves leave unexplained, `chance` how often
    as much would come by chance.
    """

    between_sd: float
    chance: float

    @property
    def differs(self) -> bool:
        """Beyond noise, and enough to matter."""
        return self.between_sd > _DIFFERS_MIN and self.chance < _CHANCE


def invited_of(contacts: Contacts, state: State, counted: NDArray[np.bool_]) -> Funnel:
    """Who is asked, of all contacts that count for somebody."""
    return _funnel(contacts, state, contacts.invited_by != NOBODY, np.flatnonzero(counted))


def response_of(contacts: Contacts, state: State, counted: NDArray[np.bool_]) -> Funnel:
    """Who answers, of those who were asked."""
    return _funnel(contacts, state, contacts.answer >= 0, np.flatnonzero(counted & (contacts.invited_by != NOBODY)))


def system_share_of(contacts: Contacts) -> float:
    """Of those who were asked, how many by the system and not by whom it is about; 0 where nobody was asked."""
    asked = contacts.invited_by != NOBODY
    return float((contacts.invited_by[asked] == SYSTEM).mean()) if asked.any() else 0.0


def _funnel(contacts: Contacts, state: State, did: NDArray[np.bool_], rows: NDArray[np.int64]) -> Funnel:
    target = did[rows].astype(np.float64)
    if len(rows) == 0 or target.min() == target.max():
        return Funnel(0.0, 1.0)
    expected = np.clip(within_agents(contacts, state, target, rows), 0.001, 0.999)
    codes, count = contacts.agent.codes[rows], len(contacts.agent)
    size = np.bincount(codes, minlength=count)
    noise = np.bincount(codes, expected * (1 - expected), count)
    beyond = np.bincount(codes, target - expected, count)
    some = size > 0
    squares = float((beyond[some] ** 2 / noise[some]).sum())
    mean = beyond / np.maximum(size, 1)
    between = between_variance(mean, np.where(some, noise / np.maximum(size, 1) ** 2, np.inf))
    return Funnel(float(np.sqrt(between)), float(chdtrc(max(int(some.sum()) - 1, 1), squares)))
