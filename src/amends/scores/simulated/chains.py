"""A world with known truth, to hold fair scores against: chains of contacts, routing, damage handed on, surveys.

Cases have a reason, a product, a channel and a tier; some cannot be fixed under policy; some are harder than anything
recorded tells. An agent has a skill and a proneness to errors. Harder contacts go to more skilled agents, more or less
(`Regime`). Wrong information and irreversible actions make the next contact worse. Answers come from 20 % of those
who are content and 30 % of those who are not. The seed decides everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from amends.facts.moments import DAY_US

from ..arrival import Arrival
from ..contacts import AGENT, SYSTEM, Coded, Contacts
from .draws import (
    CONTACTS_MAX,
    PRODUCTS,
    REASONS,
    RESPONSE_CONTENT,
    RESPONSE_NEGATIVE,
    Regime,
    World,
    draw_world,
    happens,
)
from .truth import Truth, truth_of

REGIMES: Final = {
    "A": Regime("harder contacts go to better agents"),
    "B": Regime("at random", routing=0.0),
    "C": Regime("difficulty that nothing records decides who gets it", unseen_sd=0.8, unseen_routed=1.5),
    "weak C": Regime("the same, weaker", unseen_sd=0.8, unseen_routed=0.5),
    "D": Regime("60 % of wrong information is never recorded", recorded=0.4),
    "E": Regime("30 % of agents call half of what they left unresolved unfixable", self_coding=0.3),
    "F": Regime("1.8 times as many cannot be fixed", unfixable=1.8),
    "G": Regime("errors do twice the damage to the next contact", damage=2.0),
    "G2": Regime("the same, and 60 % of it is never recorded", damage=2.0, recorded=0.4),
}
_START_US: Final = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
_ANSWERED: Final = 0.23
_CONTACTS_PER_CASE: Final = 1.62
_RETURN_DAYS: Final = 6.0


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a company would have recorded, and what only the maker of the world knows.

    `self_coded` are contacts whose own agent wrote afterwards that they could not be fixed.
    """

    contacts: Contacts
    arrival: Arrival
    truth: Truth
    self_coded: NDArray[np.bool_]


def world(
    regime: str, agents: int, answers_per_agent: int, seed: int, *, random_share: float = 0.0, selective: float = 0.0
) -> Simulated:
    """A world of this regime. `random_share` of contacts are routed at random and say so; `selective` of the agents
    send the invitations themselves, to whom they please: half of those who will be negative get none.
    """
    rules = REGIMES[regime]
    rng = np.random.default_rng(seed)
    made = draw_world(rules, agents, rng)
    rows = _chains(made, rules, int(agents * answers_per_agent / _ANSWERED / _CONTACTS_PER_CASE), random_share, rng)
    choosy = rng.random(agents) < selective
    by_agent = choosy[rows["agent"]]
    uninvited = by_agent & rows["negative"] & (rng.random(len(by_agent)) < 0.5)
    rows["answered"] &= ~uninvited
    invited_by = np.where(uninvited, 0, np.where(by_agent, AGENT, SYSTEM)).astype(np.int8)
    return Simulated(_contacts(rows, agents, invited_by), _arrival(rows), truth_of(made, rules), rows["self_coded"])


class _Numbered(Sequence[str]):
    """Names by number, made when they are asked for: there may be millions of cases."""

    def __init__(self, letter: str, count: int) -> None:
        self._letter, self._count, self._width = letter, count, len(str(count))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(self._count))]
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return f"{self._letter}{at % self._count:0{self._width}d}"


