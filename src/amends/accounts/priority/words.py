"""Why a ticket stands where it stands, in one sentence with the figures."""

from decimal import Decimal
from typing import Final

from amends.facts import Money
from amends.facts.moments import MINUTE_US

from ..shares import shares
from .placed import Lane, Placed
from .worth import AccountValue, Basis

_RULES: Final = {
    Lane.AT_LIMIT: "The published maximum wait is reached, which goes before everything else",
    Lane.PROVEN_RIGHT: "The customer was proven right, which goes ahead of any value",
    Lane.VULNERABLE: "The customer is vulnerable, which goes ahead of any value",
    Lane.AGE: "By age",
}


def why(placed: Placed) -> str:
    """One sentence; it says what of it is assumed."""
    waited = f"waited {minutes(placed.waited_us)} of at most {minutes(placed.ticket.max_wait_us)} minutes"
    if placed.lane is Lane.VALUE and placed.worth is not None and placed.value is not None:
        part = _part(placed, placed.value.currency)
        return f"By value: {worth_words(placed.worth, placed.value)}{part}; {waited}."
    return f"{_RULES[placed.lane]}: {waited}."


def worth_words(worth: AccountValue, value: Money) -> str:
    """What handling first is worth, out of which figures, in one currency."""
    chance, pays = worth.chance, f"the whole account pays {revenue_in(worth, value.currency)} a month"
    if chance.basis is Basis.REVENUE_ALONE:
        return f"{pays}; how much handling first helps is not known"
    if chance.basis is Basis.ASSUMED_TYPICAL:
        how = (
            f"by {_percent(chance.delta)[:-2]} percentage points when handled first (assumed: the middle of the others)"
        )
        return f"worth {value} a month, because {pays} and its chance of leaving falls {how}"
    how = "how much is assumed" if chance.basis is Basis.ASSUMED_HELP else "as told"
    how += f" for {chance.told_for}, taken for the whole account" if chance.told_for else ""
    falls = f"falls from {_percent(chance.p_slow)} to {_percent(chance.p_first)} when handled first ({how})"
    return f"worth {value} a month, because {pays} and its chance of leaving {falls}"


def assumption(worth: AccountValue | None) -> str | None:
    """What the value of one ticket takes for granted; None where nothing."""
    if worth is None or not worth.is_assumed:
        return None
    words = {
        Basis.TOLD: "",
        Basis.ASSUMED_HELP: "how much handling first helps was not told, and is assumed",
        Basis.ASSUMED_TYPICAL: "no chance was told for this account; the middle of the others is assumed",
        Basis.REVENUE_ALONE: "no chance was told for any account; its revenue alone stands for its value",
    }[worth.chance.basis]
    part = f"the chance was told for {worth.chance.told_for}, and is taken for the whole account"
    return "; ".join(filter(None, (words, part if worth.chance.told_for else "")))


def revenue_in(worth: AccountValue, currency: str) -> Money:
    """Of the whole account in a month."""
    return next((money for money in worth.revenue if money.currency == currency), Money(0, currency))


def minutes(us: int) -> int | float:
    """To the hundredth; whole ones without a point."""
    found = round(us / MINUTE_US, 2)
    return int(found) if found == int(found) else found


def _part(placed: Placed, currency: str) -> str:
    mine, worth = placed.ticket.service_revenue, placed.worth
    if mine is None or worth is None or mine.currency != currency:
        return ""
    whole = revenue_in(worth, currency).amount_minor
    share = shares({"mine": mine.amount_minor, "rest": whole - mine.amount_minor})
    return f"; its own service is {share['mine'].words} of that" if share else ""


def _percent(chance: Decimal | None) -> str:
    return "0 %" if chance is None else f"{float(chance) * 100:.3g} %"
