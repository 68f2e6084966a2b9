"""The whole account in sentences: the pane of a case, an account's page, a line of the watch list. Names no agent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from amends.accounts.brief import ServiceLine
from amends.accounts.brief_words import brief_lines, moneys
from amends.accounts.effective import ALWAYS, span
from amends.accounts.figures import Figures
from amends.accounts.hazard.gate import EVENTS_MIN
from amends.accounts.hazard.rules import UNCALIBRATED
from amends.accounts.roll_up import roll_up
from amends.accounts.tree import Account
from amends.facts import CustomerFile, Entry, Moment, Money, Policy
from amends.facts.kinds import AccountTold, ServiceTold
from amends.facts.moments import spoken_day

from .accounts.models import DeskForecast, DeskWatch
from .accounts.read import forecasts_of, whole_behind
from .accounts.risk import RuleApplied
from .accounts.told import Told, told_about
from .accounts.watch import lines_of
from .accounts.whole import Whole, whole_of


@dataclass(frozen=True, slots=True)
class Pane:
    """What the pane shows. `lines` are sentences; `risk` is the one on value at risk, and `uncalibrated` says that it
    is by listed rules and no probability. `services` are the table behind.
    """

    key: str
    name: str
    lines: tuple[str, ...]
    risk: tuple[str, ...]
    uncalibrated: bool
    applied: tuple[RuleApplied, ...]
    not_asked: tuple[str, ...]
    points: int
    helps: tuple[str, ...]
    drives: tuple[str, ...]
    changed: tuple[str, ...]
    services: tuple[ServiceLine, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """All of it as sentences, for the API and for the tag of a page."""
        return (*self.lines, *self.risk)


@dataclass(frozen=True, slots=True)
class Branch:
    """One account of the tree. `depth` counts from 0 at the top; `dates` are the spans that were told."""

    account: Account
    depth: int
    own: Figures
    paid: str
    dates: tuple[str, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """One line of the watch list."""

    row: DeskWatch
    risk: str
    drives: tuple[str, ...]
    helps: tuple[str, ...]
    changed: tuple[str, ...]
    paid: str


def pane_of(file: CustomerFile, policy: Policy, now: Moment) -> Pane | None:
    """The pane of a customer; None for whom belongs to no account."""
    found = whole_behind(file, now)
    return None if found is None else pane(found, policy.zoneinfo)


def page_of(account: str, now: Moment, zone: ZoneInfo) -> tuple[Pane, tuple[Branch, ...]] | None:
    """A whole account and its tree, asked for by any account in it; None where there is none."""
    told = told_about(account, now)
    found = whole_of(told, account, now)
    return None if found is None else (pane(found, zone), tuple(_branches(found, told, account, zone)))


def pane(found: Whole, zone: ZoneInfo) -> Pane:
    """What is shown of a whole account."""
    forecasts = forecasts_of([found.top])
    risk = found.risk
    return Pane(
        key=found.top,
        name=found.card.account.words,
        lines=brief_lines(found.card, zone),
        risk=_risk_lines(found, forecasts),
        uncalibrated=not forecasts,
        applied=risk.applied,
        not_asked=risk.not_asked,
        points=risk.points,
        helps=risk.helps,
        drives=lines_of(forecasts[0].drives) if forecasts else risk.drives,
        changed=risk.changed,
        services=found.card.services,
    )


def watched(row: DeskWatch, forecast: DeskForecast | None) -> Watched:
    """A line of the list, by the forecast where there is one."""
    return Watched(
        row=row,
        risk=at_risk_words(forecast) if forecast else points_words(row.points),
        drives=lines_of(forecast.drives if forecast else row.drives),
        helps=lines_of(row.helps),
        changed=lines_of(row.changed),
        paid=_paid_words(row),
    )


def _paid_words(row: DeskWatch) -> str:
    if row.currency:
        return f"{Money(row.per_month_minor, row.currency)} a month"
    return "nobody says what it pays" if row.services else "no service in force"


def _risk_lines(found: Whole, forecasts: Sequence[DeskForecast]) -> tuple[str, ...]:
    if not forecasts:
        return (
            f"Value at risk: {points_words(found.risk.points)}. No probability is shown, because fewer than "
            f"{EVENTS_MIN} accounts were seen to leave here, or too little is known of how they were served.",
        )
    return tuple(f"Value at risk: {at_risk_words(one)}." for one in forecasts)


def points_words(points: int) -> str:
    """Points of the listed rules, marked as what they are."""
    return f"{points} point{'' if points == 1 else 's'} by listed rules ({UNCALIBRATED})"


def at_risk_words(one: DeskForecast) -> str:
    """The chance of leaving and what would go with it, each with its interval."""
    chance = f"{_percent(one.probability)} to leave within twelve months ({_percent(one.low)} to {_percent(one.high)})"
    if not one.currency or not one.probability or one.risk_minor <= 0:
        return chance
    year = one.risk_minor / one.probability
    low, middle, high = (Money(round(year * share), one.currency) for share in (one.low, one.probability, one.high))
    return f"{middle} of what it pays in a year ({low} to {high}), at a chance of {chance}"


def _percent(share: float) -> str:
    return "less than 1 %" if share < 0.005 else f"{round(share * 100)} %"


def _branches(found: Whole, told: Told, asked: str, zone: ZoneInfo) -> Iterable[Branch]:
    tree = found.tree
    rolled = roll_up(tree, told.attached(tree), found.top)
    dates = _dates(told, zone)
    for name in _in_depth(found):
        own = rolled[name].own
        paid = f"{moneys(own.per_month)} a month" if own.per_month else ""
        depth = len(tree.above(name))
        yield Branch(tree.accounts[name], depth, own, paid, tuple(dates.get(name, ())), name == asked)


def _in_depth(found: Whole) -> list[str]:
    """Each account, and everything below it, before the next one beside it."""
    names, waiting = [], [found.top]
    while waiting:
        names.append(waiting.pop())
        waiting += sorted(found.tree.children(names[-1]), reverse=True)
    return names


def _dates(told: Told, zone: ZoneInfo) -> dict[str, list[str]]:
    """From when until when what was told of an account, or of a service, holds."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(told.entries, key=_beginning):
        what = entry.what
        start, end = span(entry)
        if isinstance(what, AccountTold | ServiceTold) and (start != ALWAYS or end is not None):
            who = what.name or (what.service if isinstance(what, ServiceTold) else what.account)
            below = f", below {what.parent}" if isinstance(what, AccountTold) and what.parent else ""
            words = f"{who}{below}"
            words += f" from {spoken_day(start, zone)}" if start != ALWAYS else ""
            words += f" until {spoken_day(end, zone)}" if end is not None else ""
            found[what.account].append(words)
    return found


def _beginning(entry: Entry) -> tuple[Moment, str]:
    return span(entry)[0], entry.id
