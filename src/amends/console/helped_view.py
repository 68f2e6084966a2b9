"""The card "someone you helped", for whoever looks and nobody else: one customer, another one each day.

Nothing is stored when it is shown or put aside, and it is never more than one: no list, no number, no trend.
"""

from dataclasses import dataclass
from typing import Final

from amends.care.helped import Helped, helped
from amends.facts import Moment
from amends.facts.moments import datetime_of

from . import files
from .care.helped_kept import customers_of
from .care.helped_rows import shown_from
from .world import world

_TRIED_MAX: Final = 3  # what the record says now may be less than when the row was made


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown: the customer, with the key of the case, and in words what was put right."""

    name: str
    customer: str
    what: str
    at: Moment
    matter: str


def helped_card(user: str, now: Moment) -> Card | None:
    """The card of this user for the day of `now`, by the clock of the policy's zone; None where there is none.

    The day chooses, in turn: the same one all day long, and another one tomorrow where there is another.
    """
    customers = customers_of(user, now)
    day = datetime_of(now, world().policy.zoneinfo).date().toordinal()
    for turn in range(min(len(customers), _TRIED_MAX)):
        mine = _of_user(customers[(day + turn) % len(customers)], user, now)
        if mine:
            last = mine[-1]
            return Card(last.name, last.customer, last.what, last.at, last.matter)
    return None


def _of_user(customer: str, user: str, now: Moment) -> list[Helped]:
    """What this user put right for that customer. Every card that leaves this module goes through here."""
    file = files.load(customer, now)
    found = helped(file, world().policy) if file is not None else ()
    return [one for one in found if one.user == user and one.at >= shown_from(now)]
