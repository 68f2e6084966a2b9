"""A ticket that waits, as far as it matters for its place."""

from dataclasses import dataclass
from typing import Final

from amends.facts import Moment, Money

_PER: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """`account` is that of its service; empty where nobody says. `max_wait_us` is the published maximum of its class,
    above 0. `severity` is larger where it is more severe. `proven_right`: a second opinion found the customer right.
    """

    ticket: str
    opened_at: Moment
    max_wait_us: int
    account: str = ""
    service: str = ""
    service_revenue: Money | None = None  # a month
    severity: int = 0
    proven_right: bool = False
    vulnerable: bool = False

    def __post_init__(self) -> None:
        if self.max_wait_us <= 0:
            raise ValueError("a maximum wait is above 0")

    def waited_us(self, now: Moment) -> int:
        """Nothing for what is opened later than now."""
        return max(now - self.opened_at, 0)

    def at_limit(self, now: Moment) -> bool:
        """The published maximum is reached."""
        return self.waited_us(now) >= self.max_wait_us

    def age(self, now: Moment) -> tuple[int, int, int, str]:
        """Sorts by the part of its maximum that a ticket has waited, the largest first. Severity, the time and the id
        decide between equals, so that the order of telling never does.
        """
        part = self.waited_us(now) * _PER // self.max_wait_us  # whole numbers: exact, and the same everywhere
        return -part, -self.severity, self.opened_at, self.ticket
