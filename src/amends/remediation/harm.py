"""What is owed for one matter, line by line: so that the letter can say how the amount was computed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from amends.facts import Entry, Harm, HarmLine, Moment, Money, Policy, SweptRefund, Verdict
from amends.facts.kinds import PostingTold
from amends.facts.moments import datetime_of, plus_business_days, spoken_day

DAYS_A_YEAR: Final = 365  # ACT/365: the days that passed, of a year of 365
_WHOLE: Final = 10_000  # basis points
GOODWILL: Final = "goodwill"


def harm(refund: SweptRefund, gifts: Iterable[Entry], *, until: Moment, policy: Policy) -> Harm | None:
    """The money that is missing, interest on it until that moment, and what was given for it already: shown in any
    case, taken off where the policy says so. None where nothing is known to be owed. Never less than nothing.
    """
    if refund.verdict is not Verdict.CUSTOMER_RIGHT or refund.owed is None:
        return None
    lines = [_missing(refund, refund.owed, policy)]
    lines += _interest(refund, refund.owed, until, policy)
    lines += (_gift(entry, policy) for entry in gifts)
    total = max(0, sum(line.amount_minor for line in lines))
    return Harm(tuple(lines), Money(total, refund.owed.currency))


def goodwill_of(
    refunds: Iterable[SweptRefund], told: Iterable[Entry], orders: Mapping[str, Collection[str]]
) -> dict[str, tuple[Entry, ...]]:
    """What was given as goodwill, by the matter it was given for: each of them for one, else it would be taken off
    twice. That is the last refund before it of the same order where it names one, else of the customer. `orders` are
    those of each matter.
    """
    hit = [r for r in refunds if r.verdict is Verdict.CUSTOMER_RIGHT]
    hit.sort(key=lambda r: (r.at, r.matter))
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in told:
        what = entry.what
        if not isinstance(what, PostingTold) or what.about != GOODWILL:
            continue
        before = [r for r in hit if r.at <= entry.occurred and (r.owed or r.money).currency == what.money.currency]
        meant = [r for r in before if not what.order_id or what.order_id in orders.get(r.matter, ())]
        if meant:
            found[meant[-1].matter] = (*found.get(meant[-1].matter, ()), entry)
    return found


def _missing(refund: SweptRefund, owed: Money, policy: Policy) -> HarmLine:
    day = spoken_day(refund.at, policy.zoneinfo)
    if owed == refund.money:
        return HarmLine(f"The refund of {owed} that we said we made on {day}", owed.amount_minor)
    words = f"What is missing of the refund of {refund.money} that we said we made on {day}"
    return HarmLine(words, owed.amount_minor)


def _interest(refund: SweptRefund, owed: Money, until: Moment, policy: Policy) -> Iterator[HarmLine]:
    """From the day on which he should have seen it. A part of a minor unit is rounded up: in his favour."""
    rate = policy.interest_basis_points
    start = _should_be_there(refund, policy)
    days = (_day(until, policy) - _day(start, policy)).days
    if rate <= 0 or days <= 0:
        return
    amount = -(-owed.amount_minor * rate * days // (_WHOLE * DAYS_A_YEAR))
    percent = f"{rate // 100}.{rate % 100:02d} %"
    first, last = spoken_day(start, policy.zoneinfo), spoken_day(until, policy.zoneinfo)
    yield HarmLine(f"Interest of {percent} a year on {owed} for {days} days, {first} to {last}", amount)


def _should_be_there(refund: SweptRefund, policy: Policy) -> Moment:
    days = policy.window(refund.trait("gateway"), refund.trait("method")).visible_business_days
    return plus_business_days(refund.at, days, zone=policy.zoneinfo, holidays=policy.holidays)


def _day(at: Moment, policy: Policy) -> date:
    return datetime_of(at, policy.zoneinfo).date()


def _gift(entry: Entry, policy: Policy) -> HarmLine:
    assert isinstance(entry.what, PostingTold), "only postings are goodwill"
    given = abs(entry.what.money.amount_minor)
    words = (
        f"{Money(given, entry.what.money.currency)} given as goodwill on {spoken_day(entry.occurred, policy.zoneinfo)}"
    )
    if policy.goodwill_is_netted:
        return HarmLine(f"{words}, taken off", -given)
    return HarmLine(f"{words}, yours to keep: not taken off", 0)
