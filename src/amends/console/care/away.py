"""Who is away from the phone for a while. Others see that he is, and until when; never why, and a pause looks the same.

A row is there for that while only, and nothing is written into the record: see decision 17.
"""

from dataclasses import dataclass
from typing import Final, Literal

from amends.facts import Moment, Problem, Refused
from amends.facts.moments import MINUTE_US

from .models import CareAway
from .sealing import opened, sealed

Kind = Literal["written", "pause"]
KINDS: Final[tuple[Kind, ...]] = ("written", "pause")
MINUTES_MAX: Final = 480
_PURPOSE: Final = "away"


@dataclass(frozen=True, slots=True)
class Away:
    """`kind` is for himself and the router: who distributes contacts gives none at all to somebody who pauses."""

    user: str
    kind: Kind
    until: Moment


def go(user: str, kind: str, minutes: int, now: Moment) -> Away:
    """He is away from now on, for so many minutes; what was before is replaced. Raises Refused."""
    known = next((one for one in KINDS if one == kind), None)
    if known is None:
        raise Refused(Problem("away", "is neither written work nor a pause", "Choose one of the two", value=kind))
    if not 1 <= minutes <= MINUTES_MAX:
        step = f"Choose 1 to {MINUTES_MAX} minutes"
        raise Refused(Problem("away", "is no time that can be chosen", step, column="minutes", value=str(minutes)))
    until = Moment(now + minutes * MINUTE_US)
    told = {"until": until, "body": sealed(_PURPOSE, kind, user, str(until))}
    CareAway.objects.update_or_create(user=user, defaults=told)
    return Away(user, known, until)


def back(user: str) -> None:
    """He is back; nothing tells that he was away."""
    CareAway.objects.filter(user=user).delete()


def away_of(user: str, now: Moment) -> Away | None:
    """What he chose, while it lasts."""
    row = CareAway.objects.filter(user=user, until__gt=now).first()
    return _away(row) if row is not None else None


def away_now(now: Moment) -> tuple[Away, ...]:
    """Everybody who is away now, by name. A page for others shows who and until when, and nothing of `kind`."""
    return tuple(_away(row) for row in CareAway.objects.filter(until__gt=now).order_by("user"))


def _away(row: CareAway) -> Away:
    told = opened(_PURPOSE, row.body, row.user, str(row.until))
    return Away(row.user, "pause" if told == "pause" else "written", Moment(row.until))
