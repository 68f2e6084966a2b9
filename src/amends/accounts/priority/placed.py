"""Where a ticket stands, and by which rule."""

from dataclasses import dataclass
from enum import StrEnum

from amends.facts import Money

from .ticket import Ticket
from .worth import AccountValue


class Lane(StrEnum):
    """By what a ticket has its place. The first three are before any value, in this order."""

    AT_LIMIT = "at_limit"  # the published maximum wait is reached
    PROVEN_RIGHT = "proven_right"
    VULNERABLE = "vulnerable"
    VALUE = "value"
    AGE = "age"  # how much of its maximum it has waited


@dataclass(frozen=True, slots=True)
class Placed:
    """`rank` counts from 1 and is that of the ticket, never of a person. `values` are what handling it first is worth a
    month, one for each currency of the account, sorted; `value` is the one by which it stands, or that of its service's
    currency; None where nobody knows.
    """

    rank: int
    ticket: Ticket
    lane: Lane
    in_fast_lane: bool
    waited_us: int
    values: tuple[Money, ...] = ()
    value: Money | None = None
    worth: AccountValue | None = None
