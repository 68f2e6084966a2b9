"""The system: where negative answers come from that no agent made, and how much of the differences is not the agent.

Most of what can be improved is here: a reason that goes wrong for everybody, a product, a hand-over that was broken
before anybody picked it up.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit  # scipy.stats has the same, and takes half a second to load

from .contacts import Coded, Contacts
from .gate import people_in
from .own import Own
from .state import State
from .total import WIDTH

Numbers = NDArray[np.float64]

LOGISTIC_VARIANCE = np.pi**2 / 3  # of one answer, on the scale of log-odds
_LEVEL = 0.9
PEOPLE_OF_ONE_MIN = 3  # who share a reason or a product: with fewer, a figure about it is one about a person


@dataclass(frozen=True, slots=True)
class Share:
    """A share and its 90 % interval, and of how many."""

    share: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Excess:
    """Negative answers beyond what an average one of its kind would have had, with their 90 % interval, and among how
    many answers. `what` is "reason", "product" or "hand-over".
    """

    what: str
    name: str
    answers: int
    excess: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class System:
    """`variance` are shares that add up to 1; `excess` has the largest first, people are not in it. `withheld` is how
    many reasons and products are not in it because one or two people have most of their answers.
    """

    raw_nrr: Share
    repeat_rate: Share
    first_contact_resolution: Share
    excess: tuple[Excess, ...]
    variance: dict[str, float]
    withheld: int = 0


def system_of(contacts: Contacts, state: State, own: Own, answered: NDArray[np.int64]) -> System:
    """What is about all of them together; it is told whether or not the gate holds."""
    first = contacts.seq == 1
    agents = contacts.agent.codes[answered]
    kinds = (("reason", contacts.reason), ("product", contacts.product))
    several = {what: _of_several(coded, agents, answered) for what, coded in kinds}
    levels = [one for what, coded in kinds for one in _of_levels(what, coded, own, answered)]
    excess = [*(one for one in levels if one.name in several[one.what]), *_of_hand_overs(state, own, answered)]
    return System(
        raw_nrr=share_of(contacts.answer[answered] == 1),
        repeat_rate=share_of(contacts.returned),
        first_contact_resolution=share_of(~contacts.returned[first]),
        excess=tuple(sorted(excess, key=lambda one: (-one.excess, one.what, one.name))),
        variance=_variance(contacts, state, own, answered),
        withheld=sum(one.name not in several[one.what] for one in levels),
    )


def share_of(which: NDArray[np.bool_]) -> Share:
    """A share with its 90 % interval: the exact one of Clopper and Pearson (1934)."""
    hits, of = int(which.sum()), len(which)
    if not of:
        return Share(0.0, 0.0, 1.0, 0)
    tail = (1 - _LEVEL) / 2
    low = float(betaincinv(hits, of - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, 1 - tail)) if hits < of else 1.0
    return Share(hits / of, low, high, of)


def _of_several(coded: Coded, agents: NDArray[np.int32], answered: NDArray[np.int64]) -> frozenset[str]:
    """The names of those whose answers are spread over people enough."""
    codes = coded.codes[answered]
    order = np.argsort(codes, kind="stable")
    known, begins = np.unique(codes[order], return_index=True)
    spread = zip(known.tolist(), np.split(agents[order], begins[1:]), strict=True)
    return frozenset(coded.names[code] for code, whose in spread if people_in(whose) > PEOPLE_OF_ONE_MIN - 0.5)


def _of_levels(what: str, coded: Coded, own: Own, answered: NDArray[np.int64]) -> list[Excess]:
    effects, deviations = own.expected.effects[what], own.expected.effects_sd[what]
    codes, odds = coded.codes[answered], own.expected.odds[answered]
    without = expit(odds - effects[codes])
    sums = [
        np.bincount(codes, expit(odds + step * deviations[codes]) - without, len(coded)) for step in (0, -WIDTH, WIDTH)
    ]
    size = np.bincount(codes, minlength=len(coded))
    return [
        Excess(what, coded.names[code], int(size[code]), *(float(some[code]) for some in sums))
        for code in np.flatnonzero(size).tolist()
    ]


def _of_hand_overs(state: State, own: Own, answered: NDArray[np.int64]) -> list[Excess]:
    """What wrong information and irreversible actions before the pick-up add to the answers after it."""
    found = []
    for at in state.damaged:
        name, column = state.names[at], state.columns[answered, at]
        if name.endswith("not known") or not own.expected.beta_sd[at]:
            continue
        with_it = np.flatnonzero(column > 0)
        odds, added, sd = own.expected.odds[answered][with_it], own.expected.beta[at], own.expected.beta_sd[at]
        without = expit(odds - added * column[with_it])
        sums = [float((expit(odds + step * sd * column[with_it]) - without).sum()) for step in (0, -WIDTH, WIDTH)]
        found.append(Excess("hand-over", name.replace("_", " "), len(with_it), *sums))
    return found


def _variance(contacts: Contacts, state: State, own: Own, answered: NDArray[np.int64]) -> dict[str, float]:
    """On the scale of log-odds, over the contacts that were answered."""
    inherited = state.columns[answered] @ own.expected.beta
    reason = own.expected.effects["reason"][contacts.reason.codes[answered]]
    product = own.expected.effects["product"][contacts.product.codes[answered]]
    parts = {
        "agent": own.expected.sigmas["agent"] ** 2,
        "reason": float(reason.var()),
        "product": float(product.var()),
        "inherited": float(inherited.var()),
        "unexplained": float(LOGISTIC_VARIANCE),
    }
    whole = sum(parts.values())
    return {name: value / whole for name, value in parts.items()}
