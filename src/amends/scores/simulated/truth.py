"""What an agent truly adds in the simulated world: paired roll-outs, the same contacts with him and without him."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .draws import CONTACTS_MAX, RESPONSE_CONTENT, RESPONSE_NEGATIVE, Regime, State, World, happens

Numbers = NDArray[np.float64]

_CASES = 6_000
_GRID = np.linspace(-3, 3, 7)  # in standard deviations of skill and of errors
_SEED = 1


@dataclass(frozen=True, slots=True)
class Truth:
    """By agent, in shares of answers (0.03 is 3 pp), mean 0: `own` is the effect on the answer after his own contact,
    `total` that on the last answer of the case when he takes one contact in place of an average agent.
    """

    own: Numbers
    total: Numbers


def truth_of(made: World, rules: Regime) -> Truth:
    """On a grid of skill and errors, then a cubic surface through it."""
    rng = np.random.default_rng(_SEED)
    states = _reference(made, rules, rng)
    count = len(states["prior"])
    drawn = rng.random((CONTACTS_MAX, 5, count))
    others = rng.integers(0, made.agents, (CONTACTS_MAX, count))
    skill_sd, errors_sd = made.skill.std() or 1.0, made.errors.std() or 1.0
    grid = [(x, y) for x in _GRID for y in _GRID]
    found = np.array([_rolled_out(made, rules, states, drawn, others, x * skill_sd, y * errors_sd) for x, y in grid])
    surface, *_ = np.linalg.lstsq(_cubic(*np.array(grid).T), found, rcond=None)
    effects = _cubic(made.skill / skill_sd, made.errors / errors_sd) @ surface
    effects = effects - effects.mean(axis=0)
    return Truth(effects[:, 0], effects[:, 1])


def _reference(made: World, rules: Regime, rng: np.random.Generator) -> State:
    """States as contacts come, when agents are drawn at random."""
    state = made.draw_cases(_CASES, rules, rng)
    alive, found = np.arange(_CASES), []
    for _ in range(CONTACTS_MAX):
        now = {name: values[alive].copy() for name, values in state.items()}
        found.append(now)
        agent = rng.integers(0, made.agents, len(alive))
        came = happens(now, made.skill[agent], made.errors[agent], rules, rng.random((5, len(alive))))
        state["wrong"][alive] |= came.wrong
        state["irreversible"][alive] |= came.irreversible
        state["prior"][alive] += 1
        alive = alive[came.returned]
    return {name: np.concatenate([part[name] for part in found]) for name in state}


def _rolled_out(
    made: World, rules: Regime, states: State, drawn: Numbers, others: NDArray[np.int64], skill: float, errors: float
) -> tuple[float, float]:
    """The negative share after the own contact and at the end, among those who answer."""
    count = len(states["prior"])
    state = {name: values.copy() for name, values in states.items()}
    alive, last, own = np.arange(count), np.zeros(count), 0.0
    skills, proneness = np.full(count, skill), np.full(count, errors)
    for step in range(CONTACTS_MAX):
        now = {name: values[alive] for name, values in state.items()}
        if step:
            skills, proneness = made.skill[others[step][alive]], made.errors[others[step][alive]]
        came = happens(now, skills, proneness, rules, drawn[step][:, alive])
        if not step:
            own = float(came.chance.mean())
        last[alive] = came.chance
        returned = came.returned & (now["prior"] < CONTACTS_MAX - 1)
        state["wrong"][alive] |= came.wrong
        state["irreversible"][alive] |= came.irreversible
        state["prior"][alive] += 1
        alive = alive[returned]
        if not len(alive):
            break
    return _among_answers(own), _among_answers(float(last.mean()))


def _among_answers(negative: float) -> float:
    answered = negative * RESPONSE_NEGATIVE
    return answered / (answered + (1 - negative) * RESPONSE_CONTENT)


def _cubic(x: Numbers, y: Numbers) -> Numbers:
    return np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=1)
