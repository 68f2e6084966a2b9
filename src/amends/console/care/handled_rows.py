"""What the desk keeps of each contact that one of us handled in the last days. No Django here: a worker makes it."""

from typing import Final

from amends.care.handled import HandledContact, handled
from amends.facts import CustomerFile, Moment, Policy
from amends.facts.moments import DAY_US

KEPT_DAYS: Final = 14


def handled_rows(file: CustomerFile, policy: Policy) -> tuple[HandledContact, ...]:
    """Those of the days that are kept, as of the file."""
    return handled(file, policy, since=kept_from(file.as_of))


def kept_from(now: Moment) -> Moment:
    """The beginning of the first day that is kept: today and thirteen before it, by UTC, so that nothing gets older
    than fourteen times 24 hours.
    """
    return Moment((now // DAY_US - (KEPT_DAYS - 1)) * DAY_US)


def day_of_row(ended: Moment) -> int:
    """The beginning of its day by UTC: by which a row is taken away."""
    return ended // DAY_US * DAY_US
