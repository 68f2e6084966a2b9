"""Business days as a small table, so that SQL adds to a moment what `plus_business_days` would.

The same wall time some business days later is a constant away for all moments of one local day, but for days near a
change of clocks: those are cut into quarters of an hour, on which every zone of today changes its clocks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from amends.facts import Moment, Policy, Window
from amends.facts.moments import DAY_US, MINUTE_US, datetime_of, plus_business_days

SLOT_US: Final = 15 * MINUTE_US
COLUMNS: Final = {"day_us": int, "from_us": int, "until_us": int, "visible_us": int, "settled_us": int}


@dataclass(frozen=True, slots=True)
class Stretch:
    """From..until (not included), all within the UTC day `day_us`: so much later is due."""

    day_us: int
    from_us: int
    until_us: int
    visible_us: int  # from acceptance until the customer should see it
    settled_us: int  # from settlement until the customer should see it


def recent_from(as_of: Moment, window: Window, policy: Policy) -> Moment:
    """What left or was settled before then is due by `as_of`, whatever days lie between."""
    days = max(window.visible_business_days, window.settled_business_days)
    return Moment(as_of - (2 * days + len(policy.holidays) + 7) * DAY_US)


def calendar(first: Moment, last: Moment, window: Window, policy: Policy) -> tuple[Stretch, ...]:
    """The stretches that cover first..last without a gap."""
    start = first - first % DAY_US
    days = range(start, last - last % DAY_US + DAY_US, DAY_US)
    return tuple(stretch for day in days for stretch in _day(day, window, policy))


def _day(day: int, window: Window, policy: Policy) -> Iterator[Stretch]:
    spans = (window.visible_business_days, window.settled_business_days)
    at, shifts = day, _shifts(day, spans, policy)
    for cut in _cuts(day, max(spans), policy):
        other = _shifts(cut, spans, policy)
        if other != shifts:
            yield Stretch(day, at, cut, *shifts)
            at, shifts = cut, other
    yield Stretch(day, at, day + DAY_US, *shifts)


def _shifts(at: int, spans: tuple[int, int], policy: Policy) -> tuple[int, int]:
    visible, settled = (
        plus_business_days(Moment(at), days, zone=policy.zoneinfo, holidays=policy.holidays) - at for days in spans
    )
    return visible, settled


def _cuts(day: int, business_days: int, policy: Policy) -> Iterable[int]:
    """The moments within this UTC day at which what is due may jump: the local midnight, or every slot where the clocks
    change before all of it is due.
    """
    begin = datetime_of(Moment(day), policy.zoneinfo)
    reach = 2 * business_days + len(policy.holidays) + 4
    offsets = {(begin + timedelta(days=later)).utcoffset() for later in range(-1, reach + 1)}
    if len(offsets) > 1:
        return range(day + SLOT_US, day + DAY_US, SLOT_US)
    offset_us = (begin.utcoffset() or timedelta()) // timedelta(microseconds=1)
    midnight = -offset_us % DAY_US
    return (day + midnight,) if midnight else ()
