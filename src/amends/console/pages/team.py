"""The team, for whoever leads: promises, follow-ups, who is off the phone until when, and one sum. No load of anybody.

Whoever is no lead is told that there is no such page (access.ROLE_ROUTES).
"""

import hashlib
import threading
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.care.team_sum import TeamSum
from amends.facts import Moment
from amends.facts.moments import HOUR_US, MINUTE_US

from ..care import away, exposed
from ..days import end_of_day
from ..desk import queue, store
from ..desk.models import DeskPromise, DeskRow
from ..queue_row import NOT_OURS_TO_DO, Band
from ..team_view import about_the_sum, off_phone, sum_words
from ..world import world

SHOWN_MAX: Final = 100
STALE_MINUTES: Final = 5


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "desk/team.html", _context())


@require_safe
def fragment(request: HttpRequest) -> HttpResponse:
    """Only what changes, for the refresh: 304 while nothing did."""
    now = world().now()
    gone = "".join(f"{one.user}\0{one.until}\0" for one in away.away_now(now))
    told = f"{store.state().version}-{now // (STALE_MINUTES * MINUTE_US)}-{gone}"
    etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "desk/team_now.html", _context())
    response["ETag"] = etag
    return response


def _context() -> dict[str, Any]:
    now, zone = world().now(), world().policy.zoneinfo
    ours = DeskPromise.objects.exclude(state__in=NOT_OURS_TO_DO).order_by("due", "row_key", "promise")
    overdue, today = ours.filter(due__lt=now), ours.filter(due__gte=now, due__lt=end_of_day(now, zone))
    shown = {"overdue": list(overdue[:SHOWN_MAX]), "today": list(today[:SHOWN_MAX])}
    keys = {row.row_key for rows in shown.values() for row in rows}
    return {
        "promises": shown,
        "counts": {"overdue": overdue.count(), "today": today.count()},
        "names": dict(DeskRow.objects.filter(key__in=keys).values_list("key", "name")),
        "off_phone": off_phone(away.away_now(now), zone),
        "follow_ups": queue.counts(store.state().version).get(Band.FOLLOW_UP, 0),
        "follow_up_band": Band.FOLLOW_UP.value,
        "sum_words": sum_words(_kept.of(str(world().home), now), zone),
        "about_the_sum": about_the_sum(),
    }


class _Kept:
    """The sum that was shown stays until it moves on: somebody who looks twice sees nothing of what came in late."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[str, int] | None = None
        self._told: TeamSum | None = None

    def of(self, home: str, now: Moment) -> TeamSum | None:
        """The sum of this hour; asked for once in an hour."""
        with self._lock:
            asked = (home, now // HOUR_US)
            if asked != self._of:
                found = exposed.team_today(now)
                same_home = self._of is not None and self._of[0] == home
                if not (same_home and found is not None and self._told is not None and found.as_of == self._told.as_of):
                    self._told = found
                self._of = asked
            return self._told


_kept: Final = _Kept()
