"""What is asked of the passes: as of when, how far the witness is complete, and the policy. All numbers, in SQL."""

from dataclasses import dataclass

from amends.facts import Moment, Policy, Window
from amends.facts.moments import DAY_US, HOUR_US, plus_business_days
from amends.opinion.matching import TIE_WITHIN_US

from .calendar import recent_from

_NOWHERE_US = 1 << 62  # from then on the witness is complete: never, so that its silence proves nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """`complete`: from..to within which the witness tells every refund, both included; None where nobody says so.

    `witness_name` chooses the policy's window, as the name of a gateway does for one customer.
    """

    as_of: Moment
    policy: Policy
    complete: tuple[Moment, Moment] | None = None
    witness_name: str = "default"

    @property
    def window(self) -> Window:
        """How long a refund takes with this witness."""
        return self.policy.window(self.witness_name, "")

    def values(self) -> dict[str, int]:
        """The numbers that the SQL names, in microseconds."""
        policy = self.policy
        since, until = self.complete or (Moment(_NOWHERE_US), Moment(0))
        next_day = plus_business_days(self.as_of, 1, zone=policy.zoneinfo, holidays=policy.holidays)
        return {
            "as_of_us": self.as_of,
            "complete_from_us": since,
            "silent_until_us": min(until, self.as_of),
            "sent_within_us": policy.sent_within_hours * HOUR_US,
            "refused_within_us": policy.refused_within_hours * HOUR_US,
            "match_before_us": policy.match_before_days * DAY_US,
            "match_after_us": policy.match_after_days * DAY_US,
            "tie_within_us": TIE_WITHIN_US,
            "horizon_us": self.window.horizon_days * DAY_US,
            "next_day_us": next_day,
            "recent_us": recent_from(self.as_of, self.window, policy),
        }
