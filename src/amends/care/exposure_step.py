"""Exposure, one contact after the other: the points of a contact with the reason of each, and what is left of them.

The recursion in plain words; `exposure.py` does the same for millions of contacts, and a test holds both together.
"""

from dataclasses import dataclass, replace

from amends.facts import Moment
from amends.facts.moments import MINUTE_US

from .weights import Weights


@dataclass(frozen=True, slots=True)
class Handled:
    """One contact that somebody handled.

    `hostility` are points of what the customer wrote or said, `own_tap` the agent's own word on it, which wins both
    ways; None where he said nothing. `began` is known where a pause before it can be told from a long contact.
    """

    at: Moment  # when it was over
    channel: str
    hostility: float = 0.0
    own_tap: float | None = None
    fixable: bool | None = None
    inherited_repeat: bool = False
    day: int = 0  # the number of the agent's day; a new one begins the total anew
    began: Moment | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the sum: so many points, and what for."""

    points: float
    words: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """Of one person, as of the moment `at`: the load that fades and the total of the day that does not."""

    at: Moment | None = None
    said: float = 0.0  # what was said in the last contact
    load: float = 0.0
    day: int = 0
    total: float = 0.0


def step(before: Exposure, contact: Handled, weights: Weights) -> tuple[Exposure, tuple[Reason, ...]]:
    """What is so after this contact, and why. Contacts of one person come in the order in which they were over.

    Raises ValueError for a contact before the last one, and for a channel without a weight.
    """
    if before.at is not None and contact.at < before.at:
        raise ValueError("contacts are told in the order in which they were over")
    reasons = points_of(before, contact, weights)
    points = sum(reason.points for reason in reasons)
    began = contact.at if contact.began is None else contact.began
    paused = before.at is not None and _is_pause(began - before.at, weights)
    left = load_at(before, contact.at, weights) * (2.0**-weights.pause_half_lives if paused else 1.0)
    total = points + (before.total if before.at is not None and contact.day == before.day else 0.0)
    return Exposure(contact.at, said_in(contact), left + points, contact.day, total), reasons


def points_of(before: Exposure, contact: Handled, weights: Weights) -> tuple[Reason, ...]:
    """The lines whose sum are the points of this contact; none where there is nothing to count."""
    if contact.channel not in weights.channels:
        raise ValueError(f"{contact.channel} is no channel of the table")
    factor, said = weights.channels[contact.channel], said_in(contact)
    whose = "your own tap" if contact.own_tap is not None else "what was said"
    lines = [Reason(factor * said, f"{whose}: {said:g}, by {contact.channel} x{factor:g}")] if said else []
    if contact.fixable is False:
        what = weights.could_not_be_fixed
        lines.append(Reason(factor * what, f"could not be fixed with your powers: {what:g}, x{factor:g}"))
    if contact.inherited_repeat:
        what = weights.inherited_repeat
        lines.append(Reason(factor * what, f"a repeat that others began: {what:g}, x{factor:g}"))
    if lines and _again(before, contact, said, weights):
        so_far = sum(line.points for line in lines)
        words = f"the one before, at most {weights.again_within_minutes:g} minutes ago, was hard too"
        lines.append(Reason(so_far * (weights.again_factor - 1), words))
    return tuple(lines)


def said_in(contact: Handled) -> float:
    """The agent's own tap where there is one, also where it is nothing; else the mark on what the customer said."""
    return contact.hostility if contact.own_tap is None else contact.own_tap


def load_at(exposure: Exposure, now: Moment, weights: Weights) -> float:
    """What is left of the load at a later moment, without a pause."""
    if exposure.at is None:
        return 0.0
    half_lives = (now - exposure.at) / (weights.half_life_minutes * MINUTE_US)
    return float(exposure.load * 2.0**-half_lives)


def rested(exposure: Exposure, now: Moment, weights: Weights) -> Exposure:
    """As of now, with what a pause has let go of where there was one since."""
    if exposure.at is None:
        return exposure
    paused = _is_pause(now - exposure.at, weights)
    left = load_at(exposure, now, weights) * (2.0**-weights.pause_half_lives if paused else 1.0)
    return replace(exposure, at=now, load=left)


def _again(before: Exposure, contact: Handled, said: float, weights: Weights) -> bool:
    if before.at is None or said < weights.again_from or before.said < weights.again_from:
        return False
    return contact.at - before.at <= weights.again_within_minutes * MINUTE_US


def _is_pause(idle_us: int, weights: Weights) -> bool:
    return weights.pause_minutes > 0 and idle_us >= weights.pause_minutes * MINUTE_US
