"""The gate: whether anything per agent may be published, and if not, why and what to do about it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .calibration import SLOPE_HIGH, SLOPE_LOW, Slope
from .contacts import Contacts
from .funnels import Funnel
from .leak import Leak
from .own import Own
from .total import Total

Numbers = NDArray[np.float64]

SYSTEM_SHARE_MIN: Final = 0.10
PEOPLE_MIN: Final = 5  # with fewer, whoever knows his own contacts works out a colleague's figures
_PEOPLE_MORE_THAN: Final = 4.0  # as evenly sharing people as five who share a little unevenly
_SURE = 1.2815515655446004  # 80 % intervals: whose score is clear enough to have a sign
_DISAGREE_MAX = 0.2
_DISAGREE_AGENTS_MIN = 3
_PEER_GROUPS = 10
_PEERS_MIN = 5
_DISPERSION_Z = 4.0
_DISPERSION_MIN = 1.05


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the gate holds: a `code` for machines, `what` was found and the `next_step`, in words."""

    code: str
    what: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.what}. {self.next_step}."


@dataclass(frozen=True, slots=True)
class Gate:
    """It holds while there is any reason. Then nothing about a single person may be shown, only what is about all."""

    reasons: tuple[Reason, ...]

    @property
    def held(self) -> bool:
        """Whether figures about people are held back."""
        return bool(self.reasons)


def gate_of(
    leak: Leak,
    slopes: tuple[Slope, ...],
    invited: Funnel,
    response: Funnel,
    system_share: float,
    disagreeing: float,
    dispersion: tuple[float, float],
    people: float,
) -> Gate:
    """All seven reasons, in the order in which they should be looked at. `people`: what `people_in` says."""
    reasons = [_of_people(people), _of_leak(leak), _of_slopes(slopes), *_of_funnels(invited, response)]
    reasons.append(_of_system(system_share))
    reasons += [_of_peers(disagreeing), _of_dispersion(*dispersion)]
    return Gate(tuple(reason for reason in reasons if reason is not None))


def people_in(codes: NDArray[np.int32]) -> float:
    """As how many people these answers are spread over, if all had equally many: 1 over the sum of squared shares (the
    inverse of Simpson 1949, Nature 163:688). `codes`: whose each answer is. 0 of none.
    """
    size = np.bincount(codes).astype(np.float64)
    return float(size.sum() ** 2 / (size**2).sum()) if len(codes) else 0.0


def _of_people(people: float) -> Reason | None:
    if people > _PEOPLE_MORE_THAN:
        return None
    what = (
        f"The answers are spread as over {people:.1f} people. With so few, whoever knows his own contacts could work "
        "out a colleague's figures, and nobody could see whether they are fair"
    )
    step = f"Make scores of at least {PEOPLE_MIN} people who share the work, or of a longer time; talk with each other"
    return Reason("few_people", what, step)


def _of_leak(leak: Leak) -> Reason | None:
    if not leak.found:
        return None
    what = (
        f"Who was given harder contacts scores worse (correlation {leak.correlation:+.2f}), or had cases that went "
        f"worse before he had them ({100 * leak.past:+.1f} pp): difficulty that nothing records decides who gets what"
    )
    step = "Route a random slice of 10 to 20 % of contacts and mark it routing=random: scores are then made from it"
    return Reason("unseen_difficulty", what, step)


def _of_slopes(slopes: tuple[Slope, ...]) -> Reason | None:
    wrong = [slope for slope in slopes if slope.wrong]
    if not wrong:
        return None
    named = ", ".join(f"{slope.reason} ({slope.slope:.2f})" for slope in wrong[:5])
    more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
    what = f"What is expected of a state is wrong for {named}{more}: slopes should lie in {SLOPE_LOW} to {SLOPE_HIGH}"
    return Reason("miscalibrated", what, "Split these reasons, or record at pick-up what makes their contacts differ")


def _of_funnels(invited: Funnel, response: Funnel) -> list[Reason | None]:
    found: list[Reason | None] = []
    for name, funnel, step in (
        ("invited", invited, "Let the system send every invitation, or a random share of them"),
        ("answered", response, "See how each of them asks, and let the system ask, in the same words for all"),
    ):
        what = f"How many are {name} differs by agent by {100 * funnel.between_sd:.0f} pp beyond chance"
        found.append(Reason(f"{name}_by_agent", what, step) if funnel.differs else None)
    return found


def _of_system(share: float) -> Reason | None:
    if share >= SYSTEM_SHARE_MIN:
        return None
    what = f"Only {share:.0%} of invitations are sent by the system, and 10 % are needed"
    return Reason("few_system_surveys", what, "Let the system send them, to everybody or to a random share")


def _of_peers(disagreeing: float) -> Reason | None:
    if disagreeing <= _DISAGREE_MAX:
        return None
    what = f"Of clear scores, {disagreeing:.0%} change their sign when only compared with peers of the same burden"
    step = "Route a random slice of contacts and mark it routing=random, or score teams of like work apart"
    return Reason("peers_disagree", what, step)


def _of_dispersion(ratio: float, z: float) -> Reason | None:
    if not (z > _DISPERSION_Z and ratio > _DISPERSION_MIN):
        return None
    what = f"Answers of the same agent and reason vary {ratio:.2f} times as much as the model explains"
    return Reason("over_dispersed", what, "Look for what changed within reasons: a new form, a fault, a split team")


def disagreeing_of(total: Total, burden: Numbers) -> float:
    """Of those whose score is clear, the share whose sign turns when compared with peers of the same burden."""
    count = len(burden)
    groups = min(_PEER_GROUPS, count // _PEERS_MIN)
    clear = (np.abs(total.effect) > _SURE * total.sd) & (total.sd > 0)
    if groups < 2 or not clear.any():
        return 0.0
    peers = np.argsort(np.argsort(burden)) * groups // count
    mean = np.bincount(peers, total.effect) / np.bincount(peers)
    turned = clear & (np.sign(total.effect - mean[peers]) != np.sign(total.effect))
    return float(turned.sum() / clear.sum()) if turned.sum() >= _DISAGREE_AGENTS_MIN else 0.0


def dispersion_of(contacts: Contacts, own: Own, answered: NDArray[np.int64]) -> tuple[float, float]:
    """Pearson's squares over agents and reasons, by their expectation, and how far beyond it as a z.

    The variance of a square of a sum of Bernoulli trials is exact, so that cells of few answers do no harm.
    """
    agent, reason = contacts.agent.codes[answered], contacts.reason.codes[answered]
    chance = expit(own.expected.odds[answered] + own.odds[agent])
    known, cell = np.unique(agent.astype(np.int64) * len(contacts.reason) + reason, return_inverse=True)
    noise = chance * (1 - chance)
    variance = np.bincount(cell, noise, len(known))
    squares = np.bincount(cell, contacts.answer[answered] - chance, len(known)) ** 2 / variance
    fourth = np.bincount(cell, noise * (1 - 6 * noise), len(known)) / variance**2
    return float(squares.mean()), float((squares - 1).sum() / np.sqrt(np.maximum(2 + fourth, 0).sum()))
