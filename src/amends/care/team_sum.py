"""What somebody who leads a team may know of its exposure today: one sum, so that no two looks tell one person apart.

A sum over eight people is not enough: looked at before and after somebody's contact it tells that contact. So the sum
moves on by the hour, and only when eight different people or more had a contact since it last did: any two sums that
can be seen differ by the contacts of eight people. It is said in steps of 5 points, so that a contact that was told
late, or read anew, does not show either. Own taps are not in it: they are for their owner alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.facts import Moment
from amends.facts.moments import HOUR_US

from .team_total import GROUP_MIN

STEP_POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class TeamSum:
    """The points of everybody's contacts of today that were over by `as_of`, in steps of 5."""

    as_of: Moment
    points: int


def team_sum(contacts: Iterable[tuple[str, Moment, float]], now: Moment) -> TeamSum | None:
    """Of (person, when it was over, points without own taps) of today; None until there are enough people.

    The order of the contacts makes no difference, and a person can be told by anything that is the same each time.
    """
    told = sorted(contacts, key=lambda one: (one[1], one[0], one[2]))
    last = now // HOUR_US * HOUR_US
    said: TeamSum | None = None
    people: set[str] = set()
    total = pending = 0.0
    for number, (person, ended, points) in enumerate(told):
        if ended > last:
            break
        people.add(person)
        pending += points
        border = -(-ended // HOUR_US) * HOUR_US
        following = told[number + 1][1] if number + 1 < len(told) else None
        if len(people) >= GROUP_MIN and (following is None or following > border):
            total, pending = total + pending, 0.0
            people.clear()
            said = TeamSum(Moment(border), _in_steps(total))
    return said


def _in_steps(points: float) -> int:
    return round(points / STEP_POINTS) * STEP_POINTS
