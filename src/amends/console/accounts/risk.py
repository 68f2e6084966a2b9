"""How much a whole account gives reason to worry: the listed rules, what drives it, what would help, what is new. Pure.

The points are a convention and no probability; the table of rules is that of accounts.hazard.rules, and no second one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from amends.accounts.attach import Attached, ServedKind
from amends.accounts.brief import AccountBrief
from amends.accounts.figures import RECENT_DAYS
from amends.accounts.tree import AccountTree
from amends.facts import Moment
from amends.facts.moments import DAY_US

WEEK_US: Final = 7 * DAY_US
MONTH_DAYS: Final = 365.25 / 12
LOST_WITHIN_DAYS: Final = 365
OPEN_DAYS: Final = 14
LATELY_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class RuleApplied:
    """A rule that applies, with what it adds; `column` is what it asks."""

    words: str
    points: int
    column: str


@dataclass(frozen=True, slots=True)
class Risk:
    """`applied` make the `points` together; `not_asked` are rules of which nothing here can tell. `before` are the
    points of a week ago. `helps` answer what drives it; `changed` is what happened this week.
    """

    points: int
    before: int
    applied: tuple[RuleApplied, ...]
    not_asked: tuple[str, ...]
    helps: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def drives(self) -> tuple[str, ...]:
        """The rules that apply, in words, those of most points first."""
        return tuple(one.words for one in self.applied)

    def crossed(self, points: int) -> bool:
        """Whether it came to so many points this week."""
        return self.points >= points > self.before


def values_of(card: AccountBrief, happened: Iterable[Attached]) -> dict[str, float]:
    """What the rules ask of a whole account at the moment of its brief; what nobody can tell is left out."""
    whole, at = card.whole, card.at
    opened = [one.served.at for one in happened if one.served.kind is ServedKind.CASE and one.served.open]
    told = {
        "contacts_30d": float(whole.contacts_30),
        "repeats_90d": float(whole.repeats_90),
        "broken_promises_90d": float(whole.promises_broken),
        "verified_errors_90d": float(whole.errors_ours),
        "unresolved_days": max(((at - one) / DAY_US for one in opened if one <= at), default=0.0),
    }
    if card.next_renewal is not None:
        told["months_to_renewal"] = (card.next_renewal[1] - at) / DAY_US / MONTH_DAYS
    return told


def services_lost(tree: AccountTree, accounts: Iterable[str]) -> int:
    """How many services of these accounts ended in the last twelve months."""
    mine = (tree.services[name] for account in accounts for name in tree.services_of(account))
    since = tree.at - LOST_WITHIN_DAYS * DAY_US
    return sum(not one.in_force and one.end is not None and since < one.end <= tree.at for one in mine)


def values_at(tree: AccountTree, happened: Sequence[Attached], top: str, card: AccountBrief | None) -> dict[str, float]:
    """The values of a whole account, its brief being made already."""
    if card is None:
        return {}
    within = tree.below(top)
    inside = frozenset(within)
    mine = [one for one in happened if one.account in inside]
    return values_of(card, mine) | {"services_lost_12m": float(services_lost(tree, within))}


def risk_of(now: dict[str, float], before: dict[str, float], card: AccountBrief, happened: Iterable[Attached]) -> Risk:
    """From the values of now and of a week ago."""
    applied, not_asked = _applied(now)
    earlier, _ = _applied(before)
    return Risk(
        points=sum(one.points for one in applied),
        before=sum(one.points for one in earlier),
        applied=applied,
        not_asked=not_asked,
        helps=_helps(applied, card),
        changed=_changed(card.at, happened),
    )


def _applied(values: dict[str, float]) -> tuple[tuple[RuleApplied, ...], tuple[str, ...]]:
    from amends.accounts.hazard.rules import RULES

    found, not_asked = [], []
    for rule in RULES:
        name = next((column for column in rule.columns if column in values), None)
        if name is None:
            not_asked.append(rule.words)
        elif values[name] >= rule.least if rule.least is not None else values[name] <= (rule.most or 0.0):
            found.append(RuleApplied(rule.words, rule.points, name))
    return tuple(sorted(found, key=lambda one: -one.points)), tuple(not_asked)


def _helps(applied: Iterable[RuleApplied], card: AccountBrief) -> tuple[str, ...]:
    """What answers each rule. An advice, and no promise that it works: nobody has tried it against leaving it."""
    renewal = f", {card.next_renewal[0]}" if card.next_renewal else ""
    told = {
        "contacts_30d": "One person who knows the whole account answers its next contact.",
        "repeats_90d": "Settle what they come back about" + _where(card) + ".",
        "broken_promises_90d": "Keep the promise that was not kept, or own up to it, before they ask again.",
        "verified_errors_90d": "Make our own error good, and say that it was ours.",
        "unresolved_days": "Close what is open longest" + _where(card) + ".",
        "months_to_renewal": f"Talk with them before the renewal{renewal}, and not about the contract first.",
        "services_lost_12m": "Ask why the service was ended.",
    }
    return tuple(told[one.column] for one in applied if one.column in told)


def _where(card: AccountBrief) -> str:
    first = max(card.services, key=lambda line: (line.figures.cases_open, line.figures.repeats_90), default=None)
    return f" on {first.service.words}" if first and (first.figures.cases_open or first.figures.repeats_90) else ""


_NEW: Final = {
    ServedKind.PROMISE_BROKEN: "promise not kept",
    ServedKind.ERROR_OURS: "error of ours",
    ServedKind.SURVEY_LOW: "low survey",
    ServedKind.HOSTILE: "hard contact",
}


def _changed(at: Moment, happened: Iterable[Attached]) -> tuple[str, ...]:
    """What came in the last seven days."""
    week = [one.served for one in happened if at - WEEK_US < one.served.at <= at]
    contacts = [one for one in week if one.kind is ServedKind.CONTACT]
    told = [_counted(len(contacts), "contact"), _counted(sum(one.repeat for one in contacts), "repeat")]
    told += [_counted(sum(one.kind is kind for one in week), words) for kind, words in _NEW.items()]
    return tuple(words for words in told if words)


def _counted(number: int, words: str) -> str:
    if words == "promise not kept" and number > 1:
        return f"{number} promises not kept"
    if words == "error of ours" and number > 1:
        return f"{number} errors of ours"
    return f"{number:,} {words}{'' if number == 1 else 's'}" if number else ""


def next_change(tree: AccountTree, ends: Iterable[Moment | None], happened: Iterable[Attached]) -> Moment | None:
    """The first moment after that of the tree at which time alone may change any of this: something becomes older than
    a span that counts, or a telling begins, ends, or is due for renewal. Each counts a week later once more.
    """
    spans = [7, OPEN_DAYS, RECENT_DAYS, LATELY_DAYS]
    told = [one.served.at + days * DAY_US for one in happened for days in (0, *spans)]
    for moment in ends:
        if moment is not None:
            near = int(3 * MONTH_DAYS * DAY_US)
            told += [moment, moment + 1, moment - near, moment + LOST_WITHIN_DAYS * DAY_US]
    coming = [when for one in told for when in (one, one + WEEK_US) if when > tree.at]
    return Moment(min(coming)) if coming else None
