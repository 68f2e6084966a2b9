"""Does difficulty that nothing records decide who gets a contact? Then no score is fair, and none may be published.

Two witnesses, neither of which needs the truth. A score must not rise with the burden that was inherited: skilled
people get hard contacts, not the other way round. And nobody can have caused the past: answers given *before* an
agent picked a case up, beyond what their state explains, must not depend on how heavy the contacts are that he gets
(a placebo outcome, as in Rothstein 2010, Quarterly Journal of Economics 125:175).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .contacts import Contacts
from .own import Own
from .state import State
from .within import within_agents

Numbers = NDArray[np.float64]

_TOGETHER_Z = 2.33  # one in a hundred honest worlds
_ALONE_Z = 2.8
_PAST_MIN = 0.01  # 1 pp between agents a standard deviation of burden apart: less harms nobody
_CORRELATION_MIN = 0.1
_PAST_ROWS_MIN = 100


@dataclass(frozen=True, slots=True)
class Leak:
    """`correlation` of the score with the burden, and its z; `past`: how many shares more negative the past was of
    cases that come to an agent one standard deviation more burdened, and its z.
    """

    correlation: float
    correlation_z: float
    past: float
    past_z: float

    @property
    def found(self) -> bool:
        """Beyond noise, and enough to matter."""
        together = (self.correlation_z + self.past_z) / np.sqrt(2)
        past = self.past > _PAST_MIN and (self.past_z > _ALONE_Z or together > _TOGETHER_Z)
        score = self.correlation > _CORRELATION_MIN and (self.correlation_z > _ALONE_Z or together > _TOGETHER_Z)
        return bool(past or score)


def burden_of(contacts: Contacts, own: Own, used: NDArray[np.bool_]) -> Numbers:
    """By agent, the share of negative answers that an average agent would have had on the same contacts."""
    codes, count = contacts.agent.codes[used], len(contacts.agent)
    size = np.bincount(codes, minlength=count)
    sums = np.bincount(codes, own.expected.chance[used], count)
    usual = float(own.expected.chance[used].mean()) if used.any() else 0.0
    return np.where(size > 0, sums / np.maximum(size, 1), usual)


def leak_of(
    contacts: Contacts,
    state: State,
    own: Own,
    effect: Numbers,
    burden: Numbers,
    following: NDArray[np.int64],
    used: NDArray[np.bool_],
) -> Leak:
    """Look at the `used` contacts; `effect` are the scores and `burden` what `burden_of` said."""
    some = np.bincount(contacts.agent.codes[used], minlength=len(contacts.agent)) > 0
    correlation, correlation_z = _correlation(effect[some], burden[some])
    before = np.flatnonzero((following >= 0) & (contacts.answer >= 0))
    before = before[used[following[before]]]
    if len(before) < _PAST_ROWS_MIN or burden.std() == 0:
        return Leak(correlation, correlation_z, 0.0, 0.0)
    after = following[before]
    chance = expit(own.expected.odds[before] + own.odds[contacts.agent.codes[before]])
    beyond = contacts.answer[before] - chance
    beyond = beyond - within_agents(contacts, state, beyond, after, across=True)
    heavier = burden[contacts.agent.codes[after]]
    heavier = heavier - heavier.mean()
    moved, noise = float(beyond @ heavier), float(np.sqrt((beyond**2) @ (heavier**2)))
    past = moved / max(float(heavier @ heavier), 1e-12) * float(burden[some].std())
    return Leak(correlation, correlation_z, past, moved / max(noise, 1e-12))


def _correlation(one: Numbers, other: Numbers) -> tuple[float, float]:
    """Pearson's, and its z by Fisher's transformation."""
    if len(one) < 4 or one.std() < 1e-12 or other.std() < 1e-12:
        return 0.0, 0.0
    found = float(np.corrcoef(one, other)[0, 1])
    return found, float(np.arctanh(np.clip(found, -0.999999, 0.999999)) * np.sqrt(len(one) - 3))
