"""Who may be invited to coaching: where it is nearly certain, twice, that something is to be gained.

An invitation may be declined and leaves no note. It is a matter of two windows one after the other, because who is
looked at often enough is found out of line once. How many of the invitations are expected to be mistaken stands beside
them: in a large company some always are.
"""

from dataclasses import dataclass
from typing import Final

from scipy.special import ndtr

from .published import Published
from .rows_of_agents import AgentRow
from .total import ANSWERS_MIN, PRACTICAL, WIDTH

SURE: Final = 0.95
_PRACTICAL_PP: Final = 100 * PRACTICAL


@dataclass(frozen=True, slots=True)
class Invited:
    """`agents` by key, never by score. `looked_at` is how many have enough answers in both windows.

    `expected_false` is how many of the invited truly add no more than 3 pp: the sum of what is left of certainty, taken
    from the less certain window, so that it errs to the high side. `by_chance` is how many would be invited if all were
    alike and only chance told them apart; it errs to the high side too. Neither knows of difficulty that nothing
    records: that is what the gate is for.
    """

    agents: tuple[str, ...] = ()
    looked_at: int = 0
    expected_false: float = 0.0
    by_chance: float = 0.0


def invitations(previous: Published, last: Published) -> Invited:
    """Who was probably more than 3 pp above everybody in both windows; nobody where a gate holds or a window is missing
    between them.
    """
    if previous.held or last.held or previous.window.end != last.window.start:
        return Invited()
    before = {row.agent: row for row in previous.agents}
    both = [(before[row.agent], row) for row in sorted(last.agents, key=lambda row: row.agent) if row.agent in before]
    both = [(one, other) for one, other in both if _enough(one) and _enough(other)]
    sure = {other.agent: min(_chance_of(one), _chance_of(other)) for one, other in both}
    invited = {agent: chance for agent, chance in sure.items() if chance > SURE}
    return Invited(
        agents=tuple(invited),
        looked_at=len(both),
        expected_false=sum(1 - chance for chance in invited.values()),
        by_chance=sum(_above_if_average(one) * _above_if_average(other) for one, other in both),
    )


def _enough(row: AgentRow) -> bool:
    return row.n_answers >= ANSWERS_MIN and row.p_worse is not None


def _chance_of(row: AgentRow) -> float:
    return row.p_worse or 0.0


def _above_if_average(row: AgentRow) -> float:
    """The chance that an average agent is found so far above in one window.

    A pooled score of somebody average varies by chance less than its own interval is wide, by the root of how much it
    is pooled; taking the whole width errs to the high side.
    """
    sd = max(((row.hi or 0.0) - (row.lo or 0.0)) / (2 * WIDTH), 1e-9)  # who has a probability has an interval
    return float(ndtr(-(_PRACTICAL_PP / sd + WIDTH)))  # one is sure at 3 pp and WIDTH of them
