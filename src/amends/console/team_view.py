"""What whoever leads sees of the team: one sum, and who is off the phone. Nothing per person about load.

Pure. Of somebody's absence it has the name and the time, and no place for why: a pause and written work look the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from amends.care.team_sum import STEP_POINTS, TeamSum
from amends.care.team_total import GROUP_MIN
from amends.facts import Moment
from amends.facts.moments import datetime_of

if TYPE_CHECKING:
    from .care.away import Away

TOO_FEW: Final = f"Too few people to say: fewer than {GROUP_MIN} have had a contact by the last full hour."


@dataclass(frozen=True, slots=True)
class OffPhone:
    """Who is not on the phone now, and until when."""

    user: str
    until: str


def off_phone(gone: Iterable["Away"], zone: ZoneInfo) -> tuple[OffPhone, ...]:
    """By name, so that the order says nothing."""
    return tuple(OffPhone(one.user, _clock(one.until, zone)) for one in sorted(gone, key=lambda one: one.user))


def sum_words(told: TeamSum | None, zone: ZoneInfo) -> str:
    """The one sum of today, as of a full hour."""
    if told is None:
        return TOO_FEW
    if not told.points:
        return f"Next to nothing together today, as of {_clock(told.as_of, zone)}."
    return f"About {told.points} points together today, as of {_clock(told.as_of, zone)}."


def about_the_sum() -> str:
    """Why it moves seldom."""
    return (
        f"In steps of {STEP_POINTS}, and it moves on by the full hour when {GROUP_MIN} different people or more had a "
        "contact since it last did. So any two sums that you can see differ by contacts of that many people."
    )


def _clock(at: Moment, zone: ZoneInfo) -> str:
    return f"{datetime_of(at, zone):%H:%M}"
