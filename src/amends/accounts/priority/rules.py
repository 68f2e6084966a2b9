"""What a team may set: how long the fast lane is. That at most half of it goes by value is no setting."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final, Self

from amends.facts import Problem, Refused

BY_VALUE_ONE_IN: Final = 2
_PLACES = re.compile(r"\d{1,9}")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%")


@dataclass(frozen=True, slots=True)
class Rules:
    """The fast lane, as a number of places or as a percentage of what waits; with neither it is the whole queue, since
    nobody has said how far one comes.
    """

    fast_lane_places: int | None = None
    fast_lane_percent: Decimal | None = None

    @classmethod
    def hear(cls, text: str | None, option: str = "--fast-lane") -> Self:
        """`20` places or `15%` of what waits. Raises Refused."""
        if text is None:
            return cls()
        if _PLACES.fullmatch(text.strip()):
            return cls(fast_lane_places=int(text))
        percent = _PERCENT.fullmatch(text.strip())
        if percent and Decimal(percent[1]) <= 100:
            return cls(fast_lane_percent=Decimal(percent[1]))
        what = "is neither a number of places nor a percentage up to 100 %"
        raise Refused(Problem(option, what, "Write for example 20, or 15%", value=text))

    def places(self, waiting: int) -> int:
        """Of so many tickets; a percentage is rounded up."""
        if self.fast_lane_places is not None:
            return min(self.fast_lane_places, waiting)
        if self.fast_lane_percent is not None:
            return ceil(self.fast_lane_percent * waiting / 100)
        return waiting

    def by_value_max(self, waiting: int) -> int:
        """At most half of the fast lane, rounded down."""
        return self.places(waiting) // BY_VALUE_ONE_IN
