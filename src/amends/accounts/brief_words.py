"""The brief of an account in plain sentences."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from amends.facts import Money
from amends.facts.moments import DAY_US, spoken_day

from .brief import AccountBrief, ServiceLine
from .figures import Figures
from .shares import Share

_OPEN_SHOWN_MAX = 3


def brief_lines(brief: AccountBrief, zone: ZoneInfo | None = None) -> tuple[str, ...]:
    """What stands on the pane, a sentence or two each. `zone` is where days are counted."""
    whole = brief.whole
    lines = [_who(brief), *([share_sentence(brief.here, whole)] if brief.here else []), paid_words(whole)]
    if brief.next_renewal is not None:
        which, when = brief.next_renewal
        lines.append(f"Next renewal: {which}, {spoken_day(when, zone)}, {_in_days((when - brief.at) // DAY_US)}.")
    lines += [served_words(whole), _open_words(brief), wrong_words(whole)]
    return tuple(line for line in lines if line)


def _who(brief: AccountBrief) -> str:
    name = brief.account.words
    if brief.above:
        return f"{name}, part of {brief.above[-1].words}."
    return f"{name}, with {_counted(len(brief.below), 'account')} below it." if brief.below else f"{name}."


def share_sentence(line: ServiceLine, whole: Figures) -> str:
    """What the ticket in hand is a part of: "This ticket is about Kiel 2M: 3 % of the revenue and 41 % of the contacts
    of the last 90 days."
    """
    parts = [_revenue_words(line, whole), _contact_words(line.contacts)]
    return f"This ticket is about {line.service.words}: {' and '.join(part for part in parts if part)}."


def _revenue_words(line: ServiceLine, whole: Figures) -> str:
    service, money = line.service, line.service.per_month
    if not service.in_force:
        return "a service that is not in force"
    if money is None:
        return "nobody says what it brings"
    if money.amount_minor < 0:
        return f"a credit of {Money(-money.amount_minor, money.currency)} a month"
    of = f"the revenue in {money.currency}" if len(whole.per_month) > 1 else "the revenue"
    return f"{_part(line.revenue)} of {of}"


def _contact_words(share: Share | None) -> str:
    return f"{_part(share)} of the contacts of the last 90 days" if share else "no contact in the last 90 days"


def _part(share: Share | None) -> str:
    return share.words if share is not None else "none"


def paid_words(whole: Figures) -> str:
    """What is paid, each currency by itself."""
    if not whole.services:
        return "No service in force."
    words = _counted(whole.services, "service")
    words += f", {moneys(whole.per_month)} a month" if whole.per_month else ""
    words += (
        f", of it {_counted(whole.credits, 'credit')} of {moneys(_positive(whole.credit_per_month))}"
        if whole.credits
        else ""
    )
    words += (
        f"; of {whole.unpriced} nobody says what {'it brings' if whole.unpriced == 1 else 'they bring'}"
        if whole.unpriced
        else ""
    )
    return words + "."


def served_words(whole: Figures) -> str:
    """How often they had to turn to us."""
    if not whole.contacts_90:
        return "No contact in the last 90 days."
    words = f"{_counted(whole.contacts_90, 'contact')} in the last 90 days, {whole.contacts_30} in the last 30"
    return words + (f"; {_counted(whole.repeats_90, 'repeat')}." if whole.repeats_90 else ".")


def _open_words(brief: AccountBrief) -> str:
    if not brief.whole.cases_open:
        return ""
    with_open = [line for line in brief.services if line.figures.cases_open]
    named = [f"{line.figures.cases_open} on {line.service.words}" for line in with_open[:_OPEN_SHOWN_MAX]]
    rest = brief.whole.cases_open - sum(line.figures.cases_open for line in with_open[:_OPEN_SHOWN_MAX])
    named += [f"{rest} elsewhere"] if rest and named else []
    where = f": {', '.join(named)}" if named else ""
    return f"{_counted(brief.whole.cases_open, 'case')} open{where}."


def wrong_words(whole: Figures) -> str:
    """What we did not keep, and where they were right."""
    found = [
        f"{_counted(whole.promises_broken, 'promise')} not kept" if whole.promises_broken else "",
        f"{_counted(whole.errors_ours, 'error')} of ours that witnesses confirm" if whole.errors_ours else "",
        f"{_counted(whole.surveys_low, 'low survey')}" if whole.surveys_low else "",
        f"{_counted(whole.hostile, 'hard contact')}" if whole.hostile else "",
    ]
    said = ", ".join(part for part in found if part)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def moneys(told: Iterable[Money]) -> str:
    """`4310.00 EUR and 99.00 USD`: never one sum of two currencies."""
    return " and ".join(str(money) for money in told)


def _positive(told: Iterable[Money]) -> tuple[Money, ...]:
    return tuple(Money(-money.amount_minor, money.currency) for money in told)


def _in_days(days: int) -> str:
    return "today" if days == 0 else f"in {_counted(days, 'day')}"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
