"""The system: where negative answers come from that no agent made, and how much of the differences is not the agent.

Most of what can be improved is here: a reason that goes wrong for everybody, a product, a hand-over that was broken
before anybody picked it up.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import beta

from .contacts import Coded, Contacts
from .own import Own
from .state import State
from .total import WIDTH

Numbers = NDArray[np.float64]

LOGISTIC_VARIANCE = np.pi**2 / 3  # of one answer, on the scale of log-odds
_LEVEL = 0.9


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
    """`variance` are shares that add up to 1; `excess` has the largest first, people are not in it."""

    raw_nrr: Share
    repeat_rate: Share
    first_contact_resolution: Share
    excess: tuple[Excess, ...]
    variance: dict[str, float]


def system_of(contacts: Contacts, state: State, own: Own, answered: NDArray[np.int64]) -> System:
    """What is about all of them together; it is told whether or not the gate holds."""
    first = contacts.seq == 1
    excess = [
        *_of_levels("reason", contacts.reason, own, answered),
        *_of_levels("product", contacts.product, own, answered),
        *_of_hand_overs(state, own, answered),
    ]
    return System(
        raw_nrr=_share(contacts.answer[answered] == 1),
        repeat_rate=_share(contacts.returned),
        first_contact_resolution=_share(~contacts.returned[first]),
        excess=tuple(sorted(excess, key=lambda one: (-one.excess, one.what, one.name))),
        variance=_variance(contacts, state, own, answered),
    )


def _share(which: NDArray[np.bool_]) -> Share:
    """With the exact interval of Clopper and Pearson (1934)."""
    hits, of = int(which.sum()), len(which)
    if not of:
        return Share(0.0, 0.0, 1.0, 0)
    tail = (1 - _LEVEL) / 2
    low = float(beta.ppf(tail, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, of - hits)) if hits < of else 1.0
    return Share(hits / of, low, high, of)


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
