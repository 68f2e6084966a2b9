"""How the simulated world works: who its agents are, what its cases are like, and what comes of a contact."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Numbers = NDArray[np.float64]
State = dict[str, NDArray[Any]]

REASONS: Final = 30
PRODUCTS: Final = 20
CONTACTS_MAX: Final = 6
SKILL_SD: Final = 0.25  # on the scale of log-odds
RESPONSE_CONTENT: Final = 0.20
RESPONSE_NEGATIVE: Final = 0.30
_ERRORS_SD: Final = 0.8
_SKILL_AND_ERRORS: Final = 0.2  # their correlation


@dataclass(frozen=True, slots=True)
class Regime:
    """What is different in a world. `routing` is the correlation of a contact's difficulty with its place in the order
    of agents, `routing_skill` that of this order with skill. `recorded` is the share of errors that is ever recorded.
    """

    what: str
    routing: float = 0.6
    routing_skill: float = 0.5
    unseen_sd: float = 0.5
    unseen_routed: float = 0.0
    recorded: float = 1.0
    self_coding: float = 0.0
    unfixable: float = 1.0
    damage: float = 1.0


@dataclass(frozen=True, slots=True)
class World:
    """Agents (`skill` and `errors`: higher is worse; `order`: who is thought the most able last) and what cases are."""

    skill: Numbers
    errors: Numbers
    order: NDArray[np.int64]
    reason: Numbers
    product: Numbers
    channel: Numbers
    tier: Numbers
    unfixable: Numbers  # share, by reason
    reason_share: Numbers
    product_share: Numbers

    @property
    def agents(self) -> int:
        """How many."""
        return len(self.skill)

    def draw_cases(self, count: int, rules: Regime, rng: np.random.Generator) -> State:
        """New cases, before anybody was in contact."""
        reason = rng.choice(REASONS, count, p=self.reason_share)
        product = rng.choice(PRODUCTS, count, p=self.product_share)
        channel, tier = rng.integers(0, 3, count), rng.integers(0, 3, count)
        return {
            "reason": reason,
            "product": product,
            "channel": channel,
            "tier": tier,
            "base": self.reason[reason] + self.product[product] + self.channel[channel] + self.tier[tier],
            "unfixable": rng.random(count) < self.unfixable[reason],
            "unseen": rng.normal(0, rules.unseen_sd, count),
            "wrong": np.zeros(count, np.bool_),
            "irreversible": np.zeros(count, np.bool_),
            "prior": np.zeros(count, np.int64),
        }


@dataclass(frozen=True, slots=True)
class Came:
    """What came of contacts. `chance` is that of a negative answer, `negative` what he felt."""

    resolved: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    irreversible: NDArray[np.bool_]
    negative: NDArray[np.bool_]
    returned: NDArray[np.bool_]
    chance: Numbers


def draw_world(rules: Regime, agents: int, rng: np.random.Generator) -> World:
    """A company with its agents."""
    drawn = rng.normal(size=(agents, 2))
    skill = SKILL_SD * drawn[:, 0]
    mixed = _SKILL_AND_ERRORS * drawn[:, 0] + np.sqrt(1 - _SKILL_AND_ERRORS**2) * drawn[:, 1]
    thought_able = -rules.routing_skill * drawn[:, 0] + np.sqrt(1 - rules.routing_skill**2) * rng.normal(size=agents)
    return World(
        skill=skill,
        errors=_ERRORS_SD * mixed,
        order=np.argsort(thought_able),
        reason=rng.normal(0, 0.5, REASONS),
        product=rng.normal(0, 0.3, PRODUCTS),
        channel=np.array([0.0, -0.2, 0.3]),
        tier=np.array([0.0, 0.1, -0.2]),
        unfixable=np.clip(np.clip(rng.beta(2, 5, REASONS), 0.02, 0.9) * rules.unfixable, 0, 0.95),
        reason_share=rng.dirichlet(np.full(REASONS, 2.0)),
        product_share=rng.dirichlet(np.full(PRODUCTS, 2.0)),
    )


def happens(now: State, skill: Numbers, errors: Numbers, rules: Regime, drawn: Numbers) -> Came:
    """One contact each. `drawn` are five uniform numbers for each: the same ones make a paired comparison."""
    unfixable, irreversible_before = now["unfixable"], now["irreversible"]
    solvable = 1.0 - 3.0 * unfixable - 2.5 * irreversible_before - 0.5 * now["unseen"] - 0.5 * now["base"]
    resolved = drawn[0] < expit(solvable - 1.2 * skill)
    wrong = drawn[1] < expit(-2.4 + errors + 0.5 * unfixable)
    irreversible = drawn[2] < expit(-3.1 + errors)
    inherited = 0.6 * unfixable + rules.damage * (0.9 * now["wrong"] + irreversible_before) + 0.3 * now["prior"]
    chance = expit(-2.2 + 1.6 * ~resolved + inherited + skill + now["base"] + now["unseen"])
    again = np.where(resolved, 0.05, 0.55) + min(0.30 * rules.damage, 0.45) * wrong
    again = again + 0.2 * (rules.damage - 1) * irreversible
    return Came(resolved, wrong, irreversible, drawn[3] < chance, drawn[4] < again, chance)
