"""Accounts over HTTP: one whole account, and for who leads people the list of those to watch."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from amends.accounts.brief import ServiceLine
from amends.accounts.hazard.rules import UNCALIBRATED
from amends.facts import Moment, Money, iso
from amends.facts.as_json import money_json

from ..account_view import Branch, page_of
from ..accounts import read
from ..accounts.models import DeskForecast, DeskWatch
from ..accounts.watch import lines_of
from ..world import world
from .accounts_shapes import WatchListOut, WholeAccountOut
from .shapes import ProblemOut

router = Router()
ANSWERS: dict[Any, Any] = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}


@router.get("/accounts", response={200: WatchListOut, **ANSWERS}, url_name="accounts", summary="Accounts to watch")
def accounts(request: HttpRequest, page: Annotated[int, Query(ge=1, le=read.PAGES_MAX)] = 1, currency: str = "") -> Any:
    """By value at risk, or by points of listed rules; one currency at a time, `none` for accounts of which nobody says
    what they pay. 404 without the role `lead`.
    """
    found = read.page(page, currency)
    over, count = read.crossed(world().policy)
    return {
        "rows": [_watched(row, found.forecasts.get(row.account)) for row in found.rows],
        "page": found.number,
        "more": found.more,
        "count": found.count,
        "currency": found.currency,
        "currencies": [{"currency": name, "accounts": n} for name, n in found.currencies],
        "mark": "" if found.forecasts else UNCALIBRATED,
        "crossed": [row.account for row in over],
        "crossed_count": count,
    }


@router.get("/accounts/{path:key}", response={200: WholeAccountOut, **ANSWERS}, summary="One whole account")
def account(request: HttpRequest, key: str) -> Any:
    """`key` is the number of any account of its tree: crm/A-17."""
    here = world()
    found = page_of(key, here.now(), here.policy.zoneinfo)
    if found is None:
        raise Http404
    pane, branches = found
    return {
        "account": pane.key,
        "name": pane.name,
        "lines": list(pane.told),
        "mark": UNCALIBRATED if pane.uncalibrated else "",
        "points": pane.points,
        "rules": [{"words": one.words, "points": one.points} for one in pane.applied],
        "rules_not_asked": list(pane.not_asked),
        "forecasts": [_forecast(one) for one in read.forecasts_of([pane.key])],
        "drives": list(pane.drives),
        "helps": list(pane.helps),
        "changed_this_week": list(pane.changed),
        "services": [_service(line) for line in pane.services],
        "tree": [_node(one) for one in branches],
    }


def _watched(row: DeskWatch, forecast: DeskForecast | None) -> dict[str, Any]:
    return {
        "account": row.account,
        "name": row.name,
        "per_month": money_json(Money(row.per_month_minor, row.currency)) if row.currency else None,
        "services": row.services,
        "contacts_90_days": row.contacts,
        "points": row.points,
        "points_week_ago": row.points_before,
        "forecast": _forecast(forecast) if forecast else None,
        "drives": list(lines_of(forecast.drives if forecast else row.drives)),
        "helps": list(lines_of(row.helps)),
        "changed_this_week": list(lines_of(row.changed)),
    }


def _forecast(one: DeskForecast) -> dict[str, Any]:
    return {
        "probability": one.probability,
        "low": one.low,
        "high": one.high,
        "at_risk": money_json(Money(one.risk_minor, one.currency)) if one.currency else None,
        "made_at": iso(Moment(one.made_at)),
    }


def _service(line: ServiceLine) -> dict[str, Any]:
    service, figures = line.service, line.figures
    return {
        "service": service.id,
        "name": service.name,
        "account": service.account,
        "per_month": money_json(service.per_month),
        "in_force": service.in_force,
        "renewal": iso(service.renewal) if service.renewal is not None else None,
        "revenue_percent": line.revenue.percent if line.revenue else None,
        "contacts_percent": line.contacts.percent if line.contacts else None,
        "contacts_90_days": figures.contacts_90,
        "repeats_90_days": figures.repeats_90,
        "cases_open": figures.cases_open,
        "promises_broken": figures.promises_broken,
        "errors_ours": figures.errors_ours,
    }


def _node(one: Branch) -> dict[str, Any]:
    return {
        "account": one.account.id,
        "name": one.account.name,
        "parent": one.account.parent,
        "known": one.account.known,
        "depth": one.depth,
        "services": one.own.services,
        "per_month": [money_json(money) for money in one.own.per_month],
        "contacts_90_days": one.own.contacts_90,
        "cases_open": one.own.cases_open,
        "dates": list(one.dates),
    }
