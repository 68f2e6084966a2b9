"""What the pictures need of each agent: his excess without shrinkage, what he was handed, and raw against fair.

Nobody is ordered by any of it, and nobody with too few answers is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .contacts import UNANSWERED, Contacts
from .parts import Parts
from .system import share_of
from .total import ANSWERS_MIN, WIDTH

Numbers = NDArray[np.float64]

WINSORISED: Final = 0.1  # of the excesses at either end: a few who are far out must not widen everybody's limits
_PP = 100.0


@dataclass(frozen=True, slots=True)
class Pictured:
    """One agent in the pictures, in percentage points; intervals hold 90 %. `answers` were used.

    `excess_pp`: negative answers after his own contacts beyond what an average agent would have had, per answer,
    adjusted for what was inherited and not shrunk; `excess_sd_pp` is what chance alone makes of it, without
    over-dispersion. `burden_pp`: the share of negative answers that an average agent would have had on his contacts;
    its interval says by how much it would differ if contacts like these had come to him by chance once more.
    `raw_pp`: his raw share of negative answers less everybody's. It is there to show why it misleads.
    """

    agent: str
    answers: int
    excess_pp: float
    excess_sd_pp: float
    burden_pp: float
    burden_lo: float
    burden_hi: float
    raw_pp: float
    raw_lo: float
    raw_hi: float


def pictured_of(contacts: Contacts, parts: Parts) -> tuple[Pictured, ...]:
    """By key, those with enough answers."""
    answered = parts.used & (contacts.answer != UNANSWERED)
    everybody = float((contacts.answer[answered] == 1).mean())
    chance = parts.own.expected.chance
    by_agent = _rows_by_agent(contacts.agent.codes, parts.used)
    found = []
    for code in sorted(by_agent, key=contacts.agent.names.__getitem__):
        own = by_agent[code]
        told = own[answered[own]]
        if len(told) >= ANSWERS_MIN and contacts.agent.names[code]:
            negative = contacts.answer[told] == 1
            figures = (*_excess(negative, chance[told]), *_burden(chance[own]), *_raw(negative, everybody))
            found.append(Pictured(contacts.agent.names[code], len(told), *(_PP * figure for figure in figures)))
    return tuple(found)


def dispersion_of(pictured: Sequence[Pictured]) -> float:
    """How many times as much the excesses vary as chance explains: the mean square of the z-scores, each end winsorised
    at a tenth (Spiegelhalter 2005, Statistics in Medicine 24:1185; Quality and Safety in Health Care 14:347). At
    least 1: limits are never drawn narrower than chance.
    """
    z = np.sort([one.excess_pp / one.excess_sd_pp for one in pictured if one.excess_sd_pp > 0])
    if not len(z):
        return 1.0
    cut = int(WINSORISED * len(z))
    return max(float((np.clip(z, z[cut], z[-1 - cut]) ** 2).mean()), 1.0)


def _rows_by_agent(codes: NDArray[np.int32], used: NDArray[np.bool_]) -> dict[int, NDArray[np.int64]]:
    rows = np.flatnonzero(used)
    rows = rows[np.argsort(codes[rows], kind="stable")]
    known, begins = np.unique(codes[rows], return_index=True)
    return dict(zip(known.tolist(), np.split(rows, begins[1:]), strict=True))


def _excess(negative: NDArray[np.bool_], chance: Numbers) -> tuple[float, float]:
    """The mean of observed less expected, and its standard deviation as the mean of Bernoulli trials."""
    return float((negative - chance).mean()), float(np.sqrt((chance * (1 - chance)).sum())) / len(chance)


def _burden(chance: Numbers) -> tuple[float, float, float]:
    mean, doubt = float(chance.mean()), WIDTH * float(chance.std()) / len(chance) ** 0.5
    return mean, max(mean - doubt, 0.0), min(mean + doubt, 1.0)


def _raw(negative: NDArray[np.bool_], everybody: float) -> tuple[float, float, float]:
    told = share_of(negative)
    return told.share - everybody, told.low - everybody, told.high - everybody
