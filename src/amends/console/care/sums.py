"""The arithmetic of exposure over what the desk keeps: the weights in force, own taps, and the days of the zone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from amends.care.days import day_number
from amends.care.exposure_step import Exposure, Handled, Reason, rested, step
from amends.care.weights import Weights, normal_channel
from amends.facts import Moment, Policy
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US

from ..world import world
from .handled_rows import kept_from
from .in_force import weights_of_home
from .kept import Kept

HALF_LIVES: Final = 20  # after so many, a millionth of a load is left
_UNKNOWN_CHANNEL: Final = 1.0
_DAY_HOURS_MAX: Final = 26  # 25 where clocks change


@dataclass(frozen=True, slots=True)
class Step:
    """One contact and what it came to."""

    kept: Kept
    after: Exposure
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> float:
        """Of this contact."""
        return sum(reason.points for reason in self.reasons)


class Sums:
    """As of one moment. `made_from` tells whether what was reckoned at another moment can be used again."""

    def __init__(self, now: Moment) -> None:
        self.now = now
        self.weights: Weights = weights_of_home()
        self.policy: Policy = world().policy
        self._days: dict[int, int] = {}  # by minute: a day begins with one
        self.today = self.day(now)

    @property
    def made_from(self) -> str:
        """Besides contacts and taps."""
        return f"{self.weights} {self.policy.zone} {self.since // DAY_US}"

    @property
    def since(self) -> Moment:
        """Early enough for all of today, for the contact before its first, and for what is left of a load."""
        least = _DAY_HOURS_MAX * HOUR_US + round(self.weights.again_within_minutes * MINUTE_US)
        faded = round(HALF_LIVES * self.weights.half_life_minutes * MINUTE_US)
        return Moment(max(self.now - max(least, faded), kept_from(self.now)))

    def day(self, at: Moment) -> int:
        """The number of the day that this moment belongs to."""
        minute = at // MINUTE_US
        if minute not in self._days:
            self._days[minute] = day_number(Moment(minute * MINUTE_US), self.policy.zoneinfo, self.weights.day_begins)
        return self._days[minute]

    def steps(self, contacts: Sequence[Kept], taps: dict[str, str]) -> list[Step]:
        """In the order in which they were over."""
        found, before = list[Step](), Exposure()
        for one in contacts:
            before, reasons = step(before, self._handled(one, taps.get(one.contact)), self._weights_for(one.channel))
            found.append(Step(one, before, reasons))
        return found

    def now_of(self, last: Exposure) -> tuple[float, float]:
        """The load now, and the total of today, where this was after the last contact."""
        if last.at is None:
            return 0.0, 0.0
        return rested(last, self.now, self.weights).load, last.total if last.day == self.today else 0.0

    def _handled(self, one: Kept, tap: str | None) -> Handled:
        points = self.weights.hostility
        return Handled(
            at=one.ended,
            channel=normal_channel(one.channel),
            hostility=points[one.level],
            own_tap=points.get(tap) if tap is not None else None,
            fixable=one.fixable,
            inherited_repeat=one.repeat,
            day=self.day(one.ended),
            began=one.began,
        )

    def _weights_for(self, told: str) -> Weights:
        """A channel that the table does not know counts as it is."""
        channel = normal_channel(told)
        if channel in self.weights.channels:
            return self.weights
        return replace(self.weights, channels={**self.weights.channels, channel: _UNKNOWN_CHANNEL})
