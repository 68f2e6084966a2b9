"""What a contact that is over leaves behind: the arithmetic of `exposure_step.step` on a simulated agent."""

from ..weights import Weights
from .people import Agent


def expose(
    agent: Agent, said: float, factor: float, *, repeat: bool, began: float, now: float, weights: Weights
) -> None:
    """Points of this contact on load, total and peak. `said` are points of what the customer said, `factor` the
    channel's; `repeat` that it is the third contact of its chain or a later one.
    """
    points = factor * (said + weights.inherited_repeat * repeat)
    hard = said >= weights.again_from
    if hard and agent.last_said >= weights.again_from and now - agent.last_end <= weights.again_within_minutes:
        points *= weights.again_factor
    load = agent.load_now(now, weights.half_life_minutes)
    if load and began - agent.last_end >= weights.pause_minutes > 0:
        load *= 2.0**-weights.pause_half_lives
    agent.load, agent.load_at, agent.total = load + points, now, agent.total + points
    agent.peak = max(agent.peak, agent.load)
    agent.hard_today += factor * said
    agent.last_said, agent.last_end = said, now
