"""A placed ticket as JSON: the figures beside the sentence."""

from collections.abc import Sequence
from typing import Any

from .placed import Lane, Placed
from .rules import Rules
from .words import assumption, minutes, revenue_in, why


def queue_json(placed: Sequence[Placed], rules: Rules) -> dict[str, Any]:
    """The fast lane, and everything that the values of this queue take for granted."""
    waiting = len(placed)
    return {
        "fast_lane": {
            "places": rules.places(waiting),
            "by_value_max": rules.by_value_max(waiting),
            "by_value": sum(one.lane is Lane.VALUE for one in placed),
        },
        "assumptions": sorted({words for one in placed if (words := assumption(one.worth))}),
    }


def placed_json(placed: Placed) -> dict[str, Any]:
    """Figures in one currency, that of `value_minor`; `further_currencies` holds the others. Money is minor units of a
    month; nothing that nobody told is 0, it is null.
    """
    ticket, worth, value, chance = placed.ticket, placed.worth, placed.value, placed.worth and placed.worth.chance
    revenue = revenue_in(worth, value.currency) if worth and value else None
    return {
        "rank": placed.rank,
        "ticket": ticket.ticket,
        "lane": placed.lane.value,
        "in_fast_lane": placed.in_fast_lane,
        "why": why(placed),
        "value_minor": value.amount_minor if value else None,
        "currency": value.currency if value else None,
        "account": ticket.account or None,
        "whole_account": worth.whole or worth.account if worth else None,
        "account_revenue_minor": revenue.amount_minor if revenue else None,
        "service": ticket.service or None,
        "service_revenue_minor": ticket.service_revenue.amount_minor if ticket.service_revenue else None,
        "service_share": _share(placed),
        "p_slow": _number(chance and chance.p_slow),
        "p_first": _number(chance and chance.p_first),
        "delta_p": _number(chance and chance.delta),
        "basis": chance.basis.value if chance else None,
        "assumption": assumption(worth),
        "waited_minutes": minutes(placed.waited_us),
        "max_wait_minutes": minutes(ticket.max_wait_us),
        "further_currencies": _further(placed),
    }


def _share(placed: Placed) -> float | None:
    """Of the ticket's service in the revenue of the whole account in its currency; None where that says nothing, as
    with a credit.
    """
    mine, worth = placed.ticket.service_revenue, placed.worth
    if mine is None or worth is None:
        return None
    whole = revenue_in(worth, mine.currency).amount_minor
    return round(mine.amount_minor / whole, 4) if 0 <= mine.amount_minor <= whole and whole else None


def _further(placed: Placed) -> list[dict[str, Any]]:
    worth, shown = placed.worth, placed.value
    if worth is None or shown is None:
        return []
    return [
        {
            "currency": money.currency,
            "value_minor": money.amount_minor,
            "account_revenue_minor": revenue_in(worth, money.currency).amount_minor,
        }
        for money in placed.values
        if money.currency != shown.currency
    ]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
