"""A quarter on the floor: who had to do with what, what he inherited, what he did, and how it was answered.

The same few rules make the record and the truth: see `floor_truth.py`. Everything is drawn from one seed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from random import Random
from statistics import NormalDist
from typing import Final

from .floor import CHANNELS, FLOOR, INVOICE, KINDS, PRODUCTS, TIERS, FloorAgent, Kind

CONTACTS_MAX: Final = 4  # of one case
ANSWERED_SHARE: Final = 0.95  # the chat asks before it closes
RANDOM_SHARE: Final = 0.15
_UNSEEN_SD: Final = 0.2
_ROUTING: Final = 0.6  # correlation of difficulty with who is thought able
_USUAL_HARD, _HARD_SD = 0.5, 0.7  # of `difficulty`, over all contacts


@dataclass(frozen=True, slots=True)
class Inherited:
    """A case as somebody finds it. `unseen` is what nothing records, and nobody is chosen by."""

    kind: Kind
    product: str
    tier: str
    channel: str
    base: float
    unseen: float
    forbidden: bool
    wrong: bool = False
    irreversible: bool = False
    prior: int = 0

    @property
    def difficulty(self) -> float:
        """What everybody can see of it, in log-odds."""
        before = 0.9 * self.wrong + 0.9 * self.irreversible + 0.35 * min(self.prior, 3)
        return self.base + 0.8 * self.forbidden + before


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one contact. `chance` is that of a negative answer."""

    chance: float
    negative: bool
    told_wrong: bool
    irreversible: bool
    returns: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One contact: the case and its how manieth contact it is (from 0), who took it, and what was answered, if so."""

    case: int
    state: Inherited
    agent: FloorAgent
    at_random: bool
    came: Came
    answered: bool


def quarter(cases: int, rng: Random) -> Iterator[list[Turn]]:
    """The cases of one window, one after the other, each as its contacts in order."""
    for case in range(cases):
        state, turns = draw(rng), list[Turn]()
        while True:
            agent, at_random = routed(state, rng)
            came = happens(state, agent, [rng.random() for _ in range(4)])
            turns.append(Turn(case, state, agent, at_random, came, rng.random() < ANSWERED_SHARE))
            if not came.returns:
                break
            state = handed_on(state, came)
        yield turns


def draw(rng: Random) -> Inherited:
    """A new case, before anybody had it."""
    kind = rng.choices(KINDS, [kind.weight for kind in KINDS])[0]
    (product, a), (tier, b), (channel, c) = rng.choice(PRODUCTS), rng.choice(TIERS), rng.choice(CHANNELS)
    forbidden, unseen = rng.random() < kind.forbidden, rng.gauss(0, _UNSEEN_SD)
    return Inherited(kind, product, tier, channel, kind.hard + a + b + c, unseen, forbidden)


def routed(state: Inherited, rng: Random) -> tuple[FloorAgent, bool]:
    """Who takes it: the hard ones go to those who are thought able, more or less; some go to anybody, by chance."""
    if rng.random() < RANDOM_SHARE:
        return rng.choices(FLOOR, [agent.pace for agent in FLOOR])[0], True
    hard = (state.difficulty - _USUAL_HARD) / _HARD_SD
    place = NormalDist().cdf(_ROUTING * hard + (1 - _ROUTING**2) ** 0.5 * rng.gauss(0, 1))
    return _at(place, FLOOR), False


def _at(place: float, floor: Sequence[FloorAgent]) -> FloorAgent:
    left = place * sum(agent.pace for agent in floor)
    for agent in floor:
        left -= agent.pace
        if left <= 0:
            return agent
    return floor[-1]


def happens(state: Inherited, agent: FloorAgent, drawn: Sequence[float]) -> Came:
    """One contact. `drawn` are four uniform numbers: the same ones with another agent make a paired comparison."""
    chance = _expit(-1.5 + state.difficulty + state.unseen + agent.skill)
    negative = drawn[0] < chance
    could = state.kind.name == INVOICE and not state.wrong
    told_wrong = could and drawn[1] < _expit(-1.4 + agent.errors)
    irreversible = not state.irreversible and drawn[2] < _expit(-3.0 + agent.errors)
    again = _expit(-1.1 + 0.4 * state.forbidden + 0.4 * agent.skill + 0.7 * negative + 0.8 * told_wrong)
    return Came(chance, negative, told_wrong, irreversible, drawn[3] < again and state.prior < CONTACTS_MAX - 1)


def handed_on(state: Inherited, came: Came) -> Inherited:
    """The case as the next one finds it."""
    wrong, irreversible = state.wrong or came.told_wrong, state.irreversible or came.irreversible
    return replace(state, wrong=wrong, irreversible=irreversible, prior=state.prior + 1)


def _expit(odds: float) -> float:
    return 1 / (1 + exp(-odds))
