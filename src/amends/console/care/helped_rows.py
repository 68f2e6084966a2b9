"""What the desk keeps of whom somebody helped: a pure function of the customer's file. No Django here."""

from dataclasses import dataclass
from typing import Final

from amends.care.helped import helped
from amends.facts import CustomerFile, Moment, Policy
from amends.facts.moments import DAY_US

SHOWN_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class HelpedRow:
    """One of us who helped this customer, and when that was last proved."""

    user: str
    at: Moment


def helped_rows(file: CustomerFile, policy: Policy) -> tuple[HelpedRow, ...]:
    """Each of us once, of the days that are shown as of the file."""
    last = {one.user: one.at for one in helped(file, policy)}  # the oldest come first
    return tuple(HelpedRow(user, at) for user, at in sorted(last.items()) if at >= shown_from(file.as_of))


def shown_from(now: Moment) -> Moment:
    """The beginning of the first day that is shown: today and those before it, by UTC."""
    return Moment((now // DAY_US - (SHOWN_DAYS - 1)) * DAY_US)
