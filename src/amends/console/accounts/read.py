"""Reading accounts: the one behind a customer, the forecast of one, and pages of the watch list. No page reads all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from amends.accounts.members import domain_of, members
from amends.accounts.ties import Ties
from amends.facts import CustomerFile, Moment, Policy
from amends.facts.kinds import AccountMember

from .as_entries import member_entry
from .models import DeskAccountFit, DeskForecast, DeskMemberTold, DeskServiceTold, DeskWatch
from .told import told_about
from .whole import Whole, whole_of

PAGE_ROWS: Final = 50
PAGES_MAX: Final = 2_000
NOT_TOLD: Final = "none"
CROSSED_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the watch list in one currency. `number` counts from 1; `currencies` are all that there are, with how
    many accounts pay in each. `fit` is the last try to fit; with `forecasts` the list is by value at risk.
    """

    rows: tuple[DeskWatch, ...]
    forecasts: dict[str, DeskForecast]
    currency: str
    currencies: tuple[tuple[str, int], ...]
    number: int
    more: bool
    count: int
    fit: DeskAccountFit | None


def whole_behind(file: CustomerFile, now: Moment) -> Whole | None:
    """The whole account behind a customer's latest contact, with the service that it is about; None where there is
    none. The same rule as accounts.attach: the service, else the ticket's account, else the one he writes for.
    """
    ties = Ties(file)
    latest = max(file.contacts, key=lambda contact: (contact.at, contact.entry.id), default=None)
    about = ties.service_of_contact(latest) if latest is not None else ""
    if about:
        names = set(DeskServiceTold.objects.filter(service=about).values_list("account", flat=True))
        for name in sorted(names):
            told = told_about(name or f"service/{about}", now)
            service = told.tree(now).services.get(about)
            if service is not None and (found := whole_of(told, service.account, now, service.id)):
                return found
    for name in (ties.account_of_ticket(latest.ticket) if latest is not None else "", _written_for(file, now)):
        if name and (found := whole_of(told_about(name, now), name, now)):
            return found
    return None


def _written_for(file: CustomerFile, now: Moment) -> str:
    """The account for which he writes; empty where nobody says."""
    handles = (file.identity.id, *file.identity.handles)
    told = [entry for entry in file.told if isinstance(entry.what, AccountMember)]
    domains = sorted({domain_of(key) for key in handles} - {""})
    told += [member_entry(row) for row in DeskMemberTold.objects.filter(domain__in=domains, row_key="")]
    return members(told, now).account_of(handles)


def forecasts_of(accounts: Iterable[str], currency: str | None = None) -> list[DeskForecast]:
    """What the last fit says of these whole accounts, by currency."""
    rows = DeskForecast.objects.filter(account__in=list(accounts)).order_by("currency")
    return list(rows if currency is None else rows.filter(currency=currency))


def last_fit() -> DeskAccountFit | None:
    """What the last try to fit came to."""
    return DeskAccountFit.objects.order_by("-made_at").first()


def page(number: int, currency: str) -> Page:
    """One page: by value at risk where there are forecasts, else by points. One currency at a time, because nobody here
    knows rates; without a choice the one in which most accounts pay. Those of
    which nobody says what they pay have an empty one,
    asked for as `none`.
    """
    counted = tuple(DeskWatch.objects.values_list("currency").annotate(n=Count("id")).order_by("-n", "currency"))
    there = [name for name, _ in counted]
    paid = [name for name in there if name]
    chosen = currency if currency in paid else (paid[0] if paid and currency != NOT_TOLD else "")
    number, fit = min(max(number, 1), PAGES_MAX), last_fit()
    start = (number - 1) * PAGE_ROWS
    has = DeskForecast.objects.filter(currency=chosen).exists()
    some = slice(start, start + PAGE_ROWS + 1)
    if has:
        ordered = list(
            DeskForecast.objects.filter(currency=chosen).order_by("currency", "-risk_minor", "account")[some]
        )
        rows = _in_order([one.account for one in ordered], chosen)
        forecasts = {one.account: one for one in ordered}
    else:
        found = DeskWatch.objects.filter(currency=chosen)
        rows = list(found.order_by("currency", "-points", "-per_month_minor", "account")[some])
        forecasts = {}
    more = len(forecasts if has else rows) > PAGE_ROWS
    count = dict(counted).get(chosen, 0)
    return Page(tuple(rows[:PAGE_ROWS]), forecasts, chosen, counted, number, more, count, fit)


def _in_order(accounts: Sequence[str], currency: str) -> list[DeskWatch]:
    rows = {row.account: row for row in DeskWatch.objects.filter(currency=currency, account__in=accounts)}
    return [rows[account] for account in accounts if account in rows]


def crossed(policy: Policy) -> tuple[list[DeskWatch], int]:
    """The accounts that crossed the threshold this week, the first few, and how many there are."""
    share = policy.account_alert_percent / 100
    if DeskForecast.objects.exists():
        over = DeskForecast.objects.filter(probability__gte=share, before__lt=share).order_by("-probability", "account")
        names = list(dict.fromkeys(over.values_list("account", flat=True)))
    else:
        points = policy.account_alert_points
        told = DeskWatch.objects.filter(points__gte=points, points_before__lt=points).order_by("-points", "account")
        names = list(dict.fromkeys(told.values_list("account", flat=True)))
    first: dict[str, DeskWatch] = {}
    for row in DeskWatch.objects.filter(account__in=names[:CROSSED_MAX]).order_by("currency"):
        first.setdefault(row.account, row)
    return [first[name] for name in names[:CROSSED_MAX] if name in first], len(names)
