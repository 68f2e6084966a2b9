"""The digest of a month, made from the desk and the record."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from amends.facts import Moment, Problem, Refused
from amends.facts.moments import datetime_of, moment_of
from amends.learning.digest import Digest, digest, month_of

from .desk import mistakes
from .lesson_rows import all_effects, all_lessons, effects_of
from .register_view import slices
from .report_view import told_to_others
from .world import world

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def hear_month(told: str) -> Moment:
    """The beginning of `2026-06` on the team's clock. Raises Refused, also for a month that is still to come."""
    found = _MONTH.fullmatch(told)
    if found is None or not 2000 <= int(found[1]) <= 9000:
        raise Refused(Problem("The month", "is none", "Write for example 2026-06", value=told))
    begin = moment_of(datetime(int(found[1]), int(found[2]), 1, tzinfo=world().policy.zoneinfo))
    if begin > world().now():
        raise Refused(Problem("The month", "has not begun", "Choose an earlier one", value=told))
    return begin


def digest_of(month: Moment) -> Digest:
    """What came up in the month that begins then, and what came of the lessons, as of its end or of now."""
    zone, now = world().policy.zoneinfo, world().now()
    since, until, _ = month_of(month, zone)
    end = min(until, now)
    known = all_lessons(world().record, end)
    effects = all_effects(now) if end == now else effects_of(known, end)
    return digest(month, mistakes.found_between(since, until, slices()), effects, zone=zone, told=_told(since, until))


def name_of(month: Moment) -> str:
    """`2026-06`."""
    return f"{datetime_of(month, world().policy.zoneinfo):%Y-%m}"


def beside(month: Moment) -> tuple[Moment, Moment | None]:
    """The month before, and the one after unless it is still to come."""
    zone = world().policy.zoneinfo
    begin, until, _ = month_of(month, zone)
    before = month_of(Moment(begin - 1), zone)[0]
    return before, until if until <= world().now() else None


def _told(since: Moment, until: Moment) -> tuple[str, ...]:
    """What others may read of confidential reports, in the month in which it came to be shown."""
    return tuple(_summaries(since, until))


def _summaries(since: Moment, until: Moment) -> Iterator[str]:
    for told in told_to_others():
        if since < told.cell.until <= until:
            yield from told.summaries