def _chains(
    made: World, rules: Regime, cases: int, random_share: float, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """All contacts, by their number in the case and then by case."""
    state = made.draw_cases(cases, rules, rng)
    recorded = {"wrong": np.zeros(cases, np.bool_), "irreversible": np.zeros(cases, np.bool_)}
    at = _START_US + (rng.random(cases) * 90 * DAY_US).astype(np.int64)
    games = rng.random(made.agents) < rules.self_coding
    alive, found = np.arange(cases), []
    for prior in range(CONTACTS_MAX):
        if not len(alive):
            break
        now = {name: values[alive] for name, values in state.items()}
        agent, at_random = _routed(made, rules, now, random_share, rng)
        came = happens(now, made.skill[agent], made.errors[agent], rules, rng.random((5, len(alive))))
        returned = came.returned & (prior < CONTACTS_MAX - 1)
        chance = np.where(came.negative, RESPONSE_NEGATIVE, RESPONSE_CONTENT)
        found.append(
            {name: now[name] for name in ("reason", "product", "channel", "tier", "unfixable", "prior")}
            | {name: values[alive].copy() for name, values in recorded.items()}
            | {"case": alive, "at": at[alive].copy(), "agent": agent, "random": at_random, "negative": came.negative}
            | {"answered": rng.random(len(alive)) < chance, "returned": returned}
            | {"self_coded": games[agent] & ~came.resolved & (rng.random(len(alive)) < 0.5)}
            | {"waiting": rng.lognormal(2.0, 1.0, len(alive))}
        )
        for name, done in (("wrong", came.wrong), ("irreversible", came.irreversible)):
            state[name][alive] |= done
            recorded[name][alive] |= done & (rng.random(len(alive)) < rules.recorded)
        state["prior"][alive] += 1
        at[alive] += (rng.random(len(alive)) * _RETURN_DAYS * DAY_US).astype(np.int64) + DAY_US // 24
        alive = alive[returned]
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}


def _routed(
    made: World, rules: Regime, now: dict[str, NDArray[Any]], random_share: float, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Who takes each: ranks of difficulty, with noise, matched to the order in which agents are thought able."""
    count = len(now["prior"])
    hard = 0.8 * now["base"] + now["unfixable"] + 0.8 * now["wrong"] + 0.8 * now["irreversible"] + 0.4 * now["prior"]
    hard = hard + rules.unseen_routed * now["unseen"]
    spread = float(hard.std()) or 1.0
    mixed = rules.routing * (hard - hard.mean()) / spread
    mixed = mixed + np.sqrt(1 - rules.routing**2) * rng.normal(size=count)
    rank = np.empty(count)
    rank[np.argsort(mixed)] = (np.arange(count) + 0.5) / count
    agent = made.order[np.minimum((rank * made.agents).astype(np.int64), made.agents - 1)]
    at_random = rng.random(count) < random_share
    return np.where(at_random, rng.integers(0, made.agents, count), agent), at_random


def _contacts(rows: dict[str, NDArray[Any]], agents: int, invited_by: NDArray[np.int8]) -> Contacts:
    def coded(name: str, letter: str, count: int) -> Coded:
        return Coded(rows[name].astype(np.int32), _Numbered(letter, count))

    cases = int(rows["case"].max()) + 1
    return Contacts(
        contact_id=np.arange(len(invited_by)),
        case=coded("case", "case", cases),
        seq=rows["prior"].astype(np.int32) + 1,
        agent=coded("agent", "a", agents),
        started_at=rows["at"],
        reason=coded("reason", "r", REASONS),
        product=coded("product", "p", PRODUCTS),
        channel=coded("channel", "c", 3),
        tier=coded("tier", "t", 3),
        at_random=rows["random"],
        invited_by=invited_by,
        answer=np.where(rows["answered"], rows["negative"], -1).astype(np.int8),
        returned=rows["returned"],
    )


def _arrival(rows: dict[str, NDArray[Any]]) -> Arrival:
    fields = {
        "prior_contacts": rows["prior"],
        "wrong_information": rows["wrong"],
        "irreversible_action": rows["irreversible"],
        "fixable": 1 - rows["unfixable"],
        "waiting_minutes": rows["waiting"],
    }
    return Arrival(tuple(fields), np.column_stack([values.astype(np.float64) for values in fields.values()]))
