"""Who asked about somebody, in words for himself. Pure."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amends.facts import Moment
from amends.facts.moments import datetime_of

if TYPE_CHECKING:
    from .care.reads import Asking


def reads_words(asked: Iterable["Asking"], now: Moment, zone: ZoneInfo) -> tuple[str, ...]:
    """One sentence for each that asked, as of now."""
    return tuple(_words(one, datetime_of(now, zone).year, zone) for one in asked)


def _words(one: "Asking", year: int, zone: ZoneInfo) -> str:
    last = datetime_of(one.last, zone)
    clock = f"{last.hour}:{last:%M}"
    if one.today:
        before = f", and {_times(one.before)} in the days before" if one.before else ""
        return f"{one.asker} asked {_times(one.today)} today, last at {clock}{before}."
    day = f"{last.day} {last:%B}" + (f" {last.year}" if last.year != year else "")
    return f"{one.asker} asked {_times(one.before)}, last on {day} at {clock}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
