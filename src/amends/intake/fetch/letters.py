"""A mail as it was found: its bytes, when this copy came in, and where, for a person who looks for it."""

from dataclasses import dataclass

from amends.facts import Moment


@dataclass(frozen=True, slots=True)
class Letter:
    """`received` counts only where the mail itself says no time."""

    raw: bytes
    received: Moment
    where: str
