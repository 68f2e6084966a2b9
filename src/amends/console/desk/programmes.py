"""Reading who stands where in a remediation: progress, money, and who waits for what."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum

from amends.facts import ENDED, Harm, Moment, Money, Payment, Reason, Stage, Standing, Verdict

from ..programme_words import STAGE_WORDS
from ..sweep_row import lines, told_in
from .models import DeskVictim

LISTED_MAX: Final = 50  # as many as one approves with open eyes
HANDED_OVER_MAX: Final = 200
_HANDED: Final = (Payment.UNKNOWN, Payment.SAID_PAID, Payment.SEEN, Payment.ARRIVED)
_GOING_ON: Final = ~Q(stage__in=[*ENDED])
_PRICED: Final = Q(harm_minor__isnull=False)


@dataclass(frozen=True, slots=True)
class StageLine:
    """One line of the table. `percent` of all who are in it: the length of the bar."""

    stage: Stage
    words: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Sums of one currency, each part of the one before it."""

    owed: Money
    handed_over: Money
    seen: Money
    arrived: Money


@dataclass(frozen=True, slots=True)
class Group:
    """Those who wait for the same thing: whom we had told no first, then who has waited longest."""

    id: str
    rows: tuple[DeskVictim, ...]
    count: int
    sums: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """A programme as the desk has it. `groups` by their names in GROUPS."""

    stages: tuple[StageLine, ...]
    money: tuple[MoneyLine, ...]
    people: int
    count: int
    ended: int
    rejected: int
    groups: dict[str, Group] = field(default_factory=dict)

    @property
    def by_stage(self) -> dict[Stage, int]:
        """How many stand at each."""
        return {line.stage: line.count for line in self.stages}


GROUPS: Final = {
    "rejected": _GOING_ON & Q(rejected=True),
    "request": _GOING_ON & _PRICED & Q(payment=Payment.NOT_ASKED) & Q(verdict=Verdict.CUSTOMER_RIGHT),
    "approve": _GOING_ON & _PRICED & Q(payment=Payment.WAITS, approvals_missing__gt=0),
    "held": _GOING_ON & Q(payment=Payment.WAITS, approvals_missing=0),
    "hand_over": _GOING_ON & Q(may_hand_over=True),
    "unknown": _GOING_ON & Q(payment=Payment.UNKNOWN),
    "on_its_way": _GOING_ON & Q(payment__in=[Payment.SAID_PAID, Payment.SEEN]),
    "tell": _GOING_ON & _PRICED & Q(told_at__isnull=True),
    "suspected": Q(stage=Stage.SUSPECTED),
    "untraceable": Q(stage=Stage.UNTRACEABLE),
    "declined": Q(stage=Stage.DECLINED),
}


def victims(programme: str) -> QuerySet[DeskVictim]:
    """Everybody in it: whom we had told no first, then who has waited longest."""
    return DeskVictim.objects.filter(programme=programme).order_by("-rejected", "since", "matter", "row_key")


def progress(programme: str, *, user: str | None = None) -> Progress:
    """Its numbers; for a user, its groups with the first rows of each too."""
    everybody = victims(programme)
    counted = dict(everybody.order_by().values_list("stage").annotate(n=Count("id")))
    total = sum(counted.values())
    stages = tuple(
        StageLine(stage, words, counted[stage], round(100 * counted[stage] / total))
        for stage, words in STAGE_WORDS.items()
        if stage in counted
    )
    return Progress(
        stages=stages,
        money=_money(everybody.order_by()),
        people=everybody.order_by().values("row_key").distinct().count(),
        count=total,
        ended=sum(n for stage, n in counted.items() if stage in ENDED),
        rejected=everybody.filter(GROUPS["rejected"]).count(),
        groups=_groups(programme, user) if user is not None else {},
    )


def _groups(programme: str, user: str) -> dict[str, Group]:
    """Nobody is asked to approve twice: what this user has approved waits for another."""
    his = Q(approved_by__icontains=lines((user,)))
    found = {name: group(programme, name, which) for name, which in GROUPS.items() if name != "approve"}
    found["approve"] = group(programme, "approve", GROUPS["approve"] & ~his)
    found["second"] = group(programme, "second", GROUPS["approve"] & his)
    return found


def group(programme: str, name: str, which: Q) -> Group:
    """Those who wait for the same thing."""
    of = victims(programme).filter(which)
    most = HANDED_OVER_MAX if name == "hand_over" else LISTED_MAX
    rows = tuple(of[:most])
    sums: Counter[str] = Counter()
    for row in rows:
        if row.harm_minor is not None:
            sums[row.harm_currency] += row.harm_minor
    money = tuple(Money(sums[currency], currency) for currency in sorted(sums))
    return Group(name, rows, len(rows) if len(rows) < most else of.count(), money)


def _money(rows: QuerySet[DeskVictim]) -> tuple[MoneyLine, ...]:
    not_hit = Q(stage__in=[Stage.NOT_HIT, Stage.DECLINED])
    found = rows.filter(_PRICED & ~not_hit).values_list("harm_currency", "payment").annotate(minor=Sum("harm_minor"))
    sums: dict[str, Counter[str]] = {}
    for currency, payment, minor in found:
        sums.setdefault(currency, Counter())[payment] += minor
    return tuple(_line(currency, sums[currency]) for currency in sorted(sums))


def _line(currency: str, by_payment: Counter[str]) -> MoneyLine:
    def of(*payments: Payment) -> Money:
        return Money(sum(by_payment[payment] for payment in payments), currency)

    return MoneyLine(of(*Payment), of(*_HANDED), of(Payment.SEEN, Payment.ARRIVED), of(Payment.ARRIVED))


def standing_of(row: DeskVictim) -> Standing:
    """A row as the rules that look at many people take it. The lines of the harm are not kept here, its sum is."""
    told: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "programme matter key sentence waits_for requested_by approvals_needed may_hand_over next_key next_attempt "
            "told_at told_tries apologies rejected contacts since look_again"
        ).split()
    }
    total = _money_of(row.harm_minor, row.harm_currency)
    return Standing(
        **told
        | {name: None if told[name] is None else Moment(told[name]) for name in ("told_at", "since", "look_again")},
        customer=row.row_key,
        stage=Stage(row.stage),
        payment=Payment(row.payment),
        verdict=Verdict(row.verdict),
        reason=Reason(row.reason),
        money=Money(row.amount_minor, row.currency),
        harm=Harm((), total) if total is not None else None,
        approved_by=told_in(row.approved_by),
        hand_over_money=_money_of(row.hand_over_minor, row.hand_over_currency),
        handed=tuple((key, int(number)) for number, _, key in (one.partition(" ") for one in told_in(row.handed))),
        payment_ref=row.payment_ref or None,
    )


def _money_of(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
