"""How one lesson is shown: the verdict in words first, then the rate before and since, and the chart that watches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from amends.facts import Moment
from amends.facts.moments import hear_moment, spoken_day
from amends.learning.effects import Effect, population
from amends.learning.lessons import Lesson
from amends.learning.rates import rate_interval
from amends.learning.rows import Rows

from .figures.before_after import BeforeAfter, Told, before_after
from .figures.cusum import Cusum, cusum
from .lesson_rows import rows_of
from .lesson_series import FOUR_WEEKS_DAYS, Point, Walk, points, walk, width_of
from .world import world

_WALK_ROWS: Final = 24  # of the table beside the chart


@dataclass(frozen=True, slots=True)
class Week:
    """One line of the table beside the picture."""

    first: str
    since: bool
    failed: int
    rows: int
    rate: str
    interval: str
    beside: str


def shown(effect: Effect, now: Moment) -> dict[str, Any]:
    """What the page of a lesson shows besides its words; nothing to draw of what is not done, or has no rows."""
    lesson = effect.lesson
    if lesson.since is None:
        return {}
    zone, rows = world().policy.zoneinfo, population(rows_of(lesson.population), lesson, now)
    width = width_of(rows)
    found = points(rows, lesson.since, zone, width)
    context: dict[str, Any] = {
        "width": "four weeks" if width == FOUR_WEEKS_DAYS else "week",
        "picture": _picture(effect, found),
        "weeks": [_week(one) for one in found],
        "has_control": bool(lesson.control),
        "counted": len(rows.at),
    }
    if effect.judged is not None:
        context["desc"] = f"{effect.sentences[0]} {effect.sentences[2]}"
        context |= _watch(effect, rows, lesson)
    return context


def _picture(effect: Effect, found: Sequence[Point]) -> BeforeAfter | None:
    since = effect.lesson.since
    if since is None:
        return None
    before = [one.here for one in found if one.number < 0]
    failed, rows = sum(one.failed for one in before), sum(one.rows for one in before)
    usual = effect.judged.before.rate if effect.judged is not None else failed / rows if rows else 0.0
    told = [Told(one.number, _short(one.first), one.here, rate_interval(one.here), one.beside) for one in found]
    return before_after(told, usual, f"changed {spoken_day(since, world().policy.zoneinfo)}")


def _watch(effect: Effect, rows: Rows, lesson: Lesson) -> dict[str, Any]:
    if effect.judged is None or lesson.since is None:
        return {}
    told = walk(rows, lesson.since, world().policy.zoneinfo, effect.judged.watched)
    if told is None:
        return {}
    chart = effect.judged.watched.chart
    return {"walk": told, "cusum": _cusum(told), "chart": chart, "steps_of_walk": _steps(told)}


def _cusum(told: Walk) -> Cusum | None:
    return cusum(told.at, told.evidence, told.limit, told.signal)


def _steps(told: Walk) -> list[tuple[int, str, str, bool]]:
    """Some places of the path for the table: contact, day, evidence, and whether it signalled there."""
    every = max(len(told.at) // _WALK_ROWS, 1)
    last = len(told.at) - 1
    rows = zip(told.at, told.days, told.evidence, strict=True)
    return [
        (at, day, f"{evidence:.2f}", at == told.signal)
        for number, (at, day, evidence) in enumerate(rows)
        if number % every == 0 or number == last or at == told.signal
    ]


def _week(point: Point) -> Week:
    interval = rate_interval(point.here)
    beside = f"{point.beside.failed} of {point.beside.rows}" if point.beside.rows else ""
    rate = f"{point.here.rate:.1%}" if point.here.rows else ""
    words = f"{interval.lo:.1%} to {interval.hi:.1%}" if point.here.rows else ""
    return Week(point.first, point.number >= 0, point.here.failed, point.here.rows, rate, words, beside)


def _short(day: str) -> str:
    return spoken_day(hear_moment(f"{day}T00:00:00Z")).rpartition(" ")[0][:6]
