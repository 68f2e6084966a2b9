"""Everybody's open promises: the overdue first, then what is due today, then what comes."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..days import end_of_day
from ..desk.models import DeskPromise, DeskRow
from ..queue_row import NOT_OURS_TO_DO
from ..world import world

SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Promises under one heading, the soonest first."""

    id: str
    words: str
    rows: list[DeskPromise]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page."""
    now = world().now()
    midnight = end_of_day(now, world().policy.zoneinfo)
    ours = DeskPromise.objects.exclude(state__in=NOT_OURS_TO_DO).order_by("due", "row_key", "promise")
    groups = [
        Group("overdue", "Overdue", list(ours.filter(due__lt=now)[:SHOWN_MAX])),
        Group("today", "Due today", list(ours.filter(due__gte=now, due__lt=midnight)[:SHOWN_MAX])),
        Group("later", "Later", list(ours.filter(due__gte=midnight)[:SHOWN_MAX])),
        Group(
            "waiting",
            "Waiting for the customer's word, or for a witness",
            list(
                DeskPromise.objects.filter(state__in=NOT_OURS_TO_DO).order_by("due", "row_key", "promise")[:SHOWN_MAX]
            ),
        ),
    ]
    context = {
        "groups": groups,
        "names": _names(groups),
        "overdue": ours.filter(due__lt=now).count(),
        "today": ours.filter(due__gte=now, due__lt=midnight).count(),
        "now": now,
    }
    return render(request, "desk/promises.html", context)


def _names(groups: list[Group]) -> dict[str, str]:
    keys = {row.row_key for group in groups for row in group.rows}
    return dict(DeskRow.objects.filter(key__in=keys).values_list("key", "name"))
