"""The queue: who is owed, who was promised something, who waits. It refreshes by itself without moving the reader."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.facts.moments import MINUTE_US

from ..desk import queue, store
from ..queue_row import OPEN, Band
from ..world import world

TABS = {
    None: "All open",
    Band.OWED: "Owed",
    Band.PROMISED: "Promised",
    Band.FOLLOW_UP: "Follow up",
    Band.SECOND_LOOK: "Second look",
    Band.WAITING: "Waiting",
    Band.ON_ITS_WAY: "On its way",
    Band.DONE: "Done",
}
STALE_MINUTES = 5  # what is overdue depends on the clock; the page asks anew at least this often


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One page of the queue."""
    return render(request, "desk/queue.html", context(request, side=False))


@require_safe
def fragment(request: HttpRequest) -> HttpResponse:
    """Only the list, for the refresh: 304 while nothing changed."""
    side = "side" in request.GET
    now = world().now()
    age = now // (STALE_MINUTES * MINUTE_US)
    etag = f'"{store.state().version}-{age}-{request.GET.get("page", 1)}-{request.GET.get("band", "")}-{side}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponse(status=304)
    else:
        response = render(request, "desk/side.html" if side else "desk/list.html", context(request, side=side))
    response["ETag"] = etag
    return response


def context(request: HttpRequest, *, side: bool, current: str = "") -> dict[str, Any]:
    """What the list needs; `current` is the key of the customer who is open."""
    band = _band(request.GET.get("band", "")) if not side else None
    number = _number(request.GET.get("page", "1")) if not side else 1
    counted = queue.counts(store.state().version)
    found = queue.page(number, band, rows=queue.SIDE_ROWS if side else queue.PAGE_ROWS)
    waiting = sum(counted.get(b, 0) for b in OPEN)
    tabs = [
        (words, "" if b is None else b.value, waiting if b is None else counted.get(b, 0), b is band)
        for b, words in TABS.items()
    ]
    return {
        "queue": found,
        "tabs": tabs,
        "waiting": waiting,
        "current": current or request.GET.get("current", ""),
        "now": world().now(),
        "band_value": "" if band is None else band.value,
    }


def _band(told: str) -> Band | None:
    return Band(int(told)) if told.isdigit() and int(told) in set(Band) else None


def _number(told: str) -> int:
    return int(told) if told.isdigit() and len(told) < 8 else 1
