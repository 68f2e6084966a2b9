"""What somebody sees of his own day: what was hard, line by line and with its reasons, and what is left of it. Pure.

It is arithmetic on contacts and says nothing about a person: no word for how somebody is, no comparison with others or
with an earlier day, and none of the words that a customer used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from amends.care.days import day_number
from amends.care.exposure_step import Exposure, rested
from amends.care.offers import is_hard
from amends.care.weights import Weights
from amends.facts import Moment
from amends.facts.moments import HOUR_US, datetime_of

from .figures.day_bars import DayBars, day_bars

if TYPE_CHECKING:
    from .care.exposed import Day, Line

QUIET: Final = "A quiet day so far."
DAYS_SHOWN: Final = 13  # whole ones: of what is kept for 14 times 24 hours, the first day is not all there any more
NONE: Final = "none"
LATER_HOURS: Final = (1, 2, 4)
LEVEL_WORDS: Final = {NONE: "nothing hard", "curt": "curt", "insult": "an insult", "threat": "a threat"}
_NOTHING_LEFT: Final = 0.05
_NUMBERS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_FIRST_DAY: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Tap:
    """A level as a choice: its word in the table of weights, and how it is said."""

    level: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One contact of today. `said` is the level that counts, `by_tap` whether it is the own word; `less` and `more` are
    the levels that it could be said to have been instead.
    """

    contact: str
    customer: str
    name: str
    clock: str
    channel: str
    points: str
    reasons: tuple[str, ...]
    said: str
    by_tap: bool
    less: tuple[Tap, ...]
    more: tuple[Tap, ...]


@dataclass(frozen=True, slots=True)
class MyDay:
    """The page. `later` is what is left at (clock, points); `days` are (day, points), the latest first."""

    sentence: str
    left: str
    lines: tuple[ShownLine, ...]
    total: str
    later: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    picture: DayBars | None


def my_day(day: "Day", now: Moment, zone: ZoneInfo, weights: Weights, *, routed: bool) -> MyDay:
    """The day of whoever looks; `routed` says whether his load counts when contacts are shared."""
    days = _last_days(day.days, now, zone, weights)
    return MyDay(
        sentence=headline(day.lines, day.total, zone, weights),
        left=_left(day, weights, routed=routed),
        lines=tuple(_shown(line, zone, weights) for line in day.lines),
        total=_points(day.total),
        later=_later(day, now, zone, weights) if day.load >= _NOTHING_LEFT else (),
        days=tuple((_long(one), _points(total)) for one, total in days),
        picture=day_bars([(str(one.day), total) for one, total in reversed(days)]),
    )


def headline(lines: Sequence["Line"], total: float, zone: ZoneInfo, weights: Weights) -> str:
    """One plain sentence, without a number of points."""
    hard = [line for line in lines if is_hard(level_of(line), weights)]
    if hard:
        first = _clock(min(line.at for line in hard), zone)
        return (
            f"One hard contact, at {first}." if len(hard) == 1 else f"{_number(len(hard))} hard contacts since {first}."
        )
    counted = [line for line in lines if line.points > 0]
    if len(counted) < 2 or total < weights.notice:
        return QUIET
    return f"No hard contact so far, and {_number(len(counted)).lower()} that add up."


def level_of(line: "Line") -> str:
    """The level that counts: the own tap wins both ways."""
    return line.level if line.own_tap is None else line.own_tap


def _left(day: "Day", weights: Weights, *, routed: bool) -> str:
    """What is left of the day now, and what follows from it where amends is asked who takes a contact."""
    if day.load < _NOTHING_LEFT:
        return "Nothing of it is left now." if day.total > 0 else ""
    how_much = "A little" if day.load < weights.notice else "Some" if day.load < weights.offer else "Much"
    words = f"{how_much} of it is left now."
    if not routed:
        return f"{words} You chose that it does not count when contacts are shared."
    if day.load < weights.notice:
        return words
    if day.load < weights.guard:
        return (
            f"{words} Where a system asks amends, other things equal, the next that may be hard goes to somebody else."
        )
    return f"{words} Where a system asks amends, no further one that may be hard comes to you while others have time."


def _later(day: "Day", now: Moment, zone: ZoneInfo, weights: Weights) -> tuple[tuple[str, str], ...]:
    """What is left if nothing is added; by then there was a pause as well."""
    last = Exposure(at=day.lines[0].at if day.lines else now, load=1.0)
    whole = rested(last, now, weights).load
    told = [("now", _points(day.load))]
    for hours in LATER_HOURS:
        at = Moment(now + hours * HOUR_US)
        told.append((f"at {_clock(at, zone)}", _points(day.load * rested(last, at, weights).load / whole)))
    return tuple(told)


def _shown(line: "Line", zone: ZoneInfo, weights: Weights) -> ShownLine:
    so = level_of(line)
    steps = sorted(weights.hostility.items(), key=lambda one: (one[1], one[0]))
    here = weights.hostility.get(so, 0.0)
    return ShownLine(
        contact=line.contact,
        customer=line.customer,
        name=line.name,
        clock=_clock(line.at, zone),
        channel=line.channel,
        points=_points(line.points),
        reasons=tuple(reason.words for reason in line.reasons),
        said=level_words(so),
        by_tap=line.own_tap is not None,
        less=tuple(Tap(level, level_words(level)) for level, points in steps if points < here),
        more=tuple(Tap(level, level_words(level)) for level, points in steps if points > here),
    )


def level_words(level: str) -> str:
    """`insult` as `an insult`; a word of the team's own as it is."""
    return LEVEL_WORDS.get(level, level)


def _last_days(
    days: Sequence[tuple[date, float]], now: Moment, zone: ZoneInfo, weights: Weights
) -> list[tuple[date, float]]:
    """The last days, today first; a day without a contact has nothing."""
    known = dict(days)
    today = _FIRST_DAY + timedelta(days=day_number(now, zone, weights.day_begins))
    return [(one, known.get(one, 0.0)) for one in (today - timedelta(days=back) for back in range(DAYS_SHOWN))]


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _points(points: float) -> str:
    return f"{points:.1f}"


def _clock(at: Moment, zone: ZoneInfo) -> str:
    return f"{datetime_of(at, zone):%H:%M}"


def _long(one: date) -> str:
    return f"{one:%A} {one.day} {one:%B}"
