"""What each of the floor truly adds: the same contacts with him and with each of the others, drawn alike."""

from collections.abc import Sequence
from random import Random
from typing import Final

from .floor import FLOOR, FloorAgent
from .floor_work import CONTACTS_MAX, Inherited, handed_on, happens

_STATES: Final = 600
_SEED: Final = 1


def truth_of(states: Sequence[Inherited]) -> dict[str, float]:
    """By name, in percentage points, mean 0: how many more of the last answers of cases are negative when he takes one
    contact and others, drawn at random, whatever comes after it. `states` are contacts as they came.
    """
    rng = Random(_SEED)  # noqa: S311  a comparison that is to be repeatable; nothing here is a secret
    some = rng.sample(list(states), min(_STATES, len(states)))
    drawn = [[[rng.random() for _ in range(4)] for _ in range(CONTACTS_MAX)] for _ in some]
    others = [rng.choices(FLOOR, k=CONTACTS_MAX) for _ in some]
    found = {agent.name: _ends(agent, some, drawn, others) for agent in FLOOR}
    mean = sum(found.values()) / len(found)
    return {name: 100 * (value - mean) for name, value in found.items()}


def _ends(
    agent: FloorAgent,
    states: Sequence[Inherited],
    drawn: Sequence[Sequence[Sequence[float]]],
    others: Sequence[Sequence[FloorAgent]],
) -> float:
    """The mean chance that the last answer of a case is negative."""
    whole = 0.0
    for state, numbers, after in zip(states, drawn, others, strict=True):
        now, by, last = state, agent, 0.0
        for step in range(CONTACTS_MAX):
            came = happens(now, by, numbers[step])
            last = came.chance
            if not came.returns:
                break
            now, by = handed_on(now, came), after[step]
        whole += last
    return whole / len(states)
