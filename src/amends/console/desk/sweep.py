"""Reading the sweep: how many refunds did not arrive as we said, why, how old they are, and one page of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import StrIndex

from amends.facts import Moment, Money, Verdict
from amends.facts.moments import DAY_US
from amends.facts.who import names_people

from ..sweep_row import lines, told_in
from .models import DeskRefund

PAGE_ROWS: Final = 50
PAGES_MAX: Final = 2_000
AGES: Final = (("Up to a week", 0, 7), ("Up to a month", 7, 30), ("Up to three months", 30, 90), ("Older", 90, None))
WHICH: Final = {
    "open": "Not made good yet",
    "all": "All that went wrong",
    "good": "Made good since",
    "untold": "Nobody can tell yet",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of a group of refunds. `owed` is what is not made good yet, by currency; `unpriced` of those open have no
    amount worked out.
    """

    count: int
    open: int
    unpriced: int
    owed: tuple[Money, ...]
    oldest: Moment | None


@dataclass(frozen=True, slots=True)
class Summary:
    """`wrong` are those for which the customer is right; `people` of them contacted us since."""

    refunds: int
    wrong: Sums
    people: int
    too_early: int
    cannot_tell: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which refunds are listed. Empty text is no filter; `which` is one of WHICH."""

    reason: str = ""
    trait: str = ""
    which: str = "open"


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` oldest first. `number` counts from 1."""

    rows: tuple[DeskRefund, ...]
    number: int
    more: bool
    count: int


def wrong() -> QuerySet[DeskRefund]:
    """Those for which the customer is right."""
    return DeskRefund.objects.filter(verdict=Verdict.CUSTOMER_RIGHT)


def summary() -> Summary:
    """The numbers of the first sentence."""
    verdicts = dict(DeskRefund.objects.values_list("verdict").annotate(n=Count("id")).order_by())
    return Summary(
        refunds=sum(verdicts.values()),
        wrong=_sums(wrong(), ()).get((), Sums(0, 0, 0, (), None)),
        people=wrong().filter(contacts__gt=0).values("row_key").distinct().count(),
        too_early=verdicts.get(Verdict.TOO_EARLY, 0),
        cannot_tell=verdicts.get(Verdict.CANNOT_TELL, 0),
        rejected=wrong().filter(rejected=True, open=True).count(),
    )


def by_reason() -> list[tuple[str, Sums]]:
    """Each reason, the most frequent first."""
    found = _sums(wrong(), ("reason",))
    return sorted(((reason, sums) for (reason,), sums in found.items()), key=lambda each: (-each[1].count, each[0]))


def by_age(now: Moment) -> list[tuple[str, Sums]]:
    """By how long ago we said that it was made: what has waited longest stands last."""
    nothing = Sums(0, 0, 0, (), None)
    found = []
    for words, youngest, oldest in AGES:
        of_age = Q(at__lte=now - youngest * DAY_US) if youngest else Q()
        if oldest is not None:
            of_age &= Q(at__gt=now - oldest * DAY_US)
        found.append((words, _sums(wrong().filter(of_age), ()).get((), nothing)))
    return found


def _sums(rows: QuerySet[DeskRefund], names: tuple[str, ...]) -> dict[tuple[str, ...], Sums]:
    """Sums by these columns. One query; currencies are never added up."""
    grouped = rows.values(*names, "open", "owed_currency").annotate(
        n=Count("id"), minor=Sum("owed_minor"), priced=Count("owed_minor"), first=Min("at")
    )
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in grouped.order_by():
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return {key: _sum(told) for key, told in found.items()}


def _sum(told: Iterable[dict[str, Any]]) -> Sums:
    rows = list(told)
    still = [row for row in rows if row["open"]]
    owed: Counter[str] = Counter()
    for row in still:
        if row["owed_currency"]:
            owed[row["owed_currency"]] += row["minor"]
    return Sums(
        count=sum(row["n"] for row in rows),
        open=sum(row["n"] for row in still),
        unpriced=sum(row["n"] - row["priced"] for row in still),
        owed=tuple(Money(owed[currency], currency) for currency in sorted(owed)),
        oldest=Moment(min(row["first"] for row in rows)),
    )


def untold() -> list[tuple[str, int, str]]:
    """Where nobody can tell: why, how many, and one example of what is missing; the most frequent first."""
    found = DeskRefund.objects.filter(verdict=Verdict.CANNOT_TELL).values_list("reason")
    return list(found.annotate(n=Count("id"), example=Max("missing")).order_by("-n", "reason"))


def traits() -> list[tuple[str, int]]:
    """Every trait of those that went wrong, with how many have it, by name and then the most frequent first. None that
    names people: a count of failures by colleague is no page of ours.
    """
    counted: Counter[str] = Counter()
    for told, n in wrong().values_list("traits").annotate(n=Count("id")).order_by():
        counted.update({trait: n for trait in told_in(told) if not names_people(trait.partition("=")[0])})
    return sorted(counted.items(), key=lambda each: (each[0].partition("=")[0], -each[1], each[0]))


def page(number: int, chosen: Filter) -> Page:
    """One page of those that went wrong, or of which nobody can tell; the oldest first."""
    rows = wrong() if chosen.which != "untold" else DeskRefund.objects.filter(verdict=Verdict.CANNOT_TELL)
    rows = rows.order_by("at", "row_key", "matter")
    if chosen.reason:
        rows = rows.filter(reason=chosen.reason)
    if chosen.which in ("open", "good"):
        rows = rows.filter(open=chosen.which == "open")
    if chosen.trait:  # a search for text would not tell A from a
        rows = rows.annotate(place=StrIndex("traits", Value(lines((chosen.trait,))))).filter(place__gt=0)
    number = min(max(number, 1), PAGES_MAX)
    start = (number - 1) * PAGE_ROWS
    taken = list(rows[start : start + PAGE_ROWS + 1])
    return Page(tuple(taken[:PAGE_ROWS]), number, len(taken) > PAGE_ROWS, rows.count())
