"""Figures and briefs of accounts for programs: money as `amount_minor` and `currency`, times in ISO 8601."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from amends.facts import Money, iso

from .brief import AccountBrief, ServiceLine
from .brief_words import brief_lines
from .figures import Figures


def figures_json(figures: Figures) -> dict[str, Any]:
    """Every figure under its own name."""
    return {
        "accounts": figures.accounts,
        "services": figures.services,
        "unpriced": figures.unpriced,
        "per_month": moneys_json(figures.per_month),
        "credits": figures.credits,
        "credit_per_month": moneys_json(figures.credit_per_month),
        "contacts_30": figures.contacts_30,
        "contacts_90": figures.contacts_90,
        "repeats_90": figures.repeats_90,
        "cases_open": figures.cases_open,
        "promises_broken": figures.promises_broken,
        "errors_ours": figures.errors_ours,
        "surveys_low": figures.surveys_low,
        "hostile": figures.hostile,
        "renewal": iso(figures.renewal) if figures.renewal is not None else None,
    }


def brief_json(brief: AccountBrief, zone: ZoneInfo | None = None) -> dict[str, Any]:
    """The whole brief, with its sentences."""
    return {
        "as_of": iso(brief.at),
        "account": brief.account.id,
        "name": brief.account.name,
        "above": [one.id for one in brief.above],
        "below": [one.id for one in brief.below],
        "own": figures_json(brief.own),
        "whole": figures_json(brief.whole),
        "services": [_line_json(line) for line in brief.services],
        "lines": list(brief_lines(brief, zone)),
    }


def _line_json(line: ServiceLine) -> dict[str, Any]:
    service = line.service
    return {
        "service": service.id,
        "account": service.account,
        "name": service.name,
        "in_force": service.in_force,
        "per_month": moneys_json([service.per_month])[0] if service.per_month is not None else None,
        "renewal": iso(service.renewal) if service.renewal is not None else None,
        "cases_open": line.figures.cases_open,
        "contacts_90": line.figures.contacts_90,
        "repeats_90": line.figures.repeats_90,
        "revenue_share_percent": line.revenue.percent if line.revenue else None,
        "contacts_share_percent": line.contacts.percent if line.contacts else None,
        "here": line.here,
    }


def moneys_json(told: Iterable[Money]) -> list[dict[str, Any]]:
    """A sum for each currency."""
    return [{"amount_minor": money.amount_minor, "currency": money.currency} for money in told]
