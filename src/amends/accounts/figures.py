"""The figures of an account: what it pays, how it was served. They add up from the accounts below, exactly."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final, Self

from amends.facts import Moment, Money
from amends.facts.moments import DAY_US

from .attach import Attached, ServedKind
from .tree import Service

RECENT_DAYS, LATELY_DAYS = 30, 90
_NAMES: Final = {
    ServedKind.PROMISE_BROKEN: "promises_broken",
    ServedKind.ERROR_OURS: "errors_ours",
    ServedKind.SURVEY_LOW: "surveys_low",
    ServedKind.HOSTILE: "hostile",
}
_UNTIL_MADE_GOOD: Final = frozenset({ServedKind.PROMISE_BROKEN, ServedKind.ERROR_OURS})


@dataclass(frozen=True, slots=True)
class Figures:
    """`per_month` is one sum for each currency, sorted: a mix stays a mix, because a rate of today would be a guess.

    Credits are in the sums, and counted and summed once more by themselves. Everything that has happened is of the last
    90 days, contacts of the last 30 besides; promises broken and errors of ours that are still open count whatever
    their age.
    """

    accounts: int = 0
    services: int = 0  # in force
    unpriced: int = 0  # services of which nobody says what they bring
    per_month: tuple[Money, ...] = ()
    credits: int = 0
    credit_per_month: tuple[Money, ...] = ()
    contacts_30: int = 0
    contacts_90: int = 0
    repeats_90: int = 0
    cases_open: int = 0
    promises_broken: int = 0
    errors_ours: int = 0
    surveys_low: int = 0
    hostile: int = 0
    renewal: Moment | None = None  # the next one

    def __add__(self, other: Self) -> Self:
        """Of both together; the next renewal is the earlier one."""
        renewals = [moment for moment in (self.renewal, other.renewal) if moment is not None]
        return type(self)(
            accounts=self.accounts + other.accounts,
            services=self.services + other.services,
            unpriced=self.unpriced + other.unpriced,
            per_month=sums((*self.per_month, *other.per_month)),
            credits=self.credits + other.credits,
            credit_per_month=sums((*self.credit_per_month, *other.credit_per_month)),
            contacts_30=self.contacts_30 + other.contacts_30,
            contacts_90=self.contacts_90 + other.contacts_90,
            repeats_90=self.repeats_90 + other.repeats_90,
            cases_open=self.cases_open + other.cases_open,
            promises_broken=self.promises_broken + other.promises_broken,
            errors_ours=self.errors_ours + other.errors_ours,
            surveys_low=self.surveys_low + other.surveys_low,
            hostile=self.hostile + other.hostile,
            renewal=min(renewals, default=None),
        )


def total(figures: Iterable[Figures]) -> Figures:
    """Of all together."""
    return reduce(Figures.__add__, figures, Figures())


def sums(moneys: Iterable[Money]) -> tuple[Money, ...]:
    """One sum for each currency, sorted. Two currencies are never added."""
    found: dict[str, int] = {}
    for money in moneys:
        found[money.currency] = found.get(money.currency, 0) + money.amount_minor
    return tuple(Money(found[currency], currency) for currency in sorted(found))


def of_services(services: Iterable[Service], at: Moment) -> Figures:
    """What services bring, those in force alone."""
    current = [service for service in services if service.in_force]
    priced = [service.per_month for service in current if service.per_month is not None]
    owed_back = [money for money in priced if money.amount_minor < 0]
    coming = (service.renewal for service in current if service.renewal is not None and service.renewal >= at)
    return Figures(
        services=len(current),
        unpriced=len(current) - len(priced),
        per_month=sums(priced),
        credits=len(owed_back),
        credit_per_month=sums(owed_back),
        renewal=min(coming, default=None),
    )


def of_service(happened: Iterable[Attached], at: Moment) -> Figures:
    """How it was served up to `at`. What happened after it has not happened yet."""
    recent, lately = at - RECENT_DAYS * DAY_US, at - LATELY_DAYS * DAY_US
    found: Counter[str] = Counter()
    for one in happened:
        served = one.served
        if served.at > at:
            continue
        if served.kind is ServedKind.CONTACT:
            if served.at > lately:
                found["contacts_90"] += 1
                found["contacts_30"] += served.at > recent
                found["repeats_90"] += served.repeat
        elif served.kind is ServedKind.CASE:
            found["cases_open"] += served.open
        elif served.at > lately or (served.open and served.kind in _UNTIL_MADE_GOOD):
            found[_NAMES[served.kind]] += 1
    return Figures(**found)  # type: ignore[arg-type]
