"""The accounts to watch, for whoever leads: by value at risk, or by listed rules. Ranks of accounts, never of people.

Whoever is no lead is told that there is no such page (access.ROLE_ROUTES).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.accounts.hazard.gate import EVENTS_MIN
from amends.accounts.hazard.rules import RULES

from ..account_view import watched
from ..accounts import read
from ..world import world


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`/accounts`, `/accounts?currency=USD&page=2`."""
    policy = world().policy
    found = read.page(_number(request.GET.get("page", "")), request.GET.get("currency", ""))
    over, over_count = read.crossed(policy)
    forecasts = {one.account: one for one in read.forecasts_of([row.account for row in over], found.currency)}
    context = {
        "page": found,
        "lines": [watched(row, found.forecasts.get(row.account)) for row in found.rows],
        "crossed": [watched(row, forecasts.get(row.account)) for row in over],
        "crossed_count": over_count,
        "fit": found.fit,
        "by_rule": not found.forecasts,
        "rules": RULES,
        "events_min": EVENTS_MIN,
        "alert_points": policy.account_alert_points,
        "alert_percent": policy.account_alert_percent,
        "first": (found.number - 1) * read.PAGE_ROWS + 1,
    }
    return render(request, "desk/whole_accounts.html", context)


def _number(told: str) -> int:
    return int(told) if told.isdigit() and len(told) < 8 else 1
