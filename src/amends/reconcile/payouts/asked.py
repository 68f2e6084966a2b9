"""What is asked of the payouts: as of when, and how far lines and bank are complete. All numbers, in SQL."""

from dataclasses import dataclass
from typing import Final

from amends.facts import Moment, Policy
from amends.facts.moments import DAY_US, plus_business_days

BOOKED_BEFORE_DAYS: Final = 1  # a bank dates by its own day, which may have begun before the gateway's moment
BOOKED_AFTER_DAYS: Final = 7  # money.md: the bank has it after one to three days; a week with holidays
_NOWHERE_US: Final = 1 << 62

Range = tuple[Moment, Moment]


@dataclass(frozen=True, slots=True)
class PayoutsAsked:
    """`lines_complete`: all lines of the payouts made from..to are there. `bank_complete`: the statements tell every
    line booked from..to. Both ends are included; None where nobody says so, and then silence proves nothing.
    """

    as_of: Moment
    policy: Policy
    lines_complete: Range | None = None
    bank_complete: Range | None = None

    def values(self) -> dict[str, int]:
        """The numbers that the SQL names, in microseconds."""
        lines_from, lines_until = self.lines_complete or (Moment(_NOWHERE_US), Moment(0))
        bank_from, bank_until = self.bank_complete or (Moment(_NOWHERE_US), Moment(0))
        policy = self.policy
        return {
            "as_of_us": self.as_of,
            "before_us": BOOKED_BEFORE_DAYS * DAY_US,
            "after_us": BOOKED_AFTER_DAYS * DAY_US,
            "lines_told": int(self.lines_complete is not None),
            "lines_from_us": lines_from,
            "lines_until_us": lines_until,
            "bank_from_us": bank_from,
            "bank_until_us": min(bank_until, self.as_of),
            "next_day_us": plus_business_days(self.as_of, 1, zone=policy.zoneinfo, holidays=policy.holidays),
        }
